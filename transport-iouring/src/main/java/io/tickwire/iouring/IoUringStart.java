package io.tickwire.iouring;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.Wishes;
import java.io.IOException;

/**
 * The first class behind the provider: whatever is missing of Netty's io_uring classes or natives
 * shows when this one is linked, and not before.
 */
final class IoUringStart {
    private IoUringStart() {}

    static void check() throws IOException {
        features().requireIndispensable();
    }

    static Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        KernelFeatures features = features();
        features.requireIndispensable();
        // Netty's set-up flags are fixed, and it never wakes a polling kernel thread.
        Wishes wishes = new Wishes("io_uring", config.batch());
        wishes.refuseKernelPoll(config.batch());
        return new IoUringTransport(config, features, wishes, Ring.create(config), sink);
    }

    private static KernelFeatures features() throws IOException {
        return KernelProbe.features()
                .without(System.getProperty(IoUringTransportProvider.WITHOUT_PROPERTY, ""));
    }
}
