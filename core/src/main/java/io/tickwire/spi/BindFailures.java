package io.tickwire.spi;

import io.tickwire.IoStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says why nothing can be bound to an address, in the same words on every transport. */
public final class BindFailures {
    /** stat(2): the bits of a file's mode that tell its kind, and the kind of a socket. */
    private static final int KIND = 0xf000;

    private static final int SOCKET = 0xc000;

    private BindFailures() {}

    /**
     * Refuses an address that stands for no place: a name that is not resolved, an empty path, or
     * one of an unknown family.
     *
     * @param address where something is to be bound
     * @throws IOException with the address and the reason
     */
    public static void requireUsable(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet) {
            if (inet.isUnresolved()) {
                throw new IOException(message(address, "the name is not resolved"));
            }
        } else if (address instanceof UnixDomainSocketAddress unix) {
            if (unix.getPath().toString().isEmpty()) {
                throw new IOException(message(address, "the path is empty"));
            }
        } else {
            throw new IOException(message(address, IoStatus.EAFNOSUPPORT.description()));
        }
    }

    /**
     * Refuses a path at which something stands, as bind(2) does, for a call that would delete it.
     *
     * @param address where a socket is to be bound
     * @throws IOException with the address and what stands there
     */
    public static void requireAbsent(UnixDomainSocketAddress address) throws IOException {
        if (Files.exists(address.getPath(), LinkOption.NOFOLLOW_LINKS)) {
            throw of(address, IoStatus.EADDRINUSE.result(), null);
        }
    }

    /**
     * Why an address could not be bound. If a Unix path is in use, this looks at what stands there,
     * and tries to connect to a socket: one that nobody listens on is stale.
     *
     * @param address the address
     * @param result the negative canonical errno
     * @param cause what the call threw, or null; its words are used if the errno says nothing
     * @return the exception; a {@link BindException} where the address is in use, not this
     *     machine's, or not this process's to use
     */
    public static IOException of(SocketAddress address, int result, @Nullable Throwable cause) {
        IoStatus status = IoStatus.of(result);
        String message = message(address, reason(address, status, cause));
        IOException failure =
                switch (status) {
                    case EADDRINUSE, EADDRNOTAVAIL, EACCES -> new BindException(message);
                    default -> new IOException(message);
                };
        failure.initCause(cause);
        return failure;
    }

    /**
     * Why a datagram socket cannot be bound to a path where Unix sockets carry no datagrams.
     *
     * @param address the path
     * @return the exception
     */
    public static IOException noUnixDatagrams(SocketAddress address) {
        return new IOException(message(address, "this transport has no Unix datagram sockets"));
    }

    private static String message(SocketAddress address, String reason) {
        return "cannot bind to " + address + ": " + reason;
    }

    private static String reason(
            SocketAddress address, IoStatus status, @Nullable Throwable cause) {
        String words = cause == null || cause.getMessage() == null ? "" : cause.getMessage();
        boolean isInWordsOnly = status == IoStatus.OTHER && !words.isEmpty();
        if (cause instanceof RefusedWishException || isInWordsOnly) {
            return words;
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            Path path = unix.getPath();
            if (status == IoStatus.EADDRINUSE) {
                return status.description() + whatIsThere(path);
            }
            if (status == IoStatus.ENAMETOOLONG) {
                int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
                return "a path of "
                        + bytes
                        + " bytes is too long for a Unix socket (100 are not, on any platform)";
            }
        }
        return status.description();
    }

    private static String whatIsThere(Path path) {
        if (!isSocket(path)) {
            return ", by a file that is no socket";
        }
        return isStale(path)
                ? ", by a stale socket: nobody listens on it, so the file can be deleted"
                : "";
    }

    private static boolean isSocket(Path path) {
        try {
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & KIND) == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true; // This platform does not tell.
        }
    }

    /** A connect is refused if nothing is bound; one to another type of socket fails otherwise. */
    private static boolean isStale(Path path) {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            boolean unused = probe.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
