package io.tickwire.kqueue;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.TransportVersions;
import java.io.IOException;

/**
 * Names the kqueue transport, the one for macOS, for {@link java.util.ServiceLoader}. Any thread
 * may call it; it holds nothing that has to be closed.
 */
public final class KQueueTransportProvider implements TransportProvider {
    /** Loads no other class of this module. */
    public KQueueTransportProvider() {}

    @Override
    public String name() {
        return "kqueue";
    }

    @Override
    public int priority() {
        return 200;
    }

    @Override
    public String version() {
        return TransportVersions.ofArtifact("tickwire-transport-kqueue");
    }

    /**
     * Makes a real kqueue, asks it once, and closes it.
     *
     * @throws IOException with the reason in one line: no native library for this machine, another
     *     system than macOS, natives switched off, or no descriptor left
     */
    @Override
    public void selfTest() throws IOException {
        try {
            KQueueStart.selfTest();
        } catch (LinkageError missing) {
            // Missing classes and natives show once the first class is linked.
            String text = missing.toString();
            String reason = text.lines().findFirst().orElse(text);
            throw new IOException("kqueue cannot be used: " + reason, missing);
        }
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        return KQueueStart.create(config, sink);
    }
}
