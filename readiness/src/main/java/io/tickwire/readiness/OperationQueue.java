package io.tickwire.readiness;

import io.tickwire.spi.TransportOperation;
import org.jspecify.annotations.Nullable;

/** Operations between submit and flush, in their order; bounded. Belongs to the loop's thread. */
final class OperationQueue {
    private final @Nullable TransportOperation[] operations;
    private int size;

    OperationQueue(int capacity) {
        operations = new TransportOperation[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == operations.length;
    }

    void add(TransportOperation operation) {
        operations[size++] = operation;
    }

    /** Takes out the operation at a place; null if it was cancelled. */
    @Nullable TransportOperation take(int place) {
        TransportOperation operation = operations[place];
        operations[place] = null;
        return operation;
    }

    void reset() {
        size = 0;
    }
}
