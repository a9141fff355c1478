package io.tickwire.epoll;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.TransportVersions;
import java.io.IOException;

/**
 * Names the epoll transport, the one behind io_uring on Linux, for {@link java.util.ServiceLoader}.
 * Any thread may call it; it holds nothing that has to be closed.
 */
public final class EpollTransportProvider implements TransportProvider {
    /** Loads no other class of this module. */
    public EpollTransportProvider() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public String version() {
        return TransportVersions.ofArtifact("tickwire-transport-epoll");
    }

    /**
     * Makes a real epoll instance, asks it once, and closes it.
     *
     * @throws IOException with the reason in one line: no native library for this machine, another
     *     system than Linux, natives switched off, or no descriptor left
     */
    @Override
    public void selfTest() throws IOException {
        try {
            EpollStart.selfTest();
        } catch (LinkageError missing) {
            // Missing classes and natives show once the first class is linked.
            String text = missing.toString();
            String reason = text.lines().findFirst().orElse(text);
            throw new IOException("epoll cannot be used: " + reason, missing);
        }
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        return EpollStart.create(config, sink);
    }
}
