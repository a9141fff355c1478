package io.tickwire.unix;

import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.BindFailures;
import io.tickwire.spi.PathBytes;
import io.tickwire.spi.SocketPaths;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Makes sockets with the options that a program asks for, and says why one cannot be, in the same
 * words for every transport. Made after Netty's native was loaded. Belongs to the loop's thread;
 * who asks for a socket closes it.
 */
public final class UnixSockets {
    /** Makes a socket of an address's family. */
    private interface Opening {
        UnixSocket open(SocketAddress address) throws IOException;
    }

    /** What is done with a new socket. */
    private interface Step {
        void take(UnixSocket socket) throws IOException;
    }

    private static final int SHUT_RD = 0;
    private static final int SHUT_WR = 1;

    private final UnixPlatform platform;
    private final Wishes wishes;
    private final UnixOptions settings;
    private final NativeFailures failures;

    /**
     * Holds no descriptor.
     *
     * @param platform whose numbers the sockets speak
     * @param wishes where options that cannot be set are noted
     */
    public UnixSockets(UnixPlatform platform, Wishes wishes) {
        this.platform = platform;
        this.wishes = wishes;
        settings = new UnixOptions(platform, wishes);
        failures = new NativeFailures(platform.errnos());
        failures.load();
    }

    /**
     * Opens a listener, over TCP or at a path, whose file is the socket's.
     *
     * @param address where nothing is bound
     * @param options of the listener and of what it accepts
     * @return a socket that listens
     * @throws IOException in the words of {@link BindFailures}
     */
    public UnixSocket listen(SocketAddress address, SocketOptions options) throws IOException {
        requireUsable(address);
        return bound(
                address,
                UnixSocket::open,
                socket -> {
                    settings.setUpListener(socket, options);
                    socket.bindListener(address);
                    socket.listen(options.backlog());
                });
    }

    /**
     * Opens a socket for datagrams, whose file is the socket's if it is bound to a path.
     *
     * @param address where nothing is bound
     * @param options of the socket
     * @return a socket that is bound
     * @throws IOException in the words of {@link BindFailures}
     */
    public UnixSocket bind(SocketAddress address, SocketOptions options) throws IOException {
        requireUsable(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            SocketPaths.requireText(unix);
        }
        return bound(
                address,
                UnixSocket::openDatagram,
                socket -> {
                    settings.setUpDatagram(socket, options);
                    socket.bindDatagram(address);
                });
    }

    /**
     * Makes a socket that is to be connected.
     *
     * @param address the peer's
     * @param options of the stream
     * @return a socket of the address's family
     * @throws IOException if there is none, or an option is refused; see {@link #result}
     */
    public UnixSocket openStream(SocketAddress address, SocketOptions options) throws IOException {
        return setUp(UnixSocket.open(address), socket -> settings.setUpStream(socket, options));
    }

    /**
     * Sets what an accepted stream does not have from its listener.
     *
     * @param socket what was accepted
     * @param options the listener's
     * @throws IOException mostly since the connection is gone already
     */
    public void setUpAccepted(UnixSocket socket, SocketOptions options) throws IOException {
        settings.setUpAccepted(socket, options);
    }

    /**
     * Ends a direction of a stream, see shutdown(2).
     *
     * @param socket a stream
     * @param how 0 for reading, 1 for writing, 2 for both
     * @return 0 or a negative canonical errno
     */
    public int shutdown(UnixSocket socket, int how) {
        try {
            socket.shutdown(how != SHUT_WR, how != SHUT_RD);
            return 0;
        } catch (IOException | IllegalStateException failure) {
            return failures.result(failure);
        }
    }

    /**
     * What a failed call of a socket's means.
     *
     * @param failure what it threw
     * @return a negative canonical errno
     */
    public int result(Throwable failure) {
        return failures.result(failure);
    }

    /**
     * How many different options could not be set.
     *
     * @return a count
     */
    public int ignoredWishes() {
        return wishes.ignored();
    }

    NativeFailures failures() {
        return failures;
    }

    boolean isTooLong(UnixDomainSocketAddress address) {
        return PathBytes.of(address.getPath()).length > platform.pathBytesMax();
    }

    private void requireUsable(SocketAddress address) throws IOException {
        BindFailures.requireUsable(address);
        if (address instanceof UnixDomainSocketAddress unix) {
            if (isTooLong(unix)) {
                throw BindFailures.of(address, IoStatus.ENAMETOOLONG.result(), null);
            }
            // Netty's bind deletes what is there, where bind(2) fails.
            BindFailures.requireAbsent(unix);
        }
    }

    private UnixSocket bound(SocketAddress address, Opening opening, Step steps)
            throws IOException {
        try {
            return setUp(opening.open(address), steps);
        } catch (IOException failure) {
            throw BindFailures.of(address, failures.result(failure), failure);
        }
    }

    /** Takes steps with a socket that is closed if one fails. */
    private static UnixSocket setUp(UnixSocket socket, Step steps) throws IOException {
        boolean isSetUp = false;
        try {
            steps.take(socket);
            isSetUp = true;
            return socket;
        } finally {
            if (!isSetUp) {
                socket.release();
            }
        }
    }
}
