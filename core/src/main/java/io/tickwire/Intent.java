package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A slot of core's table: holds an intent from {@code queue} to the release of its last completion.
 * Made once, used again and again; the generation tells the uses apart.
 */
final class Intent {
    /**
     * Where an intent is, and so what may happen to it next. One with a deadline is with the timers
     * as well, from its seal to its last result.
     */
    enum State {
        /** In its pool. */
        FREE,
        /** In its lane's queue. */
        QUEUED,
        /** Sealed; with the submitter. */
        READY,
        /**
         * Sealed; in its stream's queue, or behind another one of its chain or its resource
         * (CLOSE).
         */
        WAITING,
        /** Sealed; a timer that runs, or is held back until its chain's tick. */
        TIMED,
        /** With the transport, or a cancel that waits for the transport's answer. */
        IN_TRANSPORT,
        /** Its last result is in the completion ring or in an inbox. */
        HARVESTED;

        private static final Map<State, Set<State>> NEXT =
                Map.of(
                        FREE, EnumSet.of(QUEUED),
                        QUEUED, EnumSet.of(READY, WAITING, TIMED, IN_TRANSPORT, HARVESTED),
                        READY, EnumSet.of(IN_TRANSPORT, HARVESTED),
                        WAITING, EnumSet.of(READY, TIMED, IN_TRANSPORT, HARVESTED),
                        // The linger of a CLOSE ends early or late.
                        TIMED, EnumSet.of(READY, WAITING, HARVESTED),
                        // Back if it was paused, carried only a part, or was not taken after all.
                        IN_TRANSPORT, EnumSet.of(READY, WAITING, HARVESTED),
                        HARVESTED, EnumSet.of(FREE));

        private boolean leadsTo(State next) {
            return Objects.requireNonNull(NEXT.get(this)).contains(next);
        }
    }

    /** Set on an intent that was refused when it was sealed: it never touched its resource. */
    static final int REFUSED = 1 << 30;

    /** Set on an OPEN that others are linked behind: a place for its file is kept. */
    static final int PLACE_KEPT = 1 << 29;

    /** Set on a SEND of an output: no part of a chain, and never refused for a bound. */
    static final int OUTPUT = 1 << 28;

    /** In place of a slot: no intent. */
    static final int NONE = -1;

    /** The turn of a receive that was never submitted. */
    static final long NO_TURN = -1;

    /** The buffer limit of a receive that may take its whole share. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    final int slot;
    private final IntentPool pool;
    private final OperationView view = new OperationView(this);
    private int generation;
    private State state = State.FREE;

    IoOpType type = IoOpType.NOP;
    int flags;
    Lane home;
    @Nullable IoResource resource;
    @Nullable ByteBuf buffer;
    int index;
    int length;
    private long address;
    long offset;
    long argument;
    int openFlags;
    @Nullable Object target;
    @Nullable Object newTarget;
    SocketOptions options = SocketOptions.DEFAULT;
    long userData;
    @Nullable CompletionCallback callback;
    @Nullable IoResultSlot resultSlot;

    long sequence;
    long sealedNanos;
    int shots;

    /** Bytes of a SEND that have left. */
    int sentBytes;

    /** Set when its cancel came while it was with the transport. */
    boolean isCancelRequested;

    /** Set while it is asked back from the transport, to wait until its listener goes on. */
    boolean isPausing;

    /** Set when its deadline has passed. */
    boolean isExpired;

    /** Whether its resource counts it among the lasting ones that were not delivered. */
    boolean isCountedLasting;

    /** Whether a SPLICE holds up what is behind it on the resource that it takes its bytes from. */
    boolean holdsSource;

    /** Set when its memory was found gone or moved; the error policy hears of it at the end. */
    boolean isMemoryLost;

    /** Where a SEND of an output has its bytes. */
    @Nullable OutputPage page;

    /** The memory of a SPLICE that has begun. */
    @Nullable SpliceStage splice;

    /** Where a receive takes its buffers from. */
    @Nullable GroupBuffers group;

    /** Buffers of the group that this intent holds. */
    int heldBuffers;

    /** How many more it may take before it has to pause, if that is less than its share. */
    int bufferLimit;

    /** Whether it had to pause for want of buffers and has not been submitted since. */
    boolean isHungry;

    /** The submission after which it was served last. */
    long turn;

    /** The regions of a vectored operation; kept for the slot's next use. */
    private @Nullable Regions vector;

    /** What a STAT found; kept for the slot's next use. */
    private @Nullable FileStat stat;

    /** The linked intent behind this one, which starts when this one has ended. */
    @Nullable Intent follower;

    /** The intent that this one is linked behind; not null as long as it must not start. */
    @Nullable Intent leader;

    /** Whether the kernel links it behind another one. */
    boolean isKernelFollower;

    /** Operations that the kernel links, from this one on. */
    int chainLength = 1;

    /** Whether the end of the one before it broke the chain. */
    boolean isChainBroken;

