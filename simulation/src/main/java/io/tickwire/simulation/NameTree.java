package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.readiness.files.ResultException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The names of a simulated file system, with Linux's rules and results (path_resolution(7)). */
final class NameTree {
    private static final int NAME_BYTES_MAX = 255;

    /** A char of Java becomes at most so many bytes of UTF-8. */
    private static final int CHAR_BYTES_MAX = 3;

    private static final int DIRECTORY_MODE = 0755;

    /** What a process may not give away: the usual umask, the same on every machine. */
    private static final int UMASK = 022;

    private final NameJournal journal;
    private final Space space;
    private final VirtualTime time;
    private final DirectoryInode root = new DirectoryInode(DIRECTORY_MODE);

    NameTree(NameJournal journal, Space space, VirtualTime time) {
        this.journal = journal;
        this.space = space;
        this.time = time;
    }

    /**
     * Where a path leads: all but its last name must be directories that are there.
     *
     * @throws ResultException with ENOENT, ENOTDIR or ENAMETOOLONG
     */
    Name find(Path path) throws ResultException {
        Name place = new Name(root, "");
        for (Path part : path.toAbsolutePath()) {
            place = new Name(directory(place.inode()), checked(part.toString()));
        }
        return place;
    }

    private static DirectoryInode directory(@Nullable Inode inode) throws ResultException {
        if (inode instanceof DirectoryInode directory) {
            return directory;
        }
        throw failure(inode == null ? IoStatus.ENOENT : IoStatus.ENOTDIR);
    }

    private static String checked(String name) throws ResultException {
        if (name.length() > NAME_BYTES_MAX / CHAR_BYTES_MAX
                && name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw failure(IoStatus.ENAMETOOLONG);
        }
        return name;
    }

    /** What a path leads to. */
    Inode existing(Path path) throws ResultException {
        return existing(find(path));
    }

    private static Inode existing(Name place) throws ResultException {
        Inode inode = place.inode();
        if (inode == null) {
            throw failure(IoStatus.ENOENT);
        }
        return inode;
    }

    /** Makes an empty file where nothing is. */
    FileInode makeFile(Name place, int mode) {
        FileInode file = new FileInode(mode & 0777 & ~UMASK, space);
        make(place, file);
        return file;
    }

    /** See mkdir(2). */
    DirectoryInode makeDirectory(Path path, int mode) throws ResultException {
        Name place = find(path);
        if (place.inode() != null) {
            throw failure(IoStatus.EEXIST);
        }
        DirectoryInode directory = new DirectoryInode(mode & 0777 & ~UMASK, place.directory());
        make(place, directory);
        return directory;
    }

    private void make(Name place, Inode inode) {
        place.directory().live.put(place.name(), inode);
        inode.modifiedNanos = time.nanoTime();
        place.directory().modifiedNanos = time.nanoTime();
        journal.add(new NameChange(NameChange.Kind.MAKE, place, null, inode, null));
    }

    /** See unlink(2) and rmdir(2). */
    void remove(Path path, boolean isDirectory) throws ResultException {
        Name place = find(path);
        Inode inode = existing(place);
        if (inode instanceof DirectoryInode directory) {
            if (!isDirectory) {
                throw failure(IoStatus.EISDIR);
            }
            checkRemovable(place, directory);
        } else if (isDirectory) {
            throw failure(IoStatus.ENOTDIR);
        }
        place.directory().live.remove(place.name());
        place.directory().modifiedNanos = time.nanoTime();
        journal.add(new NameChange(NameChange.Kind.REMOVE, place, null, inode, null));
        unnamed(inode);
    }

    private static void checkRemovable(Name place, DirectoryInode directory)
            throws ResultException {
        switch (place.name()) {
            case "" -> throw failure(IoStatus.EBUSY);
            case "." -> throw failure(IoStatus.EINVAL);
            case ".." -> throw failure(IoStatus.ENOTEMPTY);
            default -> checkEmpty(directory);
        }
    }

