package io.tickwire.benchmarks.doubles;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;

/**
 * Names {@link NullTransport} by the order of its completions: {@code null} completes each
 * operation as it is submitted, {@code null-reversed} and {@code null-shuffled} the whole batch at
 * its flush. The priority keeps them from ever being chosen by default.
 */
public class NullTransportProvider implements TransportProvider {
    private static final int LOWEST_PRIORITY = 1;

    private final NullTransport.Order order;

    /** Makes the one that keeps the order. */
    public NullTransportProvider() {
        this(NullTransport.Order.SUBMITTED);
    }

    private NullTransportProvider(NullTransport.Order order) {
        this.order = order;
    }

    /** Completes each batch from its last operation to its first. */
    public static final class Reversed extends NullTransportProvider {
        /** Makes a provider. */
        public Reversed() {
            super(NullTransport.Order.REVERSED);
        }
    }

    /** Completes each batch in an order drawn at random. */
    public static final class Shuffled extends NullTransportProvider {
        /** Makes a provider. */
        public Shuffled() {
            super(NullTransport.Order.SHUFFLED);
        }
    }

    @Override
    public String name() {
        return switch (order) {
            case SUBMITTED -> "null";
            case REVERSED -> "null-reversed";
            case SHUFFLED -> "null-shuffled";
        };
    }

    @Override
    public int priority() {
        return LOWEST_PRIORITY;
    }

    @Override
    public void selfTest() {}

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) {
        return new NullTransport(config, sink, order);
    }
}
