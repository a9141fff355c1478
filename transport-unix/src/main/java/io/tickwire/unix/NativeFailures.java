package io.tickwire.unix;

import io.netty.channel.unix.Errors;
import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ExceptionStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What an exception of Netty's socket calls means as a canonical result. Most carry errno; connect
 * gives it in words, or as one class for two errors.
 */
final class NativeFailures {
    /** "connect(..) failed with error(-111): Connection refused". */
    private static final String NUMBER_START = "error(-";

    private final ErrnoTable errnos;

    NativeFailures(ErrnoTable errnos) {
        this.errnos = errnos;
    }

    /**
     * Has the classes loaded that an error needs: once no descriptor is left no class can be loaded
     * from a folder, not even to say so.
     */
    void load() {
        int unused = result(new Errors.NativeIoException("load", -IoStatus.EMFILE.errno(), false));
    }

    /** The negative canonical errno behind a number of the platform, as SO_ERROR gives it. */
    int ofErrno(int errno) {
        return errnos.result(errno);
    }

    /** The negative canonical errno behind a failed call. */
    int result(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int errno = errno(cause);
            if (errno > 0) {
                return errnos.result(errno);
            }
        }
        // Netty's word for ENOENT.
        return failure instanceof FileNotFoundException
                ? IoStatus.ENOENT.result()
                : ExceptionStatus.result(failure);
    }

    /**
     * Why an address cannot be reached, where Netty throws the same for ENETUNREACH and
     * EHOSTUNREACH: has the JDK try once more, whose exception tells them apart.
     */
    static int noRoute(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            return whyUnreachable(channel, address);
        } catch (IOException unopened) {
            return IoStatus.EHOSTUNREACH.result();
        }
    }

    private static int whyUnreachable(SocketChannel channel, SocketAddress address) {
        try {
            channel.connect(address);
            return IoStatus.EHOSTUNREACH.result();
        } catch (IOException unreachable) {
            return ExceptionStatus.result(unreachable);
        }
    }

    private static int errno(Throwable cause) {
        if (cause instanceof Errors.NativeIoException io) {
            return -io.expectedErr();
        }
        return cause instanceof ConnectException ? errno(cause.getMessage()) : 0;
    }

    private static int errno(@Nullable String text) {
        int start = text == null ? -1 : text.indexOf(NUMBER_START);
        if (text == null || start < 0) {
            return 0;
        }
        int errno = 0;
        for (int i = start + NUMBER_START.length(); i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 10);
            if (digit < 0) {
                break;
            }
            errno = errno * 10 + digit;
        }
        return errno;
    }
}
