package io.tickwire.spi;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Has calls that take text only, as Netty's do, reach Unix sockets whose path is no text: by a
 * symbolic link in a directory of its own, which is gone when the call has returned.
 */
public final class SocketPaths {
    private SocketPaths() {}

    /**
     * A call that takes a path.
     *
     * @param <T> the type of its result
     */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * Makes the call.
         *
         * @param path a path that is text
         * @return its result
         * @throws IOException if it fails
         */
        T with(String path) throws IOException;
    }

    /**
     * Connects to a socket.
     *
     * @param path the socket
     * @param connect the call
     * @param <T> what it answers
     * @return its answer
     * @throws IOException the call's failure, or that no link could be made
     */
    public static <T> T connect(Path path, Call<T> connect) throws IOException {
        if (PathBytes.isText(path)) {
            return connect.with(path.toString());
        }
        return through(path, connect);
    }

    /**
     * Binds a listener. One whose path is no text gets its name right after, by a hard link;
     * whoever connects to it is told another name.
     *
     * @param path where nothing is
     * @param bind the call
     * @throws IOException the call's failure, or that no link could be made
     */
    public static void bind(Path path, Call<Boolean> bind) throws IOException {
        if (PathBytes.isText(path)) {
            Boolean unused = bind.with(path.toString());
            return;
        }
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException("no name: " + path);
        }
        String name = ".tickwire-" + Long.toHexString(System.nanoTime()) + ".sock";
        Path temporary = parent.resolve(name);
        try {
            Boolean unused = through(parent, link -> bind.with(link + "/" + name));
            Files.createLink(absolute, temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Refuses what {@link #bind} is not for: a datagram socket's name goes along with what it
     * sends.
     *
     * @param address where a datagram socket is to be bound
     * @throws IOException if the path is no text
     */
    public static void requireText(UnixDomainSocketAddress address) throws IOException {
        if (!PathBytes.isText(address.getPath())) {
            throw new IOException("cannot bind " + address + ": the path is no text in UTF-8");
        }
    }

    private static <T> T through(Path path, Call<T> call) throws IOException {
        Path directory = Files.createTempDirectory("tickwire");
        Path link = directory.resolve("l");
        try {
            Files.createSymbolicLink(link, path.toAbsolutePath());
            return call.with(link.toString());
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(directory);
        }
    }
}
