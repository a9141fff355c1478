package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.internal.Nanos;
import io.tickwire.spi.TransportConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of an operation that an {@link IoRequest} has named. A modifier that does not go
 * with the operation throws at once.
 */
public abstract sealed class RequestModifiers permits FileRequests {
    static final int MULTISHOT = 1;
    static final int FORCE_PROMPT = 1 << 1;
    static final int FORCE_LASTING = 1 << 2;
    static final int ERRORS_ONLY = 1 << 3;
    static final int EXPLICIT_INDEX = 1 << 4;
    static final int ABORT = 1 << 5;
    static final int LINKED = 1 << 6;
    static final int HARD_LINKED = 1 << 7;
    static final int ZERO_COPY = 1 << 8;

    /** Of a CANCEL: it names a resource and no ticket. */
    static final int BY_RESOURCE = 1 << 9;

    /** Of an UNLINK: it is a directory that goes; of an OPEN: the directory of a replacement. */
    static final int DIRECTORY = 1 << 10;

    /** The regions are in the vector. */
    static final int VECTORED = 1 << 11;

    /** The file is the one that the chain's OPEN makes. */
    static final int ON_OPENED = 1 << 12;

    /** The buffer comes from a group. */
    static final int GROUP = 1 << 13;

    static final long NO_DEADLINE = -1;

    @Nullable IoOpType type;
    int flags;
    @Nullable IoResource resource;
    @Nullable ByteBuf buffer;
    int index;
    int length;
    final Regions vector = new Regions();
    long offset;
    long argument;
    int openFlags;
    int groupId = GroupTable.NO_GROUP;
    @Nullable Object target;
    @Nullable Object newTarget;
    SocketOptions options = SocketOptions.DEFAULT;
    long deadlineNanos = NO_DEADLINE;
    long userData;
    @Nullable CompletionCallback callback;
    @Nullable IoResultSlot resultSlot;
    long ticket = -1;

    /** Whether it was lent out, or has named an operation, and was not queued since. */
    boolean isAtHand;

    /** The phase of its lane in which it was lent out. */
    int lentIn;

    RequestModifiers() {}

    /** The request itself. */
    abstract IoRequest self();

