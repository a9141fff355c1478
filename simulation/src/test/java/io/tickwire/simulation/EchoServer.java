package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Sends back what it gets, each receive once a tick from a buffer of its own or as it comes from a
 * group. Closes a stream at its end and at any failure. Keeps a hash of all that it saw.
 */
final class EchoServer implements TickSystem {
    static final BufferGroup GROUP = new BufferGroup(1, 256, 2048);
    private static final int BUFFER_BYTES = 256;

    /**
     * Counts by itself what is not released: the leak detector is too slow for so many messages.
     */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    private final Set<ByteBuf> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final boolean isMultishot;
    private IoListener listener;
    private long hash;
    private int open;
    private int openMax;
    private long messages;
    private boolean isAccepting;

    EchoServer(boolean isMultishot) {
        this.isMultishot = isMultishot;
    }

    SocketAddress address() {
        return listener.localAddress();
    }

    long hash() {
        return hash;
    }

    /** Streams that are open. */
    int open() {
        return open;
    }

    int openMax() {
        return openMax;
    }

    /** Receives that brought bytes. */
    long messages() {
        return messages;
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(new InetSocketAddress(Addresses.LOOPBACK_4, 0));
    }

    @Override
    public void tearDown() {
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }

    /** Bytes that were not released. */
    long leakedBytes() {
        return allocator.metric().usedDirectMemory();
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            see(tick, completion);
            switch (completion.operation()) {
                case ACCEPT -> accepted(tick, completion);
                case RECV -> received(tick, completion);
                case SEND -> sent(tick, completion);
                case CLOSE -> open--;
                default -> {}
            }
        }
        if (!isAccepting) {
            isAccepting = true;
            queue(tick, tick.request().accept(listener).multishot());
        }
    }

    private void see(TickContext tick, IoCompletion completion) {
        long seen = tick.number() * 31 + completion.sequence();
        seen = seen * 31 + completion.result();
        seen = seen * 31 + completion.operation().name().length();
        seen = seen * 31 + (completion.hasResource() ? completion.resource().id() : 0);
        if (completion.hasBuffer() && completion.result() > 0) {
            ByteBuf bytes = completion.buffer();
            seen = seen * 31 + bytes.getByte(bytes.readerIndex());
        }
        hash = hash * 0x9E3779B97F4A7C15L + seen;
    }

    private void accepted(TickContext tick, IoCompletion completion) {
        isAccepting &= !completion.isLast();
        if (!completion.isOk()) {
            return;
        }
        open++;
        openMax = Math.max(openMax, open);
        IoStream stream = completion.stream();
        if (isMultishot) {
            queue(tick, tick.request().recv(stream).fromGroup(GROUP.id()).multishot());
        } else {
            ByteBuf buffer = allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
            buffers.add(buffer);
            stream.attach(buffer);
            queue(tick, tick.request().recv(stream, buffer, BUFFER_BYTES));
        }
    }

    private void received(TickContext tick, IoCompletion completion) {
        IoStream stream = completion.stream();
        if (!stream.isOpen()) {
            return;
        }
        if (completion.result() <= 0) {
            end(tick, stream);
            return;
        }
        messages++;
        int bytes = completion.result();
        ByteBuf buffer = completion.buffer().retain();
        queue(tick, tick.request().send(stream, buffer, bytes).userData(bytes));
        if (isMultishot && completion.isLast()) {
            queue(tick, tick.request().recv(stream).fromGroup(GROUP.id()).multishot());
        }
    }

    private void sent(TickContext tick, IoCompletion completion) {
        IoStream stream = completion.stream();
        if (!stream.isOpen()) {
            return;
        }
        if (completion.result() < completion.userData()) {
            end(tick, stream);
        } else if (!isMultishot) {
            ByteBuf buffer = (ByteBuf) stream.attachment();
            queue(tick, tick.request().recv(stream, buffer.clear(), BUFFER_BYTES));
        }
    }

    private void end(TickContext tick, IoStream stream) {
        if (stream.attachment() instanceof ByteBuf buffer) {
            buffers.remove(buffer);
            buffer.release();
        } else if (stream.attachment() != null) {
            return;
        }
        stream.attach("ended");
        queue(tick, tick.request().close(stream));
    }

    private static void queue(TickContext tick, IoRequest request) {
        if (!tick.intents().queue(request)) {
            throw new IllegalStateException("the lane is full");
        }
    }
}
