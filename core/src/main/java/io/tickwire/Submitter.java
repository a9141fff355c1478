package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;

/**
 * What goes to the transport at the next SUBMIT: intents in the order they became ready, then one
 * gathered operation per stream with sends. What the transport has no room for stays, in order.
 */
final class Submitter {
    private final Intent[] table;
    private final int[] ready;
    private final IoStream[] streams;
    private final CompletionRing ring;
    private final GatherPool gatherPool;
    private int readyCount;
    private int streamCount;

    Submitter(Intent[] table, CompletionRing ring, GatherPool gatherPool) {
        this.table = table;
        ready = new int[table.length];
        streams = new IoStream[table.length];
        this.ring = ring;
        this.gatherPool = gatherPool;
    }

    void add(Intent intent) {
        intent.state = Intent.State.READY;
        ready[readyCount++] = intent.slot;
    }

    /** Lists a stream whose sends can go on; it is listed at most once. */
    void addSends(SendQueue sends) {
        if (!sends.isListed && sends.canSubmit()) {
            sends.isListed = true;
            streams[streamCount++] = sends.stream();
        }
    }

    /** Hands over all that is ready; answers how many operations the transport took. */
    int submit(Transport transport) {
        return submitIntents(transport) + submitSends(transport);
    }

    void clear() {
        readyCount = 0;
        streamCount = 0;
    }

    private int submitIntents(Transport transport) {
        int kept = 0;
        int taken = 0;
        boolean isFull = false;
        for (int i = 0; i < readyCount; i++) {
            Intent intent = table[ready[i]];
            if (intent.state != Intent.State.READY) {
                continue; // cancelled meanwhile
            }
            if (isFull
                    || (intent.isMultishot() && ring.shotRoom() == 0)
                    || isAcceptPaused(intent)
                    || isShortOfBuffers(intent)) {
                ready[kept++] = intent.slot;
                continue;
            }
            int submitted = submitChain(transport, intent);
            taken += submitted;
            if (submitted == 0) {
                ready[kept++] = intent.slot;
                isFull = true;
            }
        }
        readyCount = kept;
        return taken;
    }

    /**
     * Hands over an intent together with the followers that the kernel links behind it, as far as
     * none has ended meanwhile; answers how many operations that were, or 0 without room for them.
     */
    private static int submitChain(Transport transport, Intent head) {
        int length = Chains.length(head, head.chainLength);
        head.chainLength = length;
        head.isKernelLinked = length > 1;
        head.state = Intent.State.IN_TRANSPORT;
        if (!transport.submit(head)) {
            head.isKernelLinked = false;
            head.state = Intent.State.READY;
            return 0;
        }
        Intent last = head;
        for (int i = 1; i < length; i++) {
            last = Chains.unlinkFollower(last);
            last.isKernelFollower = true;
            last.isKernelLinked = i < length - 1;
            last.state = Intent.State.IN_TRANSPORT;
            if (!transport.submit(last)) {
                throw new IllegalStateException("no room for " + last + " within a chain");
            }
        }
        return length;
    }

    private static boolean isAcceptPaused(Intent intent) {
        return intent.type == IoOpType.ACCEPT
                && intent.resource instanceof IoListener listener
                && listener.isPaused();
    }

    /** Whether a receive must wait for buffers: it holds its share, or its group is empty. */
    private static boolean isShortOfBuffers(Intent intent) {
        GroupBuffers from = intent.group;
        return from != null
                && (from.available() == 0 || intent.heldBuffers >= from.group().share());
    }

    private int submitSends(Transport transport) {
        int kept = 0;
        int taken = 0;
        boolean isFull = false;
        for (int i = 0; i < streamCount; i++) {
            SendQueue sends = streams[i].sends;
            if (!sends.canSubmit()) {
                sends.isListed = false; // cancelled meanwhile
                continue;
            }
            if (!isFull) {
                if (transport.submit(sends.start(gatherPool))) {
                    sends.isListed = false;
                    taken++;
                    continue;
                }
                sends.unstart(gatherPool);
                isFull = true;
            }
            streams[kept++] = streams[i];
        }
        streamCount = kept;
        return taken;
    }
}
