package io.tickwire.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A change of names that programs have seen and the device has not.
 *
 * @param kind what is done
 * @param target the entry that is made, removed or renamed to
 * @param source the entry that is renamed; null for other kinds
 * @param inode what is made, removed or renamed
 * @param replaced what a rename takes the name of; null for nothing
 */
record NameChange(
        Kind kind, Name target, @Nullable Name source, Inode inode, @Nullable Inode replaced) {
    /** What is done. */
    enum Kind {
        /** OPEN makes a file, or MKDIR a directory. */
        MAKE,
        /** UNLINK. */
        REMOVE,
        /** RENAME. */
        RENAME
    }

    /** Whether it comes after all before it: a directory could end up within itself. */
    boolean isOrdered() {
        return kind != Kind.MAKE && inode instanceof DirectoryInode;
    }

    /** Whether a sync of a file or directory is to bring it to the device. */
    @SuppressWarnings("ReferenceEquality")
    boolean concerns(Inode synced) {
        return inode == synced
                || replaced == synced
                || target.directory() == synced
                || (source != null && source.directory() == synced);
    }

    /** Changes what the device has, in one step. */
    void reachDevice() {
        if (kind == Kind.REMOVE) {
            target.directory().device.remove(target.name());
        } else {
            target.directory().device.put(target.name(), inode);
        }
        if (source != null) {
            source.directory().device.remove(source.name());
        }
    }

    /** Counts it as pending, by 1, or as not pending any more, by -1. */
    void count(int by) {
        inode.pendingChanges += by;
        target.directory().pendingChanges += by;
        if (replaced != null) {
            replaced.pendingChanges += by;
        }
        if (source != null) {
            source.directory().pendingChanges += by;
        }
    }
}
