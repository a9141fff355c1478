package io.tickwire;

import java.util.Arrays;

/**
 * What became of an operation, the same on every platform. The names and numbers are Linux's
 * (errno(3), include/uapi/asm-generic/errno.h); transports translate their platform's into these.
 */
public enum IoStatus {
    /** Done. */
    OK(0, "done"),
    /** Operation not permitted. */
    EPERM(1, "operation not permitted"),
    /** No such file or directory; for a cancel, no such intent in flight. */
    ENOENT(2, "not found"),
    /** Interrupted. */
    EINTR(4, "interrupted"),
    /** Input/output error. */
    EIO(5, "input/output error"),
    /** No such device or address. */
    ENXIO(6, "no such device or address"),
    /** The resource is closed or was not opened for this. */
    EBADF(9, "the resource is closed or was not opened for this"),
    /** No resource for it right now. */
    EAGAIN(11, "no resource for it right now"),
    /** Out of memory. */
    ENOMEM(12, "out of memory"),
    /** Permission denied. */
    EACCES(13, "permission denied"),
    /** Bad memory address: the buffer was released too early, or its capacity was changed. */
    EFAULT(14, "bad memory address: the buffer was released or its capacity changed"),
    /** Busy. */
    EBUSY(16, "busy"),
    /** Exists already. */
    EEXIST(17, "exists already"),
    /** The two paths are on different file systems. */
    EXDEV(18, "the two paths are on different file systems"),
    /** No such device. */
    ENODEV(19, "no such device"),
    /** Not a directory. */
    ENOTDIR(20, "not a directory"),
    /** Is a directory. */
    EISDIR(21, "is a directory"),
    /** Invalid argument. */
    EINVAL(22, "invalid argument"),
    /** Too many open files in the system. */
    ENFILE(23, "too many open files in the system"),
    /** Too many open files in the process. */
    EMFILE(24, "too many open files in the process"),
    /** File is being executed. */
    ETXTBSY(26, "file is being executed"),
    /** File too large. */
    EFBIG(27, "file too large"),
    /** No space left on the device. */
    ENOSPC(28, "no space left on the device"),
    /** Not seekable. */
    ESPIPE(29, "not seekable"),
    /** Read-only file system. */
    EROFS(30, "read-only file system"),
    /** Too many links. */
    EMLINK(31, "too many links"),
    /** The stream's sending side is closed. */
    EPIPE(32, "the stream's sending side is closed"),
    /** Name too long. */
    ENAMETOOLONG(36, "name too long"),
    /** The directory is not empty. */
    ENOTEMPTY(39, "the directory is not empty"),
    /** Too many symbolic links. */
    ELOOP(40, "too many symbolic links"),
    /** Protocol error. */
    EPROTO(71, "protocol error"),
    /** Value too large. */
    EOVERFLOW(75, "value too large"),
    /** Not a socket. */
    ENOTSOCK(88, "not a socket"),
    /** Message too long. */
    EMSGSIZE(90, "message too long"),
    /** Not supported here. */
    EOPNOTSUPP(95, "not supported here"),
    /** Address family not supported. */
    EAFNOSUPPORT(97, "address family not supported"),
    /** Address in use. */
    EADDRINUSE(98, "address in use"),
    /** Address not available. */
    EADDRNOTAVAIL(99, "address not available"),
    /** Network is down. */
    ENETDOWN(100, "network is down"),
    /** Network is unreachable. */
    ENETUNREACH(101, "network is unreachable"),
    /** Connection aborted. */
    ECONNABORTED(103, "connection aborted"),
    /** Connection reset by the peer. */
    ECONNRESET(104, "connection reset by the peer"),
    /** No buffer space, or a pending bound is reached. */
    ENOBUFS(105, "no buffer space, or a pending bound is reached"),
    /** Already connected. */
    EISCONN(106, "already connected"),
    /** Not connected. */
    ENOTCONN(107, "not connected"),
    /** Timed out. */
    ETIMEDOUT(110, "timed out"),
    /** Connection refused. */
    ECONNREFUSED(111, "connection refused"),
    /** No route to the host. */
    EHOSTUNREACH(113, "no route to the host"),
    /** Too late to cancel: it is about to end. */
    EALREADY(114, "too late to cancel: it is about to end"),
    /** Quota exceeded. */
    EDQUOT(122, "quota exceeded"),
    /** Cancelled. */
    ECANCELED(125, "cancelled"),
    /** The transport failed as a whole while the operation was in flight. */
    TRANSPORT_FAILED(4094, "the transport failed"),
    /** An error without a name here; the result keeps the platform's number. */
    OTHER(4095, "an error without a name here");

    private static final IoStatus[] BY_ERRNO = byErrno();

    private final int errno;
    private final String description;

    IoStatus(int errno, String description) {
        this.errno = errno;
        this.description = description;
    }

    /**
     * The status of a result.
     *
     * @param result 0 or more for success, else a negative canonical errno
     * @return the status; {@link #OTHER} for a number without a name
     */
    public static IoStatus of(int result) {
        if (result >= 0) {
            return OK;
        }
        int errno = -result;
        return errno > 0 && errno < BY_ERRNO.length ? BY_ERRNO[errno] : OTHER;
    }

    /**
     * The canonical number.
     *
     * @return Linux's errno, 0 for {@link #OK}, above 4000 for the two that Linux lacks
     */
    public int errno() {
        return errno;
    }

    /**
     * The result that a completion with this status has.
     *
     * @return 0 for {@link #OK}, else the negative number
     */
    public int result() {
        return -errno;
    }

    /**
     * The status in words.
     *
     * @return a short English phrase
     */
    public String description() {
        return description;
    }

    private static IoStatus[] byErrno() {
        IoStatus[] table = new IoStatus[OTHER.errno + 1];
        Arrays.fill(table, OTHER);
        for (IoStatus status : values()) {
            table[status.errno] = status;
        }
        return table;
    }
}
