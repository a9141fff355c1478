package io.tickwire.benchmarks.echo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The echo server on Tickwire: one system, one phase, a tick whenever something is ready. */
final class TickwireEcho implements TickSystem, EchoServer.Running {
    private static final int HALF_BYTES = 2048;
    private static final int INTENTS = 8192;

    private static final Duration MAX_IDLE = Duration.ofNanos(Long.MAX_VALUE);

    private final TickLoop loop;
    private @Nullable IoListener listener;
    private boolean isAccepting;

    TickwireEcho(String transport) {
        loop =
                TickLoop.builder()
                        .phase("echo", phase -> phase.system(this))
                        .config(
                                BatchConfig.builder()
                                        .laneCapacity(INTENTS)
                                        .laneInFlight(2 * INTENTS)
                                        .build())
                        .transport(transport)
                        .build();
    }

    /**
     * A peer: one half of the buffer is received into while the other is sent. Nothing is received
     * while a send is still under way when the next bytes have come.
     */
    private static final class Peer {
        final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(2 * HALF_BYTES);
        int index;
        boolean isBehind;
        boolean isClosing;

        void swap() {
            index ^= HALF_BYTES;
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listener().localAddress()).getPort();
    }

    @Override
    public void run() {
        try (loop) {
            loop.run(TickRate.whenReady(MAX_IDLE));
        }
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public String facts() {
        return loop.stats().snapshot().toString();
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public void run(TickContext tick) {
        IoIntentQueue intents = tick.intents();
        IoRequest request = tick.request();
        if (!isAccepting) {
            isAccepting = true;
            queue(intents, request.accept(listener()).multishot());
        }
        for (IoCompletion completion : tick.completions()) {
            switch (completion.operation()) {
                case ACCEPT -> accepted(completion, intents, request);
                case RECV -> received(completion, intents, request);
                case SEND -> sent(completion, intents, request);
                case CLOSE -> peer(completion.stream()).buffer.release();
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
    }

    private static void accepted(
            IoCompletion completion, IoIntentQueue intents, IoRequest request) {
        if (!completion.isOk()) {
            throw new IllegalStateException("accept: " + completion.status());
        }
        Peer peer = new Peer();
        IoStream stream = completion.stream();
        stream.attach(peer);
        receive(stream, peer, intents, request);
    }

    private static void received(
            IoCompletion completion, IoIntentQueue intents, IoRequest request) {
        IoStream stream = completion.stream();
        Peer peer = peer(stream);
        int bytes = completion.result();
        if (bytes <= 0) {
            close(stream, peer, intents, request);
            return;
        }
        boolean isOtherHalfFree = stream.pendingSends() == 0;
        ByteBuf sending = peer.buffer.retain();
        request.send(stream, sending, bytes).index(peer.index);
        if (isOtherHalfFree) {
            queue(intents, request.errorsOnly());
            peer.swap();
            receive(stream, peer, intents, request);
        } else {
            queue(intents, request);
            peer.isBehind = true;
        }
    }

    private static void sent(IoCompletion completion, IoIntentQueue intents, IoRequest request) {
        IoStream stream = completion.stream();
        Peer peer = peer(stream);
        if (!completion.isOk()) {
            close(stream, peer, intents, request);
        } else if (peer.isBehind && !peer.isClosing) {
            peer.isBehind = false;
            peer.swap();
            receive(stream, peer, intents, request);
        }
    }

    private static void receive(
            IoStream stream, Peer peer, IoIntentQueue intents, IoRequest request) {
        queue(intents, request.recv(stream, peer.buffer, HALF_BYTES).index(peer.index));
    }

    private static void close(
            IoStream stream, Peer peer, IoIntentQueue intents, IoRequest request) {
        if (!peer.isClosing) {
            peer.isClosing = true;
            queue(intents, request.close(stream));
        }
    }

    private static void queue(IoIntentQueue intents, IoRequest request) {
        if (!intents.queue(request)) {
            throw new IllegalStateException("the lane is full");
        }
    }

    private static Peer peer(IoStream stream) {
        Object attachment = stream.attachment();
        if (attachment == null) {
            throw new IllegalStateException(stream + " has no peer");
        }
        return (Peer) attachment;
    }

    private IoListener listener() {
        if (listener == null) {
            throw new IllegalStateException("not set up");
        }
        return listener;
    }
}
