package io.tickwire.properties;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;

/** A transport that was seen to work, watched and with its results shuffled. */
record WatchedProvider(TransportProvider inner, long shuffle, StallWatch watch)
        implements TransportProvider {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int priority() {
        return inner.priority();
    }

    @Override
    public void selfTest() {}

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        ShuffledSink shuffled = new ShuffledSink(sink, shuffle);
        return new WatchedTransport(inner.create(config, shuffled), shuffled, watch);
    }
}
