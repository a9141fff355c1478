package io.tickwire.unix;

import io.tickwire.IoStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a platform's errno means as a canonical result. Immutable; any thread may call it. */
public final class ErrnoTable {
    /**
     * Linux: its numbers are the canonical ones (include/uapi/asm-generic/errno.h), so that a
     * number without a name stays what it is.
     */
    public static final ErrnoTable LINUX = new ErrnoTable(null);

    /**
     * macOS (xnu, bsd/sys/errno.h). A number without a name here may be that of something else on
     * Linux, so it lies behind that of {@link IoStatus#OTHER}, and means that: 11 becomes -4095 -
     * 11. The first one is logged, all are counted.
     */
    public static final ErrnoTable MACOS = new ErrnoTable(macos());

    private static final Logger LOGGER = System.getLogger(ErrnoTable.class.getName());
    private static final LongAdder UNKNOWN = new LongAdder();

    /** The highest number of bsd/sys/errno.h: EQFULL, ELAST. */
    private static final int MACOS_LAST = 106;

    /** By errno, or null where each number stands for itself. */
    private final @Nullable IoStatus @Nullable [] statuses;

    private ErrnoTable(@Nullable IoStatus @Nullable [] statuses) {
        this.statuses = statuses;
    }

    /**
     * Translates a number.
     *
     * @param errno the platform's, above 0
     * @return a negative canonical errno
     */
    public int result(int errno) {
        if (errno <= 0) {
            throw new IllegalArgumentException("errno: " + errno);
        }
        if (statuses == null) {
            return -errno;
        }
        IoStatus status = errno < statuses.length ? statuses[errno] : null;
        return status == null ? unknown(errno) : status.result();
    }

    /**
     * How many numbers had no name, in the whole process.
     *
     * @return a count
     */
    public static long unknownCount() {
        return UNKNOWN.sum();
    }

    private static int unknown(int errno) {
        UNKNOWN.increment();
        Level level = UNKNOWN.sum() == 1 ? Level.WARNING : Level.DEBUG;
        LOGGER.log(level, "errno {0} has no name here; reported as OTHER", errno);
        return IoStatus.OTHER.result() - errno;
    }

    private static @Nullable IoStatus[] macos() {
        @Nullable IoStatus[] table = new IoStatus[MACOS_LAST + 1];
        addShared(table);
        addSockets(table);
        table[26] = IoStatus.ETXTBSY;
        table[62] = IoStatus.ELOOP;
        table[63] = IoStatus.ENAMETOOLONG;
        table[66] = IoStatus.ENOTEMPTY;
        table[69] = IoStatus.EDQUOT;
        table[84] = IoStatus.EOVERFLOW;
        table[89] = IoStatus.ECANCELED;
        table[100] = IoStatus.EPROTO;
        return table;
    }

    /** The numbers up to EPIPE (32) are those of Version 7 Unix, except 11: EDEADLK there. */
    private static void addShared(@Nullable IoStatus[] table) {
        Arrays.stream(IoStatus.values())
                .filter(status -> status.errno() > 0 && status.errno() <= IoStatus.EPIPE.errno())
                .filter(status -> status != IoStatus.EAGAIN)
                .forEach(status -> table[status.errno()] = status);
    }

    private static void addSockets(@Nullable IoStatus[] table) {
        table[35] = IoStatus.EAGAIN;
        table[37] = IoStatus.EALREADY;
        table[38] = IoStatus.ENOTSOCK;
        table[40] = IoStatus.EMSGSIZE;
        // EPROTOTYPE: send(2) says so of a connection that is just being taken down.
        table[41] = IoStatus.EPIPE;
        // ENOTSUP, and 102 EOPNOTSUPP: one number on Linux. 46 EPFNOSUPPORT and 47 EAFNOSUPPORT.
        table[45] = IoStatus.EOPNOTSUPP;
        table[102] = IoStatus.EOPNOTSUPP;
        table[46] = IoStatus.EAFNOSUPPORT;
        table[47] = IoStatus.EAFNOSUPPORT;
        table[48] = IoStatus.EADDRINUSE;
        table[49] = IoStatus.EADDRNOTAVAIL;
        table[50] = IoStatus.ENETDOWN;
        table[51] = IoStatus.ENETUNREACH;
        table[53] = IoStatus.ECONNABORTED;
        table[54] = IoStatus.ECONNRESET;
        table[55] = IoStatus.ENOBUFS;
        table[56] = IoStatus.EISCONN;
        table[57] = IoStatus.ENOTCONN;
        // ESHUTDOWN: to send after a shutdown is EPIPE on Linux.
        table[58] = IoStatus.EPIPE;
        table[60] = IoStatus.ETIMEDOUT;
        table[61] = IoStatus.ECONNREFUSED;
        // EHOSTDOWN: a neighbour that does not answer is EHOSTUNREACH on Linux.
        table[64] = IoStatus.EHOSTUNREACH;
        table[65] = IoStatus.EHOSTUNREACH;
    }
}
