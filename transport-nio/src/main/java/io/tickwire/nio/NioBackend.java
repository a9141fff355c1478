package io.tickwire.nio;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.ReadinessBackend;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.spi.PeerCache;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sockets of {@code java.nio}, watched by Netty's selector. Level-triggered. */
final class NioBackend implements ReadinessBackend {
    private final SelectorLoop loop;
    private final Wishes wishes;

    /** Shared by the streams, which send one after the other. */
    private final SendRegions regions = new SendRegions();

    private final PeerCache peers = new PeerCache();
    private @Nullable ByteBuffer staging;

    NioBackend(SelectorLoop loop, Wishes wishes) {
        this.loop = loop;
        this.wishes = wishes;
    }

    @Override
    public void start() {
        loop.start(Thread.currentThread());
    }

    @Override
    public ReadinessListener listen(SocketAddress address, SocketOptions options)
            throws IOException {
        return NioListener.open(this, address, options);
    }

    @Override
    public ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException {
        ByteBuffer unused = staging(); // no datagram fails for want of it
        return NioDatagram.open(this, address, options);
    }

    @Override
    public ReadinessStream openStream(SocketAddress address, SocketOptions options)
            throws IOException {
        return NioStream.open(this, address, options);
    }

    @Override
    public boolean poll(long waitNanos) {
        if (waitNanos == 0) {
            return loop.runNow();
        }
        loop.run(waitNanos);
        return true;
    }

    @Override
    public boolean finishCloses() {
        return loop.finishCloses();
    }

    @Override
    public void wakeup() {
        loop.wakeup();
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return Optional.of(loop.share());
    }

    @Override
    public void close() {
        loop.close();
    }

    PeerCache peers() {
        return peers;
    }

    /** Memory that datagrams pass through; made with the first socket for them. */
    ByteBuffer staging() {
        ByteBuffer memory = staging;
        if (memory == null) {
            memory = ByteBuffer.allocateDirect(NioDatagram.STAGING_BYTES);
            staging = memory;
        }
        return memory;
    }

    SelectorLoop loop() {
        return loop;
    }

    @Override
    public int ignoredWishes() {
        return wishes.ignored();
    }

    Wishes wishes() {
        return wishes;
    }

    SendRegions regions() {
        return regions;
    }
}
