package io.tickwire.spi;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that a Unix listener made when it was bound. It goes when the listener is closed, unless
 * another one stands in its place by then.
 */
public final class SocketFile {
    private static final Logger LOGGER = System.getLogger(SocketFile.class.getName());

    private final Path path;
    private final @Nullable Object key;

    /**
     * Remembers which file it is.
     *
     * @param path the file that a socket has just been bound to
     */
    public SocketFile(Path path) {
        this.path = path;
        key = key(path);
    }

    /**
     * Where the socket was bound.
     *
     * @return the path, as it was given
     */
    public Path path() {
        return path;
    }

    /** Deletes the file if it is still the same one. */
    public void delete() {
        try {
            if (key != null && Objects.equals(key, key(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The socket file " + path + " stays behind: " + e, e);
        }
    }

    /** Device and inode, or null if there is no such file. */
    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
