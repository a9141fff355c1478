package io.tickwire.simulation;

/** A file or a directory, whatever its name. */
abstract sealed class Inode permits FileInode, DirectoryInode {
    /** The lowest 9 bits of its mode. */
    int mode;

    /** When it was last changed, by the world's clock. */
    long modifiedNanos;

    /** How many changes of names that are not on the device have to do with it. */
    int pendingChanges;

    Inode(int mode) {
        this.mode = mode;
    }
}
