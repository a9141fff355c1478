package io.tickwire.properties;

/** What a step of a program asks for. */
enum Op {
    NOP,
    OPEN,
    /** Opens a file of known content that is never changed. */
    OPEN_DATA,
    READ,
    WRITE,
    READV,
    WRITEV,
    FSYNC,
    FDATASYNC,
    TRUNCATE,
    ALLOCATE,
    STAT,
    RENAME,
    UNLINK,
    REMOVE_DIRECTORY,
    MKDIR,
    CLOSE_FILE,
    TIMEOUT,
    TIMEOUT_REMOVE,
    CANCEL,
    CANCEL_FILE,
    ACCEPT,
    ACCEPT_ALL,
    CONNECT,
    SEND,
    /** A write to the lane's output to a stream. */
    OUTPUT,
    /** A packet to several streams' outputs; each of them gets a part. */
    BROADCAST,
    PART,
    RECV,
    RECV_GROUP,
    RECV_ALL,
    SHUTDOWN,
    CLOSE_STREAM,
    ABORT,
    SPLICE,
    POLL,
    POLL_ALL,
    POLL_REMOVE,
    CANCEL_STREAM,
    CANCEL_LISTENER,
    CANCEL_DATAGRAM,
    SENDMSG,
    RECVMSG;

    /** Whether it names an open file. */
    boolean isOnFile() {
        return switch (this) {
            case READ,
                    WRITE,
                    READV,
                    WRITEV,
                    FSYNC,
                    FDATASYNC,
                    TRUNCATE,
                    ALLOCATE,
                    CLOSE_FILE,
                    CANCEL_FILE ->
                    true;
            default -> false;
        };
    }

    /** Whether it names a path. */
    boolean isOnPath() {
        return switch (this) {
            case OPEN, OPEN_DATA, STAT, RENAME, UNLINK, REMOVE_DIRECTORY, MKDIR -> true;
            default -> false;
        };
    }

    /** Whether it names a stream. */
    boolean isOnStream() {
        return switch (this) {
            case SEND,
                    OUTPUT,
                    PART,
                    RECV,
                    RECV_GROUP,
                    RECV_ALL,
                    SHUTDOWN,
                    CLOSE_STREAM,
                    ABORT,
                    SPLICE,
                    POLL,
                    POLL_ALL,
                    CANCEL_STREAM ->
                    true;
            default -> false;
        };
    }

    /** Whether what comes of it is the network's to decide. */
    boolean isOnNetwork() {
        return (isOnStream() && !isCancel()) || isMakingStream() || isOnDatagram();
    }

    boolean isOnDatagram() {
        return this == SENDMSG || this == RECVMSG;
    }

    boolean isOpen() {
        return this == OPEN || this == OPEN_DATA;
    }

    boolean isMakingStream() {
        return this == ACCEPT || this == ACCEPT_ALL || this == CONNECT;
    }

    boolean isAccept() {
        return this == ACCEPT || this == ACCEPT_ALL;
    }

    /** Whether it cannot be cancelled. */
    boolean isEnd() {
        return isClose() || this == SHUTDOWN;
    }

    boolean isMultishot() {
        return this == ACCEPT_ALL || this == RECV_ALL || this == POLL_ALL;
    }

    /** 1 for what sends on a stream, 2 for what receives there, else 0. */
    int direction() {
        return switch (this) {
            case SEND, SPLICE, OUTPUT, PART -> 1;
            case RECV, RECV_GROUP, RECV_ALL -> 2;
            default -> 0;
        };
    }

    /** Whether it is a write to an output. */
    boolean isOutput() {
        return this == OUTPUT || this == PART;
    }

    /** Whether what is written to its stream later must not go before it. */
    boolean endsOutput() {
        return switch (this) {
            case SEND, SPLICE, SHUTDOWN, CLOSE_STREAM, ABORT, CANCEL_STREAM -> true;
            default -> false;
        };
    }

    /** Whether it finds room where a lane is full for all others. */
    boolean isCleanUp() {
        return isEnd() || isCancel();
    }

    /** Whether it ends another intent of its lane, by ticket. */
    boolean isCancelByTicket() {
        return this == CANCEL || this == TIMEOUT_REMOVE || this == POLL_REMOVE;
    }

    boolean isCancel() {
        return isCancelByTicket() || isCancelByResource();
    }

    /** Whether it ends all intents of a resource. */
    boolean isCancelByResource() {
        return this == CANCEL_FILE
                || this == CANCEL_STREAM
                || this == CANCEL_LISTENER
                || this == CANCEL_DATAGRAM;
    }

    boolean isClose() {
        return this == CLOSE_FILE || this == CLOSE_STREAM || this == ABORT;
    }

    /** Whether fewer bytes than asked for break a chain. */
    boolean isTransfer() {
        return this == READ || this == WRITE || this == READV || this == WRITEV || this == SPLICE;
    }

    /** Whether it is prompt unless it says otherwise. */
    boolean isPrompt() {
        return switch (this) {
            case FSYNC, FDATASYNC, ALLOCATE, TIMEOUT -> false;
            case CLOSE_STREAM, ABORT -> true;
            default -> isCancel() || isOnFile() || isOnPath() || this == NOP;
        };
    }

    boolean canHaveDeadline() {
        return this != TIMEOUT && this != SHUTDOWN && !isCancel() && !isClose() && !isOutput();
    }
}
