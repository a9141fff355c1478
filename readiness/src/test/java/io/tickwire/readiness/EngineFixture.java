package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.FakeBackend.FakeListener;
import io.tickwire.readiness.FakeBackend.FakeStream;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.tck.FakeOperation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The engine over a fake backend, and operations by a line each. */
abstract class EngineFixture {
    static final int ECANCELED = IoStatus.ECANCELED.result();
    static final int ECONNRESET = IoStatus.ECONNRESET.result();
    static final int EMFILE = IoStatus.EMFILE.result();
    static final int ENOENT = IoStatus.ENOENT.result();

    final ByteBuf buffer = Unpooled.directBuffer(4096);
    final FakeSink sink = new FakeSink();
    final FakeBackend backend = new FakeBackend();
    final ReadinessTransport transport =
            new ReadinessTransport(
                    new TransportConfig(512, 256, BatchConfig.DEFAULT),
                    sink,
                    Capabilities.all(Support.EMULATED),
                    backend);

    @BeforeEach
    void start() {
        transport.start();
    }

    @AfterEach
    void close() {
        transport.close();
        buffer.release();
    }

    final FakeStream connected() {
        backend.connects.add(0);
        submit(connect(500));
        transport.flush();
        TransportHandle handle = sink.passed.remove(sink.passed.size() - 1).handle();
        if (handle instanceof FakeStream stream) {
            return stream;
        }
        throw new AssertionError("no stream: " + handle);
    }

    final FakeListener listener() {
        try {
            TransportHandle handle =
                    transport.listen(new InetSocketAddress(0), SocketOptions.DEFAULT);
            return (FakeListener) handle;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    final void receiveOnReadiness(FakeStream stream, int length, int result) {
        submit(receive(1, stream, length));
        stream.receives.add(result);
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=" + result);
    }

    final void harvestWritable(FakeStream stream) {
        stream.becomes(Readiness.WRITABLE);
        transport.harvest(0);
    }

    final void submit(FakeOperation operation) {
        assertThat(transport.submit(operation)).isTrue();
    }

    final FakeOperation receive(int slot, TransportHandle stream, int length) {
        return new FakeOperation(slot, IoOpType.RECV).on(stream).with(buffer, 0, length);
    }

    final FakeOperation send(int slot, TransportHandle stream, int... lengths) {
        FakeOperation send = new FakeOperation(slot, IoOpType.SEND).on(stream);
        for (int length : lengths) {
            send.with(buffer, 0, length);
        }
        return send;
    }

    static FakeOperation accept(int slot, TransportHandle listener) {
        return new FakeOperation(slot, IoOpType.ACCEPT).on(listener);
    }

    static FakeOperation connect(int slot) {
        return new FakeOperation(slot, IoOpType.CONNECT)
                .to(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
}
