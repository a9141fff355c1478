package io.tickwire;

/**
 * The operations an {@link IoRequest} can ask for.
 *
 * <p>A <em>prompt</em> operation ends by itself soon; its completion is delivered at the end of the
 * phase that submitted it. A <em>lasting</em> operation waits for the world or for a device; its
 * completion is delivered at the start of a tick.
 */
public enum IoOpType {
    /** Does nothing and completes with 0. */
    NOP(Family.CONTROL, Duration.PROMPT, Transfer.NONE),
    /** Opens a file; the completion carries the {@link IoFile}. See open(2). */
    OPEN(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Reads from a file at an offset. See pread(2). */
    READ(Family.FILE, Duration.PROMPT, Transfer.IN),
    /** Writes to a file at an offset. See pwrite(2). */
    WRITE(Family.FILE, Duration.PROMPT, Transfer.OUT),
    /** Reads from a file at an offset into several buffers. See preadv(2). */
    READV(Family.FILE, Duration.PROMPT, Transfer.IN),
    /** Writes several buffers to a file at an offset. See pwritev(2). */
    WRITEV(Family.FILE, Duration.PROMPT, Transfer.OUT),
    /** Brings a file's data and metadata to its device. See fsync(2). */
    FSYNC(Family.FILE, Duration.LASTING, Transfer.NONE),
    /** Brings a file's data to its device, and what is needed to find it. See fdatasync(2). */
    FDATASYNC(Family.FILE, Duration.LASTING, Transfer.NONE),
    /** Tells a file's size, kind and permissions. See stat(2). */
    STAT(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Reserves space for a region of a file, which grows to hold it. See posix_fallocate(3). */
    ALLOCATE(Family.FILE, Duration.LASTING, Transfer.NONE),
    /** Cuts or extends a file. See ftruncate(2). */
    TRUNCATE(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Gives a file another name. See rename(2). */
    RENAME(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Removes a file or an empty directory. See unlink(2) and rmdir(2). */
    UNLINK(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Makes a directory. See mkdir(2). */
    MKDIR(Family.FILE, Duration.PROMPT, Transfer.NONE),
    /** Closes a resource; always the resource's last completion. */
    CLOSE(Family.LIFE, Duration.PROMPT, Transfer.NONE),
    /** Accepts one connection, or with multishot every one that comes. See accept(2). */
    ACCEPT(Family.SOCKET, Duration.LASTING, Transfer.NONE),
    /** Opens a stream to an address. See connect(2). */
    CONNECT(Family.SOCKET, Duration.LASTING, Transfer.NONE),
    /** Receives at least one byte from a stream; 0 means the end of the stream. See recv(2). */
    RECV(Family.SOCKET, Duration.LASTING, Transfer.IN),
    /** Sends all of a buffer's region to a stream. See send(2). */
    SEND(Family.SOCKET, Duration.LASTING, Transfer.OUT),
    /** Ends one or both directions of a stream, after the sends queued before. See shutdown(2). */
    SHUTDOWN(Family.SOCKET, Duration.LASTING, Transfer.NONE),
    /** Sends a datagram to an address. See sendmsg(2). */
    SENDMSG(Family.SOCKET, Duration.LASTING, Transfer.OUT),
    /** Receives a datagram and its sender's address. See recvmsg(2). */
    RECVMSG(Family.SOCKET, Duration.LASTING, Transfer.IN),
    /** Sends a region of a file, or what a stream receives, to a stream. See splice(2). */
    SPLICE(Family.SOCKET, Duration.LASTING, Transfer.NONE),
    /** Waits until a socket is ready. See poll(2). */
    POLL_ADD(Family.SOCKET, Duration.LASTING, Transfer.NONE),
    /** Cancels a POLL_ADD of the same lane by its ticket. */
    POLL_REMOVE(Family.CONTROL, Duration.PROMPT, Transfer.NONE),
    /** Completes with 0 once the tick clock has advanced by a duration. Runs in core. */
    TIMEOUT(Family.CONTROL, Duration.LASTING, Transfer.NONE),
    /** Cancels a TIMEOUT of the same lane by its ticket. */
    TIMEOUT_REMOVE(Family.CONTROL, Duration.PROMPT, Transfer.NONE),
    /** Cancels another intent of the same lane by its ticket, or all intents of a resource. */
    CANCEL(Family.CONTROL, Duration.PROMPT, Transfer.NONE);

    /** Which of a transport's preparers an operation belongs to. */
    public enum Family {
        /** Neither file nor socket. */
        CONTROL,
        /** Files. */
        FILE,
        /** Listeners and streams. */
        SOCKET,
        /** The end of any resource. */
        LIFE
    }

    private enum Duration {
        PROMPT,
        LASTING
    }

    private enum Transfer {
        NONE,
        IN,
        OUT
    }

    private final Family family;
    private final Duration duration;
    private final Transfer transfer;

    IoOpType(Family family, Duration duration, Transfer transfer) {
        this.family = family;
        this.duration = duration;
        this.transfer = transfer;
    }

    /**
     * The family of operations this one belongs to.
     *
     * @return the family
     */
    public Family family() {
        return family;
    }

    /**
     * Whether the operation ends by itself soon, unless its request says otherwise.
     *
     * @return true for prompt, false for lasting operations
     */
    public boolean isPrompt() {
        return duration == Duration.PROMPT;
    }

    /**
     * Whether the operation fills a buffer that the caller goes on owning.
     *
     * @return true for READ, READV, RECV and RECVMSG
     */
    public boolean isInput() {
        return transfer == Transfer.IN;
    }

    /**
     * Whether the operation takes over one reference of a buffer and writes its bytes out.
     *
     * @return true for WRITE, WRITEV, SEND and SENDMSG
     */
    public boolean isOutput() {
        return transfer == Transfer.OUT;
    }

    /** Whether it has an offset in a file. */
    boolean hasOffset() {
        return this == READ
                || this == WRITE
                || this == READV
                || this == WRITEV
                || this == ALLOCATE
                || this == SPLICE;
    }

    /**
     * Whether it is about an open file and nothing else, its end aside.
     *
     * @return true for READ, WRITE, READV, WRITEV, FSYNC, FDATASYNC, ALLOCATE and TRUNCATE
     */
    public boolean isOnFileAlone() {
        return this == READ
                || this == WRITE
                || this == READV
                || this == WRITEV
                || this == FSYNC
                || this == FDATASYNC
                || this == ALLOCATE
                || this == TRUNCATE;
    }

    /** Whether its buffer can come from a group. */
    boolean canUseGroup() {
        return this == RECV || this == RECVMSG;
    }

    /** Whether it waits its turn in its stream's queue of sends. */
    boolean isInSendQueue() {
        return this == SEND || this == SPLICE || this == SHUTDOWN;
    }

    /** Whether it can go on after a completion. */
    boolean canMultishot() {
        return this == ACCEPT || this == POLL_ADD || this == RECV || this == RECVMSG;
    }

    /**
     * Whether the operation ends a resource, a part of it, or another intent. Such operations find
     * room where a lane is full for all others.
     *
     * @return true for CLOSE, SHUTDOWN, CANCEL, POLL_REMOVE and TIMEOUT_REMOVE
     */
    public boolean isCleanUp() {
        return this == CLOSE || this == SHUTDOWN || isCancelling();
    }

    /** Whether it ends another intent, in core. */
    boolean isCancelling() {
        return this == CANCEL || this == POLL_REMOVE || this == TIMEOUT_REMOVE;
    }

    /** Whether fewer bytes than asked for break a chain of linked intents. */
    boolean isBrokenByShortTransfer() {
        return this == READ || this == WRITE || this == READV || this == WRITEV || this == SPLICE;
    }
}
