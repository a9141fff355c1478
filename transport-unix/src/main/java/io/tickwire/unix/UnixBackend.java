package io.tickwire.unix;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.ReadinessBackend;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.PeerCache;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by system calls, watched edge-triggered by a poller of Netty's. Threads and life: as
 * {@link ReadinessBackend} says. Closes the loop that it was given.
 */
public final class UnixBackend implements ReadinessBackend {
    private final PollLoop loop;
    private final UnixSockets sockets;
    private final SocketWatch.Factory watches;

    /** Shared by the streams, which send one after the other. */
    private final SendRegions regions = new SendRegions();

    private final PeerCache peers = new PeerCache();
    private @Nullable ByteBuf staging;

    /**
     * Makes a backend that is not yet started.
     *
     * @param loop a loop that is not yet started; closed with the backend
     * @param platform whose numbers the sockets speak
     * @param wishes where options that cannot be set are noted
     * @param watches makes the watch of each socket
     */
    public UnixBackend(
            PollLoop loop, UnixPlatform platform, Wishes wishes, SocketWatch.Factory watches) {
        this.loop = loop;
        this.watches = watches;
        sockets = new UnixSockets(platform, wishes);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public ReadinessListener listen(SocketAddress address, SocketOptions options)
            throws IOException {
        return UnixListener.open(this, address, options);
    }

    @Override
    public ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException {
        ByteBuf unused = staging(); // no datagram fails for want of it
        return UnixDatagram.open(this, address, options);
    }

    @Override
    public ReadinessStream openStream(SocketAddress address, SocketOptions options)
            throws IOException {
        try {
            return UnixStream.open(this, address, options);
        } catch (IOException failure) {
            throw new ResultException(sockets.result(failure));
        }
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
        try {
            loop.close();
        } finally {
            regions.close();
            if (staging != null) {
                staging.release();
                staging = null;
            }
        }
    }

    @Override
    public int ignoredWishes() {
        return sockets.ignoredWishes();
    }

    SocketWatch watch(FileDescriptor socket, IntConsumer ready) {
        return watches.watch(loop, socket, ready);
    }

    UnixSockets sockets() {
        return sockets;
    }

    NativeFailures failures() {
        return sockets.failures();
    }

    PeerCache peers() {
        return peers;
    }

    /** Memory that datagrams pass through; made with the first socket for them. */
    ByteBuf staging() {
        ByteBuf memory = staging;
        if (memory == null) {
            memory = Unpooled.directBuffer(UnixDatagram.STAGING_BYTES, UnixDatagram.STAGING_BYTES);
            staging = memory;
        }
        return memory;
    }

    SendRegions regions() {
        return regions;
    }

    /** Why no message can go to an address, of which Netty would make another one; or 0. */
    int refusal(UnixDomainSocketAddress address) {
        if (address.getPath().toString().isEmpty()) {
            return IoStatus.EINVAL.result();
        }
        return sockets.isTooLong(address) ? IoStatus.ENAMETOOLONG.result() : 0;
    }
}
