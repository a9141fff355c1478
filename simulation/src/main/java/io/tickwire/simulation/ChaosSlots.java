package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where each operation is that core has submitted, by slot. For one thread. */
final class ChaosSlots {
    /** The stages of an operation, in the order in which it goes through them. */
    enum Stage {
        /** Not with the transport: never submitted, or its last completion was passed on. */
        FREE,
        /** Waits for the end of the one before it in its chain. */
        CHAINED,
        /** Held back on the way to the transport underneath. */
        QUEUED,
        /** With the transport underneath. */
        INNER,
        /** Its last completion is held back. */
        DONE
    }

    private final Stage[] stages;
    private final @Nullable TransportOperation[] operations;

    /** Whether "the kernel" ends it, which core must not see as a cancel. */
    private final boolean[] isEnding;

    // Before this its completions must not be passed on.
    private final long[] dueFloors;
    private final long[] orderFloors;

    ChaosSlots(int slots) {
        stages = new Stage[slots];
        Arrays.fill(stages, Stage.FREE);
        operations = new TransportOperation[slots];
        isEnding = new boolean[slots];
        dueFloors = new long[slots];
        orderFloors = new long[slots];
        Arrays.fill(dueFloors, Long.MIN_VALUE);
    }

    int count() {
        return stages.length;
    }

    Stage stage(int slot) {
        return slot < 0 || slot >= stages.length ? Stage.FREE : stages[slot];
    }

    TransportOperation operation(int slot) {
        TransportOperation operation = operations[slot];
        if (operation == null) {
            throw new IllegalStateException("slot not in use: " + slot);
        }
        return operation;
    }

    IoOpType type(int slot) {
        return operation(slot).type();
    }

    void begin(TransportOperation operation, Stage stage) {
        int slot = operation.slot();
        move(slot, Stage.FREE, stage);
        operations[slot] = operation;
        isEnding[slot] = false;
        dueFloors[slot] = Long.MIN_VALUE;
    }

    void move(int slot, Stage from, Stage to) {
        if (stages[slot] != from) {
            throw new IllegalStateException(
                    "slot " + slot + " is " + stages[slot] + ", not " + from + " before " + to);
        }
        stages[slot] = to;
    }

    /** Its last completion is about to be passed on. */
    void end(int slot) {
        move(slot, Stage.DONE, Stage.FREE);
        operations[slot] = null;
        dueFloors[slot] = Long.MIN_VALUE;
    }

    boolean isEnding(int slot) {
        return isEnding[slot];
    }

    void setEnding(int slot) {
        isEnding[slot] = true;
    }

    long dueFloor(int slot) {
        return dueFloors[slot];
    }

    long orderFloor(int slot) {
        return orderFloors[slot];
    }

    void setFloor(int slot, long due, long order) {
        dueFloors[slot] = due;
        orderFloors[slot] = order;
    }
}
