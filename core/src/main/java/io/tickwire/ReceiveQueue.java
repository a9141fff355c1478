package io.tickwire;

import org.jspecify.annotations.Nullable;

/**
 * The receives of one stream, and the splices from it, in sequence order: the head is on its way,
 * the others wait behind it.
 */
final class ReceiveQueue {
    private @Nullable Intent head;
    private @Nullable Intent tail;

    @Nullable Intent head() {
        return head;
    }

    boolean isHead(Intent intent) {
        return head == intent;
    }

    void append(Intent intent) {
        intent.nextReceive = null;
        intent.previousReceive = tail;
        if (tail == null) {
            head = intent;
        } else {
            tail.nextReceive = intent;
        }
        tail = intent;
    }

    /** Takes an intent out wherever it is; answers the new head if the head was taken out. */
    @Nullable Intent remove(Intent intent) {
        Intent before = intent.previousReceive;
        Intent after = intent.nextReceive;
        if (before == null && head != intent) {
            throw new IllegalStateException(intent + " is not in its stream's queue");
        }
        intent.previousReceive = null;
        intent.nextReceive = null;
        if (after == null) {
            tail = before;
        } else {
            after.previousReceive = before;
        }
        if (before == null) {
            head = after;
            return after;
        }
        before.nextReceive = after;
        return null;
    }
}
