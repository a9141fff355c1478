package io.tickwire.readiness;

/** A list of parked slots, oldest first; {@link SlotTable} has the links. */
final class SlotList {
    static final int NONE = -1;

    int first = NONE;
    int last = NONE;

    boolean isEmpty() {
        return first == NONE;
    }
}
