package io.tickwire.simulation;

import org.jspecify.annotations.Nullable;

/**
 * A place where an entry of a directory is or can be.
 *
 * @param directory the directory, the same object for the same directory
 * @param name the name; empty for the root itself, or "." or ".."
 */
record Name(DirectoryInode directory, String name) {
    /** What is there for programs; null for nothing. */
    @Nullable Inode inode() {
        return switch (name) {
            case "", "." -> directory;
            case ".." -> directory.parent();
            default -> directory.live.get(name);
        };
    }

    /** Whether it can only be looked up: the root, "." or "..". */
    boolean isFixed() {
        return name.isEmpty() || name.equals(".") || name.equals("..");
    }
}
