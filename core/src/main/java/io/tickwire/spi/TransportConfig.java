package io.tickwire.spi;

import io.tickwire.BatchConfig;

/**
 * What core tells a transport when it is made.
 *
 * @param slots operations that can be in flight at once: slots run from 0 to {@code slots - 1}
 * @param batchCapacity the most operations that one flush can hold
 * @param batch the program's configuration
 */
public record TransportConfig(int slots, int batchCapacity, BatchConfig batch) {
    /** The most regions that one SEND covers. */
    public static final int MAX_SEGMENTS = 16;

    /**
     * Checks the ranges.
     *
     * @param slots 1 or more
     * @param batchCapacity 1 or more
     * @param batch see the record
     */
    public TransportConfig {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots);
        }
        if (batchCapacity < 1) {
            throw new IllegalArgumentException("batchCapacity: " + batchCapacity);
        }
    }
}