    /** Whether the end of the one before it is delivered in the tick in which it came. */
    boolean isLeaderSeen;

    /**
     * Whether it is the CLOSE, or the SHUTDOWN, by which its resource changed when it was sealed.
     */
    boolean isInEffect;

    /** Its neighbours in the {@link IntentList} of its resource, by slot. */
    int previousOfResource = NONE;

    int nextOfResource = NONE;

    /** The same for the resource that a SPLICE takes its bytes from. */
    int previousOfSource = NONE;

    int nextOfSource = NONE;

    /** Behind this one in a stream's queue of sends. */
    @Nullable Intent next;

    /** Behind this one in a stream's queue of receives. */
    @Nullable Intent nextReceive;

    @Nullable Intent previousReceive;

    /** The gathered regions, if this is the head of a gathered SEND. */
    @Nullable GatheredSend gathered;

    /** The duration of {@code deadline()}, or {@link IoRequest#NO_DEADLINE}. */
    long timeLimitNanos = IoRequest.NO_DEADLINE;

    /** When the timer fires, and where it is in the heap. */
    long deadlineNanos;

    int heapIndex = -1;

    /** Where it is in the submitter's list; -1 if it is not there. */
    int readyIndex = -1;

    Intent(int slot, IntentPool pool, Lane home) {
        this.slot = slot;
        this.pool = pool;
        this.home = home;
    }

    void take(IoRequest request, IoOpType requestType, Lane newHome) {
        moveTo(State.QUEUED);
        type = requestType;
        flags = request.flags;
        if (home != newHome) {
            home = newHome;
        }
        if (request.resource != null) {
            resource = request.resource;
        }
        if (request.buffer != null) {
            buffer = request.buffer;
        }
        index = request.index;
        length = request.length;
        address = buffer == null ? 0 : buffer.memoryAddress() + index;
        if (has(IoRequest.VECTORED)) {
            requireVector().copyOf(request.vector);
        } else if (has(IoRequest.GROUP)) {
            group = newHome.loop().requireGroup(request.groupId);
        }
        offset = request.offset;
        argument = request.argument;
        openFlags = request.openFlags;
        if (request.target != null) {
            target = request.target;
            options = request.options;
        }
        if (request.newTarget != null) {
            newTarget = request.newTarget;
        }
        timeLimitNanos = request.deadlineNanos;
        userData = request.userData;
        if (request.callback != null) {
            callback = request.callback;
        }
        if (request.resultSlot != null) {
            resultSlot = request.resultSlot;
        }
        shots = 0;
        sentBytes = 0;
        isCancelRequested = false;
        heldBuffers = 0;
        bufferLimit = NO_LIMIT;
        isHungry = false;
        turn = NO_TURN;
        isPausing = false;
        isExpired = false;
        isMemoryLost = false;
        isCountedLasting = false;
        holdsSource = false;
        isChainBroken = false;
        isLeaderSeen = true;
        isInEffect = false;
        isKernelFollower = false;
        chainLength = 1;
    }

    /** Lets another read fill the same places: the program has this one's bytes now. */
    void releaseClaim() {
        if (!type.isInput() || has(IoRequest.GROUP)) {
            return;
        }
        if (has(IoRequest.VECTORED)) {
            pool.claims().removeAll(requireVector());
        } else {
            pool.claims().remove(address);
        }
    }

    /** Takes another reference of each of its buffers, and enters them among those kept. */
    void retainMemory(Collection<Object> kept) {
        if (!hasMemory()) {
            return; // whose it is now nobody can tell
        }
        for (int region = 0; region < regionCount(); region++) {
            kept.add(regionBuffer(region).retain());
        }
    }

    /** Whether the memory that it was queued with is still there. */
    boolean hasMemory() {
        if (!isMemoryLost) {
            isMemoryLost =
                    has(IoRequest.VECTORED)
                            ? !requireVector().isIntact()
                            : buffer != null
                                    && !MemoryCheck.isIntact(buffer, index, length, address);
        }
        return !isMemoryLost;
    }

    /** Whether references were given to it, which may be somebody else's if memory is lost. */
    private boolean isTakenOver() {
        return !type.isInput();
    }

    /** The buffer to be named when memory is lost; null for an intent without one. */
    @Nullable ByteBuf suspect() {
        if (!has(IoRequest.VECTORED)) {
            return buffer;
        }
        return requireVector().buffer(isMemoryLost ? Math.max(0, requireVector().firstLost()) : 0);
    }

    /** Where the region of its one buffer was when it was queued. */
    long bufferAddress() {
        return address;
    }

    /** Has the bytes of a SEND of an output elsewhere, from the first byte on. */
    void moveTo(OutputPage newPage) {
        page = newPage.hold();
        buffer = newPage.bytes;
        index = 0;
        address = buffer.memoryAddress();
    }

