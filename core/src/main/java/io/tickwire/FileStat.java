package io.tickwire;

/**
 * What a STAT found out about a file. A view that the loop uses again, like the completion it
 * belongs to. See stat(2).
 */
public final class FileStat {
    /** What kind of file it is. */
    public enum Kind {
        /** A regular file. */
        REGULAR,
        /** A directory. */
        DIRECTORY,
        /** A socket, a pipe, a device. */
        OTHER
    }

    private Kind kind = Kind.OTHER;
    private long sizeBytes;
    private int mode;
    private long modifiedMillis;

    FileStat() {}

    void set(Kind newKind, long newSizeBytes, int newMode, long newModifiedMillis) {
        kind = newKind;
        sizeBytes = newSizeBytes;
        mode = newMode;
        modifiedMillis = newModifiedMillis;
    }

    /**
     * What kind of file it is; a symbolic link was followed.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The file's size.
     *
     * @return bytes; of a directory whatever the system says
     */
    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * The permissions.
     *
     * @return the lowest 9 bits of a mode (chmod(2)), or -1 where the file system has none
     */
    public int mode() {
        return mode;
    }

    /**
     * When the content was last changed. Not the same in two runs.
     *
     * @return milliseconds since 1970-01-01T00:00:00Z
     */
    public long modifiedMillis() {
        return modifiedMillis;
    }

    @Override
    public String toString() {
        return "FileStat[" + kind + ", " + sizeBytes + " bytes]";
    }
}
