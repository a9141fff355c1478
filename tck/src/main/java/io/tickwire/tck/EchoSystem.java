package io.tickwire.tck;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Loopback;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that sends back what it gets, with one buffer a connection and no allocation of its own
 * once its connections are there. It closes a stream at its end or failure.
 */
final class EchoSystem implements TickSystem, AutoCloseable {
    private final int bufferBytes;
    private final Set<ByteBuf> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable IoListener listener;
    private long operations;

    EchoSystem(int bufferBytes) {
        this.bufferBytes = bufferBytes;
    }

    SocketAddress address() {
        return Objects.requireNonNull(listener).localAddress();
    }

    /** Receives and sends that were delivered. */
    long operations() {
        return operations;
    }

    /** Streams that are open. */
    int streams() {
        return buffers.size();
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(Loopback.anyPort());
    }

    @Override
    public void run(TickContext tick) {
        if (tick.number() == 0) {
            queue(tick, tick.request().accept(Objects.requireNonNull(listener)).multishot());
        }
        for (IoCompletion completion : tick.completions()) {
            switch (completion.operation()) {
                case ACCEPT -> accepted(tick, completion);
                case RECV -> received(tick, completion);
                case SEND -> sent(tick, completion);
                default -> {}
            }
        }
    }

    /** Lets go of the buffers of streams that are still open. */
    @Override
    public void close() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }

    private void accepted(TickContext tick, IoCompletion completion) {
        if (completion.isOk()) {
            ByteBuf buffer =
                    UnpooledByteBufAllocator.DEFAULT.directBuffer(bufferBytes, bufferBytes);
            buffers.add(buffer);
            completion.stream().attach(buffer);
            receive(tick, completion.stream());
        }
    }

    private void received(TickContext tick, IoCompletion completion) {
        operations++;
        IoStream stream = completion.stream();
        if (completion.result() > 0) {
            queue(tick, tick.request().send(stream, buffer(stream).retain()));
        } else {
            end(tick, stream);
        }
    }

    private void sent(TickContext tick, IoCompletion completion) {
        operations++;
        IoStream stream = completion.stream();
        if (completion.isOk()) {
            receive(tick, stream);
        } else {
            end(tick, stream);
        }
    }

    private void receive(TickContext tick, IoStream stream) {
        queue(tick, tick.request().recv(stream, buffer(stream).clear(), bufferBytes));
    }

    private void end(TickContext tick, IoStream stream) {
        buffers.remove(buffer(stream));
        buffer(stream).release();
        queue(tick, tick.request().close(stream));
    }

    private static ByteBuf buffer(IoStream stream) {
        return (ByteBuf) Objects.requireNonNull(stream.attachment());
    }

    private static void queue(TickContext tick, IoRequest request) {
        if (!tick.intents().queue(request)) {
            throw new AssertionError("the lane is full");
        }
    }
}
