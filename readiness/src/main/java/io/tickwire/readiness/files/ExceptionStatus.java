package io.tickwire.readiness.files;

import io.tickwire.IoStatus;
import io.tickwire.spi.RefusedWishException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What an exception of the JDK means as a canonical result. Any thread may call it.
 *
 * <p>The JDK tells some errors by class and the rest by the text of strerror(3) only, so there are
 * three steps: classes with one meaning, then known texts, then what a class mostly means. Where
 * the system's messages are translated (LC_MESSAGES), the second step finds nothing.
 */
public final class ExceptionStatus {
    private static final Logger LOGGER = System.getLogger(ExceptionStatus.class.getName());

    /** Classes that stand for one status; a subclass comes before its superclass. */
    private static final Meaning[] EXACT = {
        new Meaning(NoSuchFileException.class, IoStatus.ENOENT),
        new Meaning(FileAlreadyExistsException.class, IoStatus.EEXIST),
        new Meaning(AccessDeniedException.class, IoStatus.EACCES),
        new Meaning(NotDirectoryException.class, IoStatus.ENOTDIR),
        new Meaning(DirectoryNotEmptyException.class, IoStatus.ENOTEMPTY),
        new Meaning(AtomicMoveNotSupportedException.class, IoStatus.EXDEV),
        new Meaning(FileSystemLoopException.class, IoStatus.ELOOP),
        new Meaning(NotLinkException.class, IoStatus.EINVAL),
        new Meaning(ReadOnlyFileSystemException.class, IoStatus.EROFS),
        new Meaning(ClosedByInterruptException.class, IoStatus.EINTR),
        new Meaning(AsynchronousCloseException.class, IoStatus.ECANCELED),
        new Meaning(ClosedChannelException.class, IoStatus.EBADF),
        new Meaning(NonReadableChannelException.class, IoStatus.EBADF),
        new Meaning(NonWritableChannelException.class, IoStatus.EBADF),
        new Meaning(NotYetConnectedException.class, IoStatus.ENOTCONN),
        new Meaning(AlreadyConnectedException.class, IoStatus.EISCONN),
        new Meaning(ConnectionPendingException.class, IoStatus.EALREADY),
        new Meaning(AlreadyBoundException.class, IoStatus.EINVAL),
        new Meaning(UnresolvedAddressException.class, IoStatus.EADDRNOTAVAIL),
        new Meaning(UnsupportedAddressTypeException.class, IoStatus.EAFNOSUPPORT),
        new Meaning(PortUnreachableException.class, IoStatus.ECONNREFUSED),
        new Meaning(SocketTimeoutException.class, IoStatus.ETIMEDOUT),
        new Meaning(InterruptedByTimeoutException.class, IoStatus.ETIMEDOUT),
        new Meaning(ProtocolException.class, IoStatus.EPROTO),
        new Meaning(RefusedWishException.class, IoStatus.EOPNOTSUPP),
    };

    /** Classes that the JDK throws for several errors: what they mean if the text is not known. */
    private static final Meaning[] MOSTLY = {
        new Meaning(ConnectException.class, IoStatus.ECONNREFUSED),
        new Meaning(BindException.class, IoStatus.EADDRINUSE),
        new Meaning(NoRouteToHostException.class, IoStatus.EHOSTUNREACH),
        new Meaning(UnsupportedOperationException.class, IoStatus.EOPNOTSUPP),
        new Meaning(IllegalArgumentException.class, IoStatus.EINVAL),
        new Meaning(SecurityException.class, IoStatus.EACCES),
    };

    private static final LongAdder UNKNOWN = new LongAdder();

    private ExceptionStatus() {}

    /**
     * The canonical result of a failed call.
     *
     * @param failure what the call threw
     * @return a negative canonical errno; {@link IoStatus#OTHER} if its meaning is not known, which
     *     is counted, and logged the first time
     */
    public static int result(Throwable failure) {
        if (failure instanceof ResultException known) {
            return known.result();
        }
        IoStatus status = find(EXACT, failure);
        if (status == null) {
            status = ErrorTexts.find(text(failure));
        }
        if (status == null) {
            status = find(MOSTLY, failure);
        }
        return status == null ? unknown(failure) : status.result();
    }

    /**
     * How many failures had no known meaning, in the whole process.
     *
     * @return a count
     */
    public static long unknownCount() {
        return UNKNOWN.sum();
    }

    private static @Nullable IoStatus find(Meaning[] meanings, Throwable failure) {
        for (Meaning meaning : meanings) {
            if (meaning.type.isInstance(failure)) {
                return meaning.status;
            }
        }
        return null;
    }

    private static @Nullable String text(Throwable failure) {
        if (failure instanceof FileSystemException fileFailure) {
            return fileFailure.getReason();
        }
        return failure.getMessage();
    }

    private static int unknown(Throwable failure) {
        UNKNOWN.increment();
        Level level = UNKNOWN.sum() == 1 ? Level.WARNING : Level.DEBUG;
        LOGGER.log(level, "an I/O error without a known meaning; reported as OTHER", failure);
        return IoStatus.OTHER.result();
    }

    /** What a class of exceptions stands for. */
    private record Meaning(Class<? extends Throwable> type, IoStatus status) {}
}
