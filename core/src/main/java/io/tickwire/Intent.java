package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slot of core's table: holds an intent from {@code queue} to the release of its last completion.
 * Made once at start, used again and again; the generation tells the uses apart.
 */
final class Intent implements TransportOperation {
    /** Where an intent is. Each state names the one structure that holds it. */
    enum State {
        /** In its pool. */
        FREE,
        /** In its lane's queue. */
        QUEUED,
        /** Sealed; with the submitter. */
        READY,
        /**
         * Sealed; behind another one in its stream's queue, or a CLOSE behind its resource's
         * others.
         */
        WAITING,
        /** Sealed; in the timer heap. */
        TIMED,
        /** With the transport. */
        IN_TRANSPORT,
        /** Its last result is in the completion ring or in an inbox. */
        HARVESTED
    }

    /** Set on an intent that was refused when it was sealed: it never touched its resource. */
    static final int REFUSED = 1 << 30;

    final int slot;
    private final IntentPool pool;
    private int generation;
    State state = State.FREE;

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
    private int openFlags;
    private @Nullable Object target;
    private SocketOptions options = SocketOptions.DEFAULT;
    long userData;
    @Nullable CompletionCallback callback;
    @Nullable IoResultSlot resultSlot;

    long sequence;
    long sealedNanos;
    int shots;

    /** Bytes of a SEND that have left. */
    int sentBytes;

    /** Set on a SEND whose cancel came while it was with the transport. */
    boolean isCancelRequested;

    /** Behind this one in a stream's queue. */
    @Nullable Intent next;

    /** The gathered regions, if this is the head of a gathered SEND. */
    @Nullable GatheredSend gathered;

    /** When the timer fires, and where it is in the heap. */
    long deadlineNanos;

    int heapIndex = -1;

    Intent(int slot, IntentPool pool, Lane home) {
        this.slot = slot;
        this.pool = pool;
        this.home = home;
    }

    void take(IoRequest request, IoOpType requestType, Lane newHome) {
        state = State.QUEUED;
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
        offset = request.offset;
        argument = request.argument;
        openFlags = request.openFlags;
        if (request.target != null) {
            target = request.target;
            options = request.options;
        }
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
    }

    /** Lets another read fill the same place: the program has this one's bytes now. */
    void releaseClaim() {
        if (type.isInput()) {
            pool.claims().remove(address);
        }
    }

    /**
     * Gives the slot back and lets go of everything, the loop's reference of the buffer included.
     */
    void free() {
        ByteBuf held = buffer;
        if (held != null) {
            buffer = null;
        }
        state = State.FREE;
        generation = (generation + 1) & Integer.MAX_VALUE;
        // Most are null already, and a store of a reference costs more than a look.
        if (resource != null) {
            resource = null;
        }
        if (target != null) {
            target = null;
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
        pool.put(this);
        if (held != null) {
            held.release();
        }
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

    int unsentBytes() {
        return length - sentBytes;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public IoOpType type() {
        return type;
    }

    @Override
    public boolean isMultishot() {
        return has(IoRequest.MULTISHOT);
    }

    @Override
    public TransportHandle handle() {
        if (resource == null) {
            throw new IllegalStateException(type + " has no handle");
        }
        return resource.handle;
    }

    @Override
    public int segmentCount() {
        return gathered != null ? gathered.count() : 1;
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return gathered != null ? gathered.buffer(segment) : heldBuffer();
    }

    @Override
    public int segmentIndex(int segment) {
        return gathered != null ? gathered.index(segment) : index + sentBytes;
    }

    @Override
    public int segmentLength(int segment) {
        return gathered != null ? gathered.length(segment) : length - sentBytes;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Path path() {
        return (Path) requireTarget();
    }

    @Override
    public int openFlags() {
        return openFlags;
    }

    @Override
    public int mode() {
        return (int) argument;
    }

    @Override
    public SocketAddress address() {
        return (SocketAddress) requireTarget();
    }

    @Override
    public SocketOptions options() {
        return options;
    }

    @Override
    public int how() {
        return (int) argument;
    }

    @Override
    public boolean isAbort() {
        return has(IoRequest.ABORT);
    }

    private Object requireTarget() {
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
