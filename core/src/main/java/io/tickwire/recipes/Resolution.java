package io.tickwire.recipes;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * What became of a name that a {@link NameResolver} was asked for. Immutable.
 *
 * @param id what {@link NameResolver#resolve} answered
 * @param host the name
 * @param addresses the addresses in the system's order; empty if there was a failure
 * @param failure what went wrong, in words; empty if nothing did
 */
public record Resolution(long id, String host, List<InetAddress> addresses, String failure) {
    /**
     * Keeps a copy of the list.
     *
     * @param id what {@link NameResolver#resolve} answered
     * @param host the name
     * @param addresses the addresses
     * @param failure what went wrong, or an empty text
     */
    public Resolution {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(failure, "failure");
        addresses = List.copyOf(addresses);
    }

    /**
     * Whether there are addresses.
     *
     * @return true unless there was a failure
     */
    public boolean isOk() {
        return failure.isEmpty();
    }
}
