package io.tickwire.nio;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.TransportVersions;
import java.io.IOException;

/**
 * Names the NIO transport, the end of the fallback chain, for {@link java.util.ServiceLoader}. Any
 * thread may call it.
 */
public final class NioTransportProvider implements TransportProvider {
    /** For {@link java.util.ServiceLoader}. */
    public NioTransportProvider() {}

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public String version() {
        return TransportVersions.ofArtifact("tickwire-transport-nio");
    }

    @Override
    public void selfTest() throws IOException {
        NioStart.selfTest();
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        return NioStart.create(config, sink);
    }
}
