package io.tickwire;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is to take another one's place in one step. {@link FileRequests#open(Replacement)
 * Its OPEN} makes it, beside the file it is for, and notes here where both are; {@link
 * FileRequests#rename(Replacement)} puts it in place, {@link FileRequests#unlink(Replacement)}
 * removes it. {@link io.tickwire.recipes.WholeFiles#save} does all of that; whoever writes a file
 * in parts does it with these. Belongs to the loop's thread and, while the OPEN is with a
 * transport, to the transport.
 *
 * <p>Names: the first ones follow from the lane and the number alone, so that runs which nobody
 * disturbs use the same names. They are made with O_EXCL; where one exists, from another loop,
 * another process or one that crashed, the next is tried.
 */
public final class Replacement {
    /** How many names are tried before the OPEN ends with EEXIST. */
    public static final int ATTEMPTS = 80;

    /** How many of them follow from lane and number. */
    private static final int FIXED_ATTEMPTS = 64;

    /** What its lane does at its end. */
    interface Ending {
        void ended(Replacement replacement, boolean isSaved);
    }

    private final Path wanted;
    private final String prefix;
    private final Ending onEnd;
    private boolean hasEnded;
    private @Nullable Path target;
    private @Nullable Path temporary;

    /**
     * Describes a replacement that is not made yet and is no loop's, for a transport's tests.
     *
     * @param wanted what the program calls the file, perhaps by a symbolic link
     * @param lane the lane's number
     * @param number the number of the replacement within its lane
     */
    public Replacement(Path wanted, int lane, int number) {
        this(wanted, lane, number, (replacement, isSaved) -> {});
    }

    Replacement(Path wanted, int lane, int number, Ending onEnd) {
        this.wanted = Objects.requireNonNull(wanted, "wanted");
        this.onEnd = onEnd;
        prefix = ".tickwire-" + lane + "-" + number + "-";
    }

    /**
     * Ends it: its number may name another one. To be called once nothing of it is in flight; a
     * second call does nothing. On the loop's thread.
     *
     * @param isSaved whether the new file is in place, and on the device; observers hear of it
     */
    public void end(boolean isSaved) {
        if (!hasEnded) {
            hasEnded = true;
            onEnd.ended(this, isSaved);
        }
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
     * @return what {@link #made} was told; until then the path that the program gave
     */
    public Path target() {
        return target == null ? wanted : target;
    }

    /**
     * The new file.
     *
     * @return what {@link #made} was told; until then a path that leads nowhere, so that what is
     *     done with it ends with ENOENT or ENOTDIR
     */
    public Path temporary() {
        return temporary == null ? wanted.resolve(name(0)) : temporary;
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

    @Override
    public String toString() {
        return "Replacement[" + wanted + ", " + temporary + "]";
    }
}
