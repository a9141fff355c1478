package io.tickwire.spi;

import io.tickwire.BatchConfig;
import java.util.List;

/**
 * What core tells a transport when it is made.
 *
 * @param slots operations that can be in flight at once: slots run from 0 to {@code slots - 1}
 * @param batchCapacity the most intents that one phase seals, but for those that only clean up; a
 *     flush with room for that many hardly ever refuses one
 * @param batch the program's configuration
 * @param groups the memory of the program's buffer groups
 */
public record TransportConfig(
        int slots, int batchCapacity, BatchConfig batch, List<GroupBuffers> groups) {
    /** The most regions of memory that one operation covers. */
    public static final int MAX_SEGMENTS = 16;

    /**
     * Checks the ranges.
     *
     * @param slots 1 or more
     * @param batchCapacity 1 or more
     * @param batch see the record
     * @param groups see the record
     */
    public TransportConfig {
        groups = List.copyOf(groups);
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots);
        }
        if (batchCapacity < 1) {
            throw new IllegalArgumentException("batchCapacity: " + batchCapacity);
        }
    }

    /**
     * Sizes without buffer groups.
     *
     * @param slots see the record
     * @param batchCapacity see the record
     * @param batch see the record
     */
    public TransportConfig(int slots, int batchCapacity, BatchConfig batch) {
        this(slots, batchCapacity, batch, List.of());
    }
}