    /**
     * Gives the slot back and lets go of everything, the loop's reference of the buffer included;
     * answers whether that was there.
     */
    boolean free() {
        ByteBuf held = buffer;
        boolean hasReference =
                held == null || (isTakenOver() ? hasMemory() : MemoryCheck.isReferenced(held));
        if (held != null) {
            buffer = null;
        }
        moveTo(State.FREE);
        generation = (generation + 1) & Integer.MAX_VALUE;
        // Most are null already, and a store of a reference costs more than a look.
        if (resource != null) {
            resource = null;
        }
        if (target != null) {
            target = null;
        }
        if (newTarget != null) {
            newTarget = null;
        }
        if (group != null) {
            group = null;
        }
        if (splice != null) {
            splice.giveBack();
            splice = null;
        }
        if (callback != null) {
            callback = null;
        }
        if (resultSlot != null) {
            resultSlot = null;
        }
        if (next != null) {
            next = null;
        }
        requireUnchained();
        pool.put(this);
        if (page != null) {
            page.release();
            page = null;
        } else if (held != null && hasReference) {
            held.release();
        } else if (has(IoRequest.VECTORED)) {
            hasReference = requireVector().release(isTakenOver());
        }
        return hasReference;
    }

    State state() {
        return state;
    }

    void moveTo(State next) {
        assert state.leadsTo(next) : this + " cannot become " + next;
        state = next;
    }

    long ticket() {
        return ((long) generation << 32) | slot;
    }

    boolean isNamedBy(long ticket) {
        return ticket == ticket() && state != State.FREE;
    }

    boolean isPrompt() {
        if ((flags & (IoRequest.FORCE_PROMPT | IoRequest.FORCE_LASTING)) != 0) {
            return (flags & IoRequest.FORCE_PROMPT) != 0;
        }
        return type.isPrompt();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    ByteBuf heldBuffer() {
        return Objects.requireNonNull(buffer);
    }

    IoStream stream() {
        return (IoStream) Objects.requireNonNull(resource);
    }

    /** Whether the next intent of the lane is linked behind this one. */
    boolean isLinking() {
        return has(IoRequest.LINKED | IoRequest.HARD_LINKED);
    }

    /** Takes its link away: no intent follows in its run. */
    void linkNothing() {
        flags &= ~(IoRequest.LINKED | IoRequest.HARD_LINKED);
    }

    void makeLasting() {
        flags = (flags & ~IoRequest.FORCE_PROMPT) | IoRequest.FORCE_LASTING;
    }

    /** The resource whose intents a CANCEL ends, or that a SPLICE takes its bytes from. */
    IoResource namedResource() {
        return (IoResource) requireTarget();
    }

    /** The stream that it takes its bytes from, if it is a SPLICE from a stream. */
    @Nullable IoStream sourceStream() {
        return type == IoOpType.SPLICE && namedResource() instanceof IoStream stream
                ? stream
                : null;
    }

    IoResource requireResource() {
        return Objects.requireNonNull(resource);
    }

    /** The regions of a vectored operation. */
    Regions requireVector() {
        Regions regions = vector;
        if (regions == null) {
            regions = new Regions();
            vector = regions;
        }
        return regions;
    }

    private void requireUnchained() {
        if (follower != null || leader != null) {
            throw new IllegalStateException(this + " is still part of a chain");
        }
    }

    FileStat requireStat() {
        FileStat found = stat;
        if (found == null) {
            found = new FileStat();
            stat = found;
        }
        return found;
    }

    /** Whether what follows it in its chain must not start, with this result. */
    boolean isBrokenBy(int result) {
        if (isChainBroken || (isKernelFollower && result == IoStatus.ECANCELED.result())) {
            return true; // the chain is broken somewhere before it, and a hard link mends nothing
        }
        return !has(IoRequest.HARD_LINKED)
                && (result < 0 || (type.isBrokenByShortTransfer() && result < length));
    }

    int unsentBytes() {
        return length - sentBytes;
    }

    /** What a transport is handed for it: the step of a SPLICE, or a view of itself. */
    TransportOperation operation() {
        return splice == null ? view : splice;
    }

    boolean isMultishot() {
        return has(IoRequest.MULTISHOT);
    }

    /** Regions of memory that were asked for; none for a receive from a group. */
    int regionCount() {
        if (has(IoRequest.VECTORED)) {
            return requireVector().count();
        }
        return buffer == null ? 0 : 1;
    }

    ByteBuf regionBuffer(int region) {
        return has(IoRequest.VECTORED) ? requireVector().buffer(region) : heldBuffer();
    }

    int regionIndex(int region) {
        return has(IoRequest.VECTORED) ? requireVector().index(region) : index;
    }

    int regionLength(int region) {
        return has(IoRequest.VECTORED) ? requireVector().length(region) : length;
    }

    Object requireTarget() {
        if (target == null) {
            throw new IllegalStateException(type + " has neither path nor address");
        }
        return target;
    }

    @Override
    public String toString() {
        return type + "[slot=" + slot + ", sequence=" + sequence + ", " + state + "]";
    }
}
