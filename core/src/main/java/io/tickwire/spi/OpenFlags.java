package io.tickwire.spi;

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
}
