package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.Wishes;
import io.tickwire.unix.UnixPlatform;
import io.tickwire.unix.UnixSockets;
import java.io.IOException;

/**
 * The first class behind the provider: whatever is missing of Netty's io_uring classes or natives
 * shows when this one is linked, and not before.
 */
final class IoUringStart {
    private IoUringStart() {}

    static void selfTest() throws IOException {
        // Sockets and tokens are of other modules, whose lack has to show here too.
        UnixPlatform unused = UnixPlatform.LINUX;
        int unusedType = TokenTable.index(IoOpType.NOP);
        features().requireIndispensable();
    }

    static Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        KernelFeatures features = features();
        features.requireIndispensable();
        // Netty's set-up flags are fixed, and it never wakes a polling kernel thread.
        Wishes wishes = new Wishes("io_uring", config.batch());
        wishes.refuseKernelPoll(config.batch());
        UnixSockets sockets = new UnixSockets(UnixPlatform.LINUX, wishes);
        return new IoUringTransport(config, features, sockets, Ring.create(config), sink);
    }

    private static KernelFeatures features() throws IOException {
        return KernelProbe.features()
                .without(System.getProperty(IoUringTransportProvider.WITHOUT_PROPERTY, ""));
    }
}
