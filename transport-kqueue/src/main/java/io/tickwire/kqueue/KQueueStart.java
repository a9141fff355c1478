package io.tickwire.kqueue;

import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.Wishes;
import io.tickwire.unix.PollLoop;
import io.tickwire.unix.UnixBackend;
import io.tickwire.unix.UnixPlatform;
import java.io.IOException;
import java.util.Locale;

/**
 * Tries and makes kqueue transports. The first class behind the provider: what is missing of
 * Netty's classes or natives shows when this one is linked, and not before.
 */
final class KQueueStart {
    private KQueueStart() {}

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
        Wishes wishes = new Wishes("kqueue", config.batch());
        wishes.refuseKernelPoll(config.batch());
        PollLoop loop = open();
        ChangeList changes = new ChangeList(loop);
        UnixBackend backend =
                new UnixBackend(
                        loop,
                        UnixPlatform.MACOS,
                        wishes,
                        (owner, socket, ready) ->
                                new KQueueWatch(owner, changes, socket.intValue(), ready));
        return new ReadinessTransport(config, sink, ReadinessTransport.emulation(), backend);
    }

    private static PollLoop open() throws IOException {
        // Netty's kqueue knows the BSDs too; their error numbers are not those of macOS.
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("mac")) {
            throw new IOException("kqueue cannot be used: only on macOS, and this is " + system);
        }
        Throwable cause = KQueue.unavailabilityCause();
        if (cause != null) {
            throw PollLoop.unavailable("kqueue", cause);
        }
        return PollLoop.open(KQueueIoHandler.newFactory());
    }
}
