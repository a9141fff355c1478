package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a system queues its intents; sealed at the end of the phase, in queue order. Belongs to the
 * same thread as its lane. Bounded: a full queue answers false and changes nothing.
 *
 * <p>What cleans up ({@link IoOpType#isCleanUp}: CLOSE, SHUTDOWN and the cancels) finds room in a
 * full lane too: the capacity does not bound it, and above the quota there are as many slots again
 * that only it may use. So for each intent that fills a lane, one that ends it can be queued.
 */
public final class IoIntentQueue {
    private static final int QUEUED_FIRST = 64;

    private final Lane lane;
    private final Intent[] table;
    private final int capacity;

    /** Slots; longer than the capacity once so much was queued that cleans up. */
    private int[] queued;

    private int count;
    private long rejected;

    /** The place of the last intent that may link the next one; -1 if there is none. */
    private int lastLinkable = -1;

    private long seals;

    IoIntentQueue(Lane lane, Intent[] table, int capacity) {
        this.lane = lane;
        this.table = table;
        this.capacity = capacity;
        queued = new int[Math.min(capacity, QUEUED_FIRST)];
    }

    /**
     * Queues what a request describes. After true the request may be reused at once: by whoever
     * holds it, for another operation, or by {@link Lane#request}, for its next caller.
     *
     * <p>Buffers: for a READ or RECV the loop takes a reference of its own; for a WRITE or SEND one
     * of the caller's passes to the loop. If the answer is false, or this throws, they stay the
     * caller's ({@link #queueOrRelease} releases them). Until the last completion a buffer's
     * capacity must not change (as by {@code ensureWritable}), since that moves its memory; one
     * whose capacity is its maximum cannot grow. An intent whose memory is gone or has moved when
     * it is sealed or handed over fails with {@link IoStatus#EFAULT}, and the {@link ErrorPolicy}
     * is told. While a kernel works on it nobody can look: a change is reported at the end, for a
     * read with EFAULT, but what was written to the old place stays written. A reference that was
     * given to a send whose memory has moved is not given back, since it may be somebody else's by
     * then.
     *
     * @param request a complete request; its {@link IoRequest#ticket()} names the new intent
     * @return false if the lane is full or has too many intents in flight, the room for clean-up
     *     included if that is what the request is for, or the loop is closing: nothing has changed,
     *     except that what was queued last no longer links anything, since what is queued next (the
     *     CLOSE, say, for which there is still room) is not what was to follow it. With {@link
     *     TickRate#whenReady} a full lane has the next tick start at once
     * @throws IllegalArgumentException for a resource of another loop, a buffer that is released,
     *     heap, composite or (to be filled) read-only, a region outside it, or a second read to the
     *     same place
     * @throws IllegalStateException for an empty request, a result slot in use, a closed loop, or a
     *     thread that is not the loop's
     */
    public boolean queue(IoRequest request) {
        Objects.requireNonNull(request, "request");
        LoopHome loop = lane.loop();
        lane.checkAccess();
        IoOpType type = RequestRules.check(request, loop);
        Lane home = lane.homeOfNewIntents();
        IntentPool pool = home.pool();
        if (isFullFor(type, pool) || !loop.isTakingIntents()) {
            return reject(loop);
        }
        prepare(request, pool);
        if ((request.flags & IoRequest.GROUP) != 0) {
            loop.requireGroup(request.groupId).serve(type);
        }
        if (type.isInput()) {
            claim(type, request, pool.claims());
        }
        if (request.resultSlot != null) {
            claimSlot(type, request, request.resultSlot, pool.claims());
        }
        if (type.isInput()) {
            retain(request);
        }
        Intent intent = pool.take();
        intent.take(request, type, home);
        lastLinkable = count;
        queued[count++] = intent.slot;
        request.ticket = intent.ticket();
        if (endsOutputs(type)) {
            endOutputs(request);
        }
        request.isAtHand = false;
        return true;
    }

    /** Queues a SEND of an output; null if there is no room, and nothing has changed. */
    @Nullable Intent queueOutput(IoRequest send) {
        if (!hasRoomForOutput()) {
            return null;
        }
        Lane home = lane.homeOfNewIntents();
        if (count == queued.length) {
            queued = Arrays.copyOf(queued, 2 * count);
        }
        Intent intent = home.pool().take();
        intent.take(send, IoOpType.SEND, home);
        intent.flags |= Intent.OUTPUT;
        queued[count++] = intent.slot;
        return intent;
    }

    /** Whether the lane has room for a SEND of an output. */
    boolean hasRoomForOutput() {
        return count < capacity && lane.homeOfNewIntents().pool().room() > 0;
    }

    /** Counts a write that found no room, as {@link #queue} counts a request. */
    void rejectOutput() {
        rejected++;
        wantTickIfFull(lane.loop());
    }

    /** How often the queue was sealed. */
    long seals() {
        return seals;
    }

    /**
     * Queues what a request describes, and if that is not possible releases the references that it
     * would have taken over: those of a WRITE, WRITEV, SEND or SENDMSG. So whatever comes of it,
     * they are no longer the caller's. Buffers to be filled stay the caller's, as with {@link
     * #queue}.
     *
     * @param request a complete request; if it was not queued it names no operation any more
     * @return as {@link #queue} answers
     * @throws IllegalArgumentException as {@link #queue} does, after the release
     * @throws IllegalStateException as {@link #queue} does, after the release
     */
    public boolean queueOrRelease(IoRequest request) {
        Objects.requireNonNull(request, "request");
        boolean isQueued = false;
        try {
            isQueued = queue(request);
        } finally {
            if (!isQueued) {
                request.drop();
            }
        }
        return isQueued;
    }

    /**
     * Whether the loop takes intents: once it closes {@link #queue} answers false.
     *
     * @return false while the loop closes
     * @throws IllegalStateException as {@link #queue} does, for the thread or a closed loop
     */
    public boolean isOpen() {
        lane.checkAccess();
        return lane.loop().isTakingIntents();
    }

    /**
     * Describes a new file that is to take another one's place in one step.
     *
     * @param file the file to be replaced, which need not exist
     * @return what the lane's requests call the new file when they make, rename or remove it; to be
     *     {@linkplain Replacement#end ended}
     * @throws IllegalStateException as {@link #queue} does, for the thread or a closed loop
     */
    public Replacement replacement(Path file) {
        lane.checkAccess();
        return lane.homeOfNewIntents().replacement(file);
    }

    /**
     * How many more intents can be queued right now, whatever they are. The room that only what
     * cleans up may use is not counted.
     *
     * @return 0 to {@link #capacity()}
     */
    public int remaining() {
        return Math.min(Math.max(0, capacity - count), lane.homeOfNewIntents().pool().room());
    }

    /**
     * How many intents can be queued between two seals.
     *
     * @return the lane's capacity
     */
    public int capacity() {
        return capacity;
    }

    /**
     * How many intents were queued and are not sealed yet.
     *
     * @return 0 to {@link #capacity()}, or more with what cleans up
     */
    public int size() {
        return count;
    }

    Lane lane() {
        return lane;
    }

    Intent intent(int i) {
        return table[queued[i]];
    }

    /**
     * Ends a chain at what was queued last: its link does not reach what is queued next, by another
     * callback or behind a request that was refused.
     */
    void endRun() {
        if (lastLinkable >= 0) {
            intent(lastLinkable).linkNothing();
        }
    }

    /** The first one from a place on that can be linked behind another one; null if none is. */
    @Nullable Intent nextLinkable(int from) {
        for (int i = from; i < count; i++) {
            Intent next = intent(i);
            if (!next.has(Intent.OUTPUT)) {
                return next;
            }
        }
        return null;
    }

    /** Takes the first ones out, which were sealed. */
    void sealed(int number) {
        count -= number;
        System.arraycopy(queued, number, queued, 0, count);
        lastLinkable = Math.max(-1, lastLinkable - number);
        seals++;
    }

    /** How many requests were refused since the last call. */
    long takeRejected() {
        long count = rejected;
        rejected = 0;
        return count;
    }

    private boolean isFullFor(IoOpType type, IntentPool pool) {
        if (count < capacity && pool.room() > 0) {
            return false;
        }
        return !type.isCleanUp() || !pool.hasReserve();
    }

    /**
     * Takes the memory that the request needs, before anything changes. Slots bound what is queued;
     * the list grows when there is more than ever before.
     */
    private void prepare(IoRequest request, IntentPool pool) {
        if (count == queued.length) {
            queued = Arrays.copyOf(queued, 2 * count);
        }
        Intent next = pool.next();
        if ((request.flags & IoRequest.VECTORED) != 0) {
            Regions unused = next.requireVector();
        }
    }

    /**
     * A queue that is full by its capacity has room in the next tick; by its quota, after
     * completions.
     */
    private boolean reject(LoopHome loop) {
        rejected++;
        endRun();
        wantTickIfFull(loop);
        return false;
    }

    private void wantTickIfFull(LoopHome loop) {
        if (count >= capacity) {
            loop.wantTick();
        }
    }

    /** Whether what is written to the operation's stream after it must not go before it. */
    private static boolean endsOutputs(IoOpType type) {
        return switch (type) {
            case SEND, SPLICE, SHUTDOWN, CLOSE, CANCEL -> true;
            default -> false;
        };
    }

    private void endOutputs(IoRequest request) {
        if (request.resource instanceof IoStream stream) {
            lane.endOutput(stream);
        } else if (request.target instanceof IoStream named) {
            lane.endOutput(named);
        }
    }

    private static void claim(IoOpType type, IoRequest request, BufferClaims claims) {
        ByteBuf buffer = request.buffer;
        if (buffer == null) {
            // Nothing to claim for a receive from a group.
            int region = claims.addAll(request.vector);
            if (region >= 0) {
                throw claimed(type, request.vector.index(region), request.vector.buffer(region));
            }
        } else if (!claims.add(buffer.memoryAddress() + request.index)) {
            throw claimed(type, request.index, buffer);
        }
    }

    private static IllegalArgumentException claimed(IoOpType type, int index, ByteBuf buffer) {
        return new IllegalArgumentException(
                type
                        + ": another one in flight fills the same place, index "
                        + index
                        + "; give an explicit index: "
                        + buffer);
    }

    private static void retain(IoRequest request) {
        if (request.buffer == null) {
            request.vector.retain();
        } else {
            request.buffer.retain();
        }
    }

    private static void claimSlot(
            IoOpType type, IoRequest request, IoResultSlot slot, BufferClaims claims) {
        try {
            slot.claim();
        } catch (IllegalStateException e) {
            if (type.isInput()) {
                unclaim(request, claims);
            }
            throw e;
        }
    }

    private static void unclaim(IoRequest request, BufferClaims claims) {
        if (request.buffer == null) {
            claims.removeAll(request.vector);
        } else {
            claims.remove(request.buffer.memoryAddress() + request.index);
        }
    }
}
