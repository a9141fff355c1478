package io.tickwire.stress;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Brings a real transport along, wrapped so that it fails on demand. */
final class FailingProvider implements TransportProvider {
    private final TransportProvider real;
    private @Nullable FailingTransport made;

    FailingProvider(String name) {
        real = find(name);
    }

    /** The transport of the loop that was built with this. */
    FailingTransport made() {
        return Objects.requireNonNull(made, "made");
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public int priority() {
        return real.priority();
    }

    @Override
    public void selfTest() throws IOException {
        real.selfTest();
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        made = new FailingTransport(real.create(config, sink));
        return made;
    }

    private static TransportProvider find(String name) {
        ClassLoader loader = FailingProvider.class.getClassLoader();
        for (TransportProvider provider : ServiceLoader.load(TransportProvider.class, loader)) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        throw new IllegalArgumentException("no transport " + name + " on the class path");
    }
}
