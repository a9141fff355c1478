package io.tickwire;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.TransportVersions;
import java.io.IOException;

/** Makes {@link ScriptedTransport}s; a test reaches the last one made on its thread. */
public final class ScriptedProvider implements TransportProvider {
    private static final ThreadLocal<ScriptedTransport> LAST = new ThreadLocal<>();

    public static ScriptedTransport last() {
        return LAST.get();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public String version() {
        return System.getProperty("test.scripted.version", TransportVersions.UNKNOWN);
    }

    @Override
    public void selfTest() throws IOException {
        String failure = System.getProperty("test.scripted.failure");
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) {
        ScriptedTransport made = new ScriptedTransport(config, sink);
        LAST.set(made);
        return made;
    }
}
