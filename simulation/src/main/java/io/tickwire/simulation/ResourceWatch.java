package io.tickwire.simulation;

import io.tickwire.IoResource;
import org.jspecify.annotations.Nullable;

/** What the checkers know of an open resource, from the first intent on it to its CLOSE. */
final class ResourceWatch {
    final IoResource resource;

    /** Sends and shutdowns of a stream that had no last completion, by sequence. */
    final IntentList sends = new IntentList();

    /** Its receives, likewise. */
    final IntentList receives = new IntentList();

    /** Intents sealed while it was open that had no last completion, CLOSE aside. */
    int live;

    /** The last error of a send, which ends those behind it too; 0 for none. */
    int sendError;

    /** Whether a CLOSE was sealed that was not taken back. */
    boolean isClosing;

    /** What its sealed and undelivered sends come to. */
    int pendingBytes;

    int pendingSends;

    /** The last send that was taken, by sequence. */
    long takenLast = -1;

    /** Up to which sequence sends are refused for one that was. */
    long refusedUntil = -1;

    /** The bytes that the network took from it and gave to it; null if nobody tells. */
    @Nullable StreamBytes bytes;

    ResourceWatch(IoResource resource) {
        this.resource = resource;
    }
}
