package io.tickwire.nio;

import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.Wishes;
import java.io.IOException;

/** Tries and makes NIO transports. */
final class NioStart {
    private NioStart() {}

    /** Makes a selector loop, runs it once on the calling thread, and closes it. */
    static void selfTest() throws IOException {
        SelectorLoop loop = SelectorLoop.open();
        try {
            loop.start(Thread.currentThread());
            loop.select();
        } finally {
            loop.close();
        }
    }

    static Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        Wishes wishes = new Wishes("nio", config.batch());
        wishes.refuseKernelPoll(config.batch());
        Channels.load();
        NioBackend backend = new NioBackend(SelectorLoop.open(), wishes);
        Capabilities capabilities =
                ReadinessTransport.emulation().with(Feature.UNIX_DATAGRAMS, Support.UNSUPPORTED);
        return new ReadinessTransport(config, sink, capabilities, backend);
    }
}
