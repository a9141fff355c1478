package io.tickwire.iouring;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The io_uring transport under another name, whose entries a test can count. */
public final class CountedTransportProvider implements TransportProvider {
    static final String NAME = "io_uring-counted";

    static @Nullable IoUringTransport latest;

    /** For ServiceLoader. */
    public CountedTransportProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public void selfTest() throws IOException {
        IoUringStart.selfTest();
    }

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        latest = (IoUringTransport) IoUringStart.create(config, sink);
        return latest;
    }
}
