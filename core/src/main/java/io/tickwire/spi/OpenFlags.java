package io.tickwire.spi;

import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;

/** Tickwire's own bits for opening a file, the same on every platform; see open(2). */
public final class OpenFlags {
    /** Open for reading. */
    public static final int READ = 1;

    /** Open for writing. */
    public static final int WRITE = 1 << 1;

    /** Create the file if it is missing. */
    public static final int CREATE = 1 << 2;

    /** Create the file, and fail with EEXIST if it is there. */
    public static final int CREATE_NEW = 1 << 3;

    /** Cut an existing file to length 0. */
    public static final int TRUNCATE = 1 << 4;

    /** Every write reaches the device with its data (O_DSYNC). */
    public static final int DSYNC = 1 << 5;

    /** Every write reaches the device with its data and metadata (O_SYNC). */
    public static final int SYNC = 1 << 6;

    private OpenFlags() {}

    /**
     * Translates Java's options. Without WRITE, READ is implied, and CREATE, CREATE_NEW and
     * TRUNCATE_EXISTING are ignored.
     *
     * @param how READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING, DSYNC or SYNC
     * @return a union of this class's constants
     * @throws IllegalArgumentException for another option
     */
    public static int of(OpenOption... how) {
        int flags = 0;
        for (OpenOption option : how) {
            flags |= flag(option);
        }
        if ((flags & WRITE) == 0) {
            // As Java has it: who only reads neither creates nor cuts.
            flags &= ~(CREATE | CREATE_NEW | TRUNCATE);
            flags |= READ;
        }
        return flags;
    }

    private static int flag(OpenOption option) {
        int flag =
                option instanceof StandardOpenOption standard
                        ? switch (standard) {
                            case READ -> READ;
                            case WRITE -> WRITE;
                            case CREATE -> CREATE;
                            case CREATE_NEW -> CREATE_NEW;
                            case TRUNCATE_EXISTING -> TRUNCATE;
                            case DSYNC -> DSYNC;
                            case SYNC -> SYNC;
                            default -> 0;
                        }
                        : 0;
        if (flag == 0) {
            throw new IllegalArgumentException("open option not supported: " + option);
        }
        return flag;
    }
}
