package io.tickwire.readiness;

import io.tickwire.spi.TransportHandle;
import org.jspecify.annotations.Nullable;

/** A handle with its place in {@link OpenHandles}. Closed by whoever owns it, or with the list. */
abstract class OpenHandle implements TransportHandle {
    @Nullable OpenHandle previous;
    @Nullable OpenHandle next;
    boolean isListed;
}