    /**
     * Sets the position in the file of a read, write, allocation or splice.
     *
     * @param position bytes from the start, not negative
     * @return this
     */
    public IoRequest at(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("offset: " + position);
        }
        require(type != null && type.hasOffset() && !(target instanceof IoStream), "at");
        offset = position;
        return self();
    }

    /**
     * Takes the region from an explicit index of the buffer instead of its reader or writer index.
     * No index of the buffer then moves.
     *
     * @param bufferIndex the region's first byte
     * @return this
     */
    public IoRequest index(int bufferIndex) {
        require(buffer != null, "index");
        index = bufferIndex;
        flags |= EXPLICIT_INDEX;
        return self();
    }

    /**
     * Sets the permissions of the file or directory that OPEN or MKDIR creates.
     *
     * @param permissions the lowest 12 bits of a mode, before the umask (chmod(2))
     * @return this
     */
    public IoRequest mode(int permissions) {
        if ((permissions & ~07777) != 0) {
            throw new IllegalArgumentException("mode: 0" + Integer.toOctalString(permissions));
        }
        require(type == IoOpType.OPEN || type == IoOpType.MKDIR, "mode");
        argument = permissions;
        return self();
    }

    /**
     * Sets the options of the stream that CONNECT makes.
     *
     * @param socketOptions the options
     * @return this
     */
    public IoRequest options(SocketOptions socketOptions) {
        require(type == IoOpType.CONNECT, "options");
        options = Objects.requireNonNull(socketOptions, "socketOptions");
        return self();
    }

    /**
     * Lets an accept or a poll, or a receive from a group, go on until it is cancelled or fails, or
     * its resource is closed. Each connection, event or piece of data is a shot of its own; only
     * the last completion has {@link IoCompletion#isLast()}. A receive also ends with the end of
     * its stream, result 0.
     *
     * @return this
     */
    public IoRequest multishot() {
        require(
                type != null
                        && type.canMultishot()
                        && type.canUseGroup() == ((flags & GROUP) != 0)
                        && (flags & (FORCE_PROMPT | LINKED | HARD_LINKED)) == 0,
                "multishot");
        flags |= MULTISHOT;
        return self();
    }

    /**
     * Links the next intent of the lane behind this one: it starts only when this one has
     * succeeded, and completes with ECANCELED if not. Neither an error nor a transfer of fewer
     * bytes than were asked for (a short read, the end of the file) is a success. Everything behind
     * it in the chain is cancelled too. A chain lies within one run of a system; a link of the last
     * intent, or of the last one before a full lane refuses one, links nothing. What is linked
     * behind a lasting operation is lasting. See io_uring_enter(2), IOSQE_IO_LINK.
     *
     * @return this
     */
    public IoRequest linked() {
        requireLinkable("linked");
        flags = (flags & ~HARD_LINKED) | LINKED;
        return self();
    }

    /**
     * Links the next intent of the lane behind this one: it starts when this one has ended,
     * whatever it came to. See io_uring_enter(2), IOSQE_IO_HARDLINK.
     *
     * @return this
     */
    public IoRequest hardLinked() {
        requireLinkable("hardLinked");
        flags = (flags & ~LINKED) | HARD_LINKED;
        return self();
    }

    /**
     * Ends the operation early, with ETIMEDOUT, at the first INTAKE at which the tick clock has
     * advanced by a duration since the intent was sealed. What was faster, or a SEND of which a
     * part has left, keeps its own result.
     *
     * @param duration not negative
     * @return this
     */
    public IoRequest deadline(Duration duration) {
        require(
                type != null
                        && type != IoOpType.CLOSE
                        && type != IoOpType.SHUTDOWN
                        && type != IoOpType.TIMEOUT
                        && !type.isCancelling(),
                "deadline");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("deadline: " + duration);
        }
        deadlineNanos = Nanos.of(duration);
        return self();
    }

    /**
     * Has a receive that named no buffer take one from a {@linkplain
     * BatchConfig.Builder#bufferGroup group} when data comes. {@link IoCompletion#buffer} is that
     * buffer, with its data between its indices; it goes back when the completion is over, or, if
     * the program has retained it, at the first INTAKE after the program has released it. A receive
     * that finds its group empty, or holds its share of it, goes on when there are buffers again.
     *
     * @param id the group
     * @return this
     */
    public IoRequest fromGroup(int id) {
        require((flags & GROUP) != 0, "fromGroup");
        groupId = id;
        return self();
    }

    /**
     * Hints that the bytes of a send need not be copied on their way to the network. Such a send is
     * over when the network no longer needs its memory, over TCP once the peer has acknowledged it
     * all, and the stream's next one waits until then: that pays for large sends. The hint is
     * ignored below 10 KiB, for datagrams and Unix sockets, and where the transport states no
     * {@link io.tickwire.spi.Feature#ZERO_COPY}. See io_uring_enter(2), IORING_OP_SEND_ZC.
     *
     * @return this
     */
    public IoRequest zeroCopy() {
        require(type == IoOpType.SEND || type == IoOpType.SENDMSG, "zeroCopy");
        flags |= ZERO_COPY;
        return self();
    }

    /**
     * Has the completion delivered at the end of the phase, which waits for it by its wait policy.
     *
     * @return this
     */
    public IoRequest prompt() {
        require(type != null && type != IoOpType.TIMEOUT && (flags & MULTISHOT) == 0, "prompt");
        flags = (flags & ~FORCE_LASTING) | FORCE_PROMPT;
        return self();
    }

    /**
     * Has the completion delivered at the start of a later tick.
     *
     * @return this
     */
    public IoRequest lasting() {
        require(type != null, "lasting");
        flags = (flags & ~FORCE_PROMPT) | FORCE_LASTING;
        return self();
    }

    /**
     * Drops successful completions: only errors reach the callback or inbox. Not for what yields a
     * resource, which nobody would then know of: accept, connect, and an open that no chain goes on
     * with.
     *
     * @return this
     */
    public IoRequest errorsOnly() {
        require(type != null && type != IoOpType.ACCEPT && type != IoOpType.CONNECT, "errorsOnly");
        flags |= ERRORS_ONLY;
        return self();
    }

    /**
     * Attaches a number that the completion carries.
     *
     * @param number any number
     * @return this
     */
    public IoRequest userData(long number) {
        require(type != null, "userData");
        userData = number;
        return self();
    }

    /**
     * Has completions go to a callback instead of the lane's inbox.
     *
     * @param completionCallback called at delivery
     * @return this
     */
    public IoRequest onComplete(CompletionCallback completionCallback) {
        require(type != null, "onComplete");
        callback = Objects.requireNonNull(completionCallback, "completionCallback");
        return self();
    }

    /**
     * Also has the last result put into a slot.
     *
     * @param slot a free slot; it is taken when the intent is queued
     * @return this
     */
    public IoRequest into(IoResultSlot slot) {
        require(type != null, "into");
        resultSlot = Objects.requireNonNull(slot, "slot");
        return self();
    }

    IoRequest start(IoOpType newType, @Nullable IoResource newResource) {
        type = newType;
        flags = 0;
        resource = newResource;
        buffer = null;
        index = 0;
        length = 0;
        vector.clear();
        offset = 0;
        argument = 0;
        target = null;
        newTarget = null;
        groupId = GroupTable.NO_GROUP;
        options = SocketOptions.DEFAULT;
        deadlineNanos = NO_DEADLINE;
        userData = 0;
        callback = null;
        resultSlot = null;
        ticket = -1;
        isAtHand = true;
        return self();
    }

    /** Forgets what it names, and releases what its queueing would have taken over. */
    void drop() {
        IoOpType named = type;
        ByteBuf single = buffer;
        boolean isOutput = named != null && named.isOutput();
        if (isOutput && single != null && MemoryCheck.isReferenced(single)) {
            single.release();
        } else if (isOutput) {
            boolean unused = vector.release(false);
        }
        start(IoOpType.NOP, null);
        type = null;
        isAtHand = false;
    }

    IoRequest onFile(IoOpType operation, IoFile file) {
        Objects.requireNonNull(file, "file");
        if (file.isOpened()) {
            start(operation, null);
            flags |= ON_OPENED;
            return self();
        }
        return start(operation, file);
    }

    IoRequest onPath(IoOpType operation, Path path) {
        start(operation, null);
        target = Objects.requireNonNull(path, "path");
        return self();
    }

    IoRequest writableRegions(ByteBuf... buffers) {
        beginVector(buffers.length);
        for (ByteBuf each : buffers) {
            int from = each.writerIndex();
            addRegion(each, from, each.capacity() - from, "writable");
        }
        return self();
    }

    IoRequest readableRegions(ByteBuf... buffers) {
        beginVector(buffers.length);
        for (ByteBuf each : buffers) {
            addRegion(each, each.readerIndex(), each.readableBytes(), "readable");
        }
        return self();
    }

    private void beginVector(int count) {
        if (count < 1 || count > TransportConfig.MAX_SEGMENTS) {
            throw new IllegalArgumentException(
                    count + " buffers are not 1 to " + TransportConfig.MAX_SEGMENTS);
        }
        flags |= VECTORED;
    }

    private void addRegion(ByteBuf each, int from, int bytes, String what) {
        if (bytes < 1) {
            throw new IllegalArgumentException("no " + what + " byte in " + each);
        }
        vector.add(each, from, bytes);
        length = Math.addExact(length, bytes);
    }

    IoRequest region(ByteBuf newBuffer, int newLength) {
        if ((flags & ON_OPENED) == 0) {
            Objects.requireNonNull(resource, "resource");
        }
        buffer = Objects.requireNonNull(newBuffer, "buffer");
        int lengthMin = type == IoOpType.SENDMSG ? 0 : 1;
        if (newLength < lengthMin) {
            throw new IllegalArgumentException("length: " + newLength + " is below " + lengthMin);
        }
        length = newLength;
        return self();
    }

    private void requireLinkable(String modifier) {
        require(type != null && (flags & MULTISHOT) == 0, modifier);
    }

    private void require(boolean condition, String modifier) {
        if (!condition) {
            throw new IllegalStateException(
                    modifier + "() does not go with " + (type == null ? "an empty request" : type));
        }
    }
}
