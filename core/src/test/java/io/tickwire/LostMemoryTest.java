package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Buffers that a program released too often, and those that a kernel never gave back. */
class LostMemoryTest {
    @Test
    @DisplayName("a buffer released once too often is the program's error and loses nothing else")
    void overReleasedBuffer() {
        StreamFixture f = new StreamFixture();
        AtomicInteger called = new AtomicInteger();
        ByteBuf sent = StreamFixture.buffer("aaaa");
        f.queue(f.lane.request().send(f.stream, sent).onComplete((c, t) -> {}));
        f.queue(f.lane.request().nop().lasting().onComplete((c, t) -> called.incrementAndGet()));
        f.queue(
                f.lane.request()
                        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))
                        .onComplete((c, t) -> called.incrementAndGet()));
        f.loop.endPhase("phase");
        f.transport.result(f.transport.last(IoOpType.SEND), 4);
        f.transport.result(f.transport.last(IoOpType.NOP), 0);
        f.transport.opened(f.transport.last(IoOpType.CONNECT), true);
        sent.release();
        assertThatThrownBy(() -> f.loop.beginTick())
                .isInstanceOf(IllegalReferenceCountException.class);
        assertThat(called).hasValue(2);
        f.close();
        assertThat(f.transport.leaked()).isEmpty();
    }

    @Test
    @DisplayName("memory that the kernel did not give back is kept for ever")
    void undrainedBuffersAreKept() {
        StreamFixture f = new StreamFixture();
        ByteBuf buffer = StreamFixture.empty(8);
        f.queue(f.lane.request().recv(f.stream, buffer, 8));
        f.tick();
        f.transport.failure = new IllegalStateException("ring gone");
        f.transport.isDrained = false;
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        assertThat(buffer.refCnt()).isEqualTo(2);
        buffer.release(2);
    }

    @Test
    @DisplayName("memory of several regions that the kernel did not give back is kept for ever")
    void undrainedRegionsAreKept() {
        StreamFixture f = new StreamFixture();
        ByteBuf[] regions = {StreamFixture.empty(8), StreamFixture.empty(8)};
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        IoDatagram socket = f.loop.bind(any, SocketOptions.DEFAULT);
        f.queue(f.lane.request().recvmsg(socket, regions));
        f.tick();
        f.transport.failure = new IllegalStateException("ring gone");
        f.transport.isDrained = false;
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        for (ByteBuf region : regions) {
            assertThat(region.refCnt()).isEqualTo(2);
            region.release(2);
        }
    }
}
