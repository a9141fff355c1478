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
        if (tail == null) {
            head = intent;
        } else {
            tail.nextReceive = intent;
        }
        tail = intent;
    }

    /** Takes an intent out wherever it is; answers the new head if the head was taken out. */
    @Nullable Intent remove(Intent intent) {
        if (head == intent) {
            head = intent.nextReceive;
            if (head == null) {
                tail = null;
            }
            intent.nextReceive = null;
            return head;
        }
        for (Intent before = head; before != null; before = before.nextReceive) {
            if (before.nextReceive == intent) {
                before.nextReceive = intent.nextReceive;
                if (tail == intent) {
                    tail = before;
                }
                intent.nextReceive = null;
                return null;
            }
        }
        throw new IllegalStateException(intent + " is not in its stream's queue");
    }
}
