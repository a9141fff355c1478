package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * What goes to the transport at the next SUBMIT: intents in the order they became ready, then
 * receives from groups in the order of {@link GroupSubmitter}, then one gathered operation per
 * stream with sends. What the transport has no room for stays, in order. The lists are bounded by
 * the slots and grow when more is ready than ever before.
 */
final class Submitter {
    /** Stands for an intent that has ended in place of being submitted. */
    private static final int GAP = -1;

    private static final int LIST_FIRST = 64;

    private final Intent[] table;
    private int[] ready = new int[LIST_FIRST];
    private SendQueue[] streams = new SendQueue[LIST_FIRST];
    private final CompletionRing ring;
    private final GatherPool gatherPool;
    private final GroupSubmitter groups;

    /** Intents whose memory is lost. */
    private final ArrayDeque<Intent> lost = new ArrayDeque<>();

    /** Those whose next operation cannot be submitted. */
    private final ArrayDeque<SendQueue> unfit = new ArrayDeque<>();

    /** Counts what the transport has taken; it may wrap. */
    private int taken;

    private boolean hasEnded;
    private int readyCount;
    private int streamCount;

    Submitter(
            Intent[] table, CompletionRing ring, GatherPool gatherPool, List<GroupBuffers> groups) {
        this.groups = new GroupSubmitter(table, ring, groups);
        this.table = table;
        this.ring = ring;
        this.gatherPool = gatherPool;
    }

    /** Makes room for as many intents as there can be until the next call. */
    void reserve(int intents) {
        groups.reserve(intents);
        if (2 * intents > ready.length) {
            ready = Arrays.copyOf(ready, Math.max(2 * intents, 2 * ready.length));
        }
        if (2 * intents > streams.length) {
            streams = Arrays.copyOf(streams, Math.max(2 * intents, 2 * streams.length));
        }
    }

    void add(Intent intent) {
        if (intent.group != null) {
            groups.add(intent, intent.group);
        } else {
            if (readyCount == ready.length) {
                closeGaps();
            }
            keep(intent, readyCount++);
        }
        intent.moveTo(Intent.State.READY);
    }

    /** Takes an intent out that ends before it was submitted: its slot may come again. */
    void remove(Intent intent) {
        if (intent.group != null) {
            groups.remove(intent, intent.group);
            return;
        }
        ready[intent.readyIndex] = GAP;
        intent.readyIndex = -1;
    }

    /** Notes that a receive from a group got a buffer. */
    void served(Intent intent) {
        groups.served(intent);
    }

    /** Whether a receive waits for buffers of a group that is empty. */
    boolean isStarved() {
        return groups.isStarved();
    }

    private void keep(Intent intent, int index) {
        ready[index] = intent.slot;
        intent.readyIndex = index;
    }

    private void closeGaps() {
        int kept = 0;
        for (int i = 0; i < readyCount; i++) {
            if (ready[i] != GAP) {
                keep(table[ready[i]], kept++);
            }
        }
        readyCount = kept;
    }

    /** Lists a stream whose sends can go on; it is listed at most once. */
    void addSends(SendQueue sends) {
        if (!sends.isListed && sends.canSubmit()) {
            if (streamCount == streams.length) {
                unlistEmptied();
            }
            sends.isListed = true;
            streams[streamCount++] = sends;
        }
    }

    /** Drops the streams that have nothing to submit now; each is listed again once it has. */
    private void unlistEmptied() {
        int kept = 0;
        for (int i = 0; i < streamCount; i++) {
            if (streams[i].canSubmit()) {
                streams[kept++] = streams[i];
            } else {
                streams[i].isListed = false;
            }
        }
        streamCount = kept;
    }

    /**
     * Hands over all that is ready; what cannot be handed over ends. Whatever the transport throws,
     * what it has not taken is ready still. Answers how often the transport took something.
     */
    int submit(Transport transport, Harvester harvester) {
        int before = taken;
        try {
            submitIntents(transport);
            taken += groups.submit(transport);
            submitSends(transport);
        } finally {
            hasEnded = !unfit.isEmpty() || !lost.isEmpty();
            if (hasEnded) {
                endUnfit(harvester);
            }
        }
        return taken - before;
    }

    /** Whether the last {@link #submit} has ended something in place of handing it over. */
    boolean hasEnded() {
        return hasEnded;
    }

    /** Hands over the receives that wait for buffers, if there are any. */
    void submitReceives(Transport transport) {
        int unused = groups.submit(transport);
    }

    /** Frees some of the memory that was not needed lately. */
    void tickEnded() {
        gatherPool.tickEnded();
    }

    void clear() {
        groups.clear();
        readyCount = 0;
        streamCount = 0;
    }

    private void submitIntents(Transport transport) {
        int kept = 0;
        int i = 0;
        try {
            for (boolean isFull = false; i < readyCount; i++) {
                if (ready[i] == GAP) {
                    continue;
                }
                Intent intent = table[ready[i]];
                if (isFull || isHeldBack(intent)) {
                    keep(intent, kept++);
                } else if (!intent.hasMemory()) {
                    intent.readyIndex = -1;
                    lost.add(intent);
                } else if (KernelLinks.submit(intent, transport)) {
                    intent.readyIndex = -1;
                    taken++;
                } else {
                    keep(intent, kept++);
                    isFull = true;
                }
            }
        } finally {
            for (; i < readyCount; i++) {
                if (ready[i] != GAP) {
                    keep(table[ready[i]], kept++);
                }
            }
            readyCount = kept;
        }
    }

    private boolean isHeldBack(Intent intent) {
        return (intent.isMultishot() && ring.shotRoom(intent.type) == 0) || isAcceptPaused(intent);
    }

    private static boolean isAcceptPaused(Intent intent) {
        return intent.type == IoOpType.ACCEPT
                && intent.resource instanceof IoListener listener
                && listener.isPaused();
    }

    private void submitSends(Transport transport) {
        int kept = 0;
        int i = 0;
        try {
            for (boolean isFull = false; i < streamCount; i++) {
                SendQueue sends = streams[i];
                if (!sends.canSubmit()) {
                    sends.isListed = false; // cancelled meanwhile
                } else if (!isFull && isOver(sends, transport)) {
                    sends.isListed = false;
                    taken++;
                } else {
                    isFull = true;
                    streams[kept++] = streams[i];
                }
            }
        } finally {
            for (; i < streamCount; i++) {
                streams[kept++] = streams[i];
            }
            streamCount = kept;
        }
    }

    /** Hands a stream's next operation over; answers false if the transport has no room. */
    private boolean isOver(SendQueue sends, Transport transport) {
        Intent first = sends.start(gatherPool);
        if (first == null) {
            unfit.add(sends);
            return true;
        }
        boolean isTaken = false;
        try {
            isTaken = transport.submit(first.operation());
        } finally {
            if (!isTaken) {
                sends.unstart(gatherPool);
            }
        }
        return isTaken;
    }

    /** Ends what there is no memory for. To be called when nobody goes through a list. */
    private void endUnfit(Harvester harvester) {
        for (Intent intent = lost.poll(); intent != null; intent = lost.poll()) {
            harvester.finish(intent, IoStatus.EFAULT.result());
        }
        for (SendQueue sends = unfit.poll(); sends != null; sends = unfit.poll()) {
            sends.fail(harvester);
            addSends(sends);
        }
    }
}
