package io.tickwire.epoll;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.Wishes;
import io.tickwire.unix.PollLoop;
import io.tickwire.unix.UnixBackend;
import io.tickwire.unix.UnixPlatform;
import java.io.IOException;

/**
 * Tries and makes epoll transports. The first class behind the provider: what is missing of Netty's
 * classes or natives shows when this one is linked, and not before.
 */
final class EpollStart {
    private EpollStart() {}

    /** Makes a loop, runs it once on the calling thread, and closes it. */
    static void selfTest() throws IOException {
        PollLoop loop = open();
        try {
            loop.start();
            loop.poll();
        } finally {
            loop.close();
        }
    }

    static Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        Wishes wishes = new Wishes("epoll", config.batch());
        wishes.refuseKernelPoll(config.batch());
        UnixBackend backend = new UnixBackend(open(), UnixPlatform.LINUX, wishes, EpollWatch::new);
        return new ReadinessTransport(config, sink, ReadinessTransport.emulation(), backend);
    }

    private static PollLoop open() throws IOException {
        Throwable cause = Epoll.unavailabilityCause();
        if (cause != null) {
            throw PollLoop.unavailable("epoll", cause);
        }
        return PollLoop.open(EpollIoHandler.newFactory());
    }
}
