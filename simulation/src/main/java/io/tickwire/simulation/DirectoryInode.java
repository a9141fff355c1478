package io.tickwire.simulation;

import java.util.TreeMap;

/** A directory: the names that programs see, and those that are on the device. */
final class DirectoryInode extends Inode {
    /** In the order of the names, so that nothing depends on hashes. */
    final TreeMap<String, Inode> live = new TreeMap<>();

    final TreeMap<String, Inode> device = new TreeMap<>();

    /** The directory it is in; itself for the root. */
    private DirectoryInode parent;

    /** Makes a root. */
    @SuppressWarnings("ThisEscapedInObjectConstruction")
    DirectoryInode(int mode) {
        super(mode);
        parent = this;
    }

    DirectoryInode(int mode, DirectoryInode parent) {
        super(mode);
        this.parent = parent;
    }

    DirectoryInode parent() {
        return parent;
    }

    void moved(DirectoryInode to) {
        parent = to;
    }
}