    private static void checkEmpty(DirectoryInode directory) throws ResultException {
        if (!directory.live.isEmpty()) {
            throw failure(IoStatus.ENOTEMPTY);
        }
    }

    private static void unnamed(Inode inode) {
        if (inode instanceof FileInode file) {
            file.unnamed();
        }
    }

    /** See rename(2). */
    @SuppressWarnings("ReferenceEquality")
    void rename(Path from, Path to) throws ResultException {
        Name source = find(from);
        Name target = find(to);
        if (source.isFixed() || target.isFixed()) {
            throw failure(IoStatus.EBUSY);
        }
        Inode inode = existing(source);
        Inode replaced = target.inode();
        if (isWithin(target.directory(), inode)) {
            throw failure(IoStatus.EINVAL);
        }
        if (replaced != null && isWithin(source.directory(), replaced)) {
            throw failure(IoStatus.ENOTEMPTY);
        }
        if (inode == replaced) {
            return;
        }
        if (replaced != null) {
            checkReplaceable(inode, replaced);
        }
        move(source, target, inode, replaced);
    }

    private static void checkReplaceable(Inode inode, Inode replaced) throws ResultException {
        boolean isDirectory = inode instanceof DirectoryInode;
        if (replaced instanceof DirectoryInode directory) {
            if (!isDirectory) {
                throw failure(IoStatus.EISDIR);
            }
            checkEmpty(directory);
        } else if (isDirectory) {
            throw failure(IoStatus.ENOTDIR);
        }
    }

    private void move(Name source, Name target, Inode inode, @Nullable Inode replaced) {
        source.directory().live.remove(source.name());
        target.directory().live.put(target.name(), inode);
        source.directory().modifiedNanos = time.nanoTime();
        target.directory().modifiedNanos = time.nanoTime();
        if (inode instanceof DirectoryInode directory) {
            directory.moved(target.directory());
        }
        journal.add(new NameChange(NameChange.Kind.RENAME, target, source, inode, replaced));
        if (replaced != null) {
            unnamed(replaced);
        }
    }

    /** Whether a directory is another or below it. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isWithin(DirectoryInode directory, Inode other) {
        DirectoryInode above = directory;
        while (above != other) {
            if (above.parent() == above) {
                return false;
            }
            above = above.parent();
        }
        return true;
    }

    /** What the device has at a path; null for nothing. */
    @Nullable Inode onDevice(Path path) {
        Inode inode = root;
        for (Path part : path.toAbsolutePath().normalize()) {
            if (!(inode instanceof DirectoryInode directory)) {
                return null;
            }
            inode = directory.device.get(part.toString());
        }
        return inode;
    }

    /** Shows every file that has a name, by the order of the names. */
    void forEachFile(Consumer<FileInode> each) {
        forEachFile(root, each);
    }

    private static void forEachFile(DirectoryInode directory, Consumer<FileInode> each) {
        for (Inode inode : directory.live.values()) {
            if (inode instanceof FileInode file) {
                each.accept(file);
            } else if (inode instanceof DirectoryInode below) {
                forEachFile(below, each);
            }
        }
    }

    /** The machine stops and starts again: programs see what is on the device. */
    void crash(SplittableRandom random) {
        journal.crash(random);
        seeDevice(root);
        forEachFile(
                file -> {
                    file.survived();
                    file.content.crash(random);
                });
        space.usedPages(usedPages());
    }

    private static void seeDevice(DirectoryInode directory) {
        directory.live.clear();
        for (Map.Entry<String, Inode> entry : directory.device.entrySet()) {
            directory.live.put(entry.getKey(), entry.getValue());
            if (entry.getValue() instanceof DirectoryInode below) {
                below.moved(directory);
                seeDevice(below);
            }
        }
    }

    private long usedPages() {
        long[] pages = new long[1];
        forEachFile(file -> pages[0] += file.content.allocatedPages());
        return pages[0];
    }

    private static ResultException failure(IoStatus status) {
        return new ResultException(status.result());
    }
}
