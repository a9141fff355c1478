package io.tickwire.spi;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is to take another one's place in one step. An OPEN with a replacement makes it,
 * beside the file it is for, and tells here where both are. Belongs to core and, while the OPEN is
 * with a transport, to that.
 *
 * <p>Names: the first ones follow from the lane and the number alone, so that runs which nobody
 * disturbs use the same names. They are made by O_EXCL; where one exists, of another loop, another
 * process or one that crashed, the next is tried.
 */
public final class Replacement {
    /** How many names are tried before the OPEN ends with EEXIST. */
    public static final int ATTEMPTS = 80;

    /** How many of them follow from lane and number. */
    private static final int FIXED_ATTEMPTS = 64;

    private final Path wanted;
    private final String prefix;
    private @Nullable Path target;
    private @Nullable Path temporary;

    /**
     * Describes a replacement that is not made yet.
     *
     * @param wanted what the program calls the file, perhaps by a symbolic link
     * @param lane the lane's number
     * @param number the number of the replacement within its lane
     */
    public Replacement(Path wanted, int lane, int number) {
        this.wanted = wanted;
        prefix = ".tickwire-" + lane + "-" + number + "-";
    }

    /**
     * The file to be replaced, which need not exist.
     *
     * @return the path that the program gave
     */
    public Path wanted() {
        return wanted;
    }

    /**
     * A name for the new file, without a directory.
     *
     * @param attempt 0 to {@link #ATTEMPTS} - 1
     * @return a name of at most 50 bytes
     */
    public String name(int attempt) {
        String suffix =
                attempt < FIXED_ATTEMPTS
                        ? Integer.toString(attempt)
                        : Long.toHexString(ThreadLocalRandom.current().nextLong());
        return prefix + suffix + ".tmp";
    }

    /**
     * Tells that the new file is there.
     *
     * @param newTarget the file to be replaced, with links followed
     * @param newTemporary the new file
     */
    public void made(Path newTarget, Path newTemporary) {
        target = newTarget;
        temporary = newTemporary;
    }

    /**
     * Whether the new file was made.
     *
     * @return true after {@link #made}
     */
    public boolean isMade() {
        return temporary != null;
    }

    /**
     * The file to be replaced, with links followed.
     *
     * @return what {@link #made} was told
     */
    public Path target() {
        return told(target);
    }

    /**
     * The new file.
     *
     * @return what {@link #made} was told
     */
    public Path temporary() {
        return told(temporary);
    }

    /**
     * The directory that both are in.
     *
     * @return an absolute path
     */
    public Path directory() {
        Path absolute = target().toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent;
    }

    private Path told(@Nullable Path path) {
        if (path == null) {
            throw new IllegalStateException("no replacement was made for " + wanted);
        }
        return path;
    }

    @Override
    public String toString() {
        return "Replacement[" + wanted + ", " + temporary + "]";
    }
}
