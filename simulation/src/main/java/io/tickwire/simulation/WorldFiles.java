package io.tickwire.simulation;

import io.netty.buffer.Unpooled;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.readiness.FileBackend;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of a simulated world: a file system in memory that gives Linux's results, fails at
 * chosen rates, has a capacity, and can crash. For the world's one thread: a loop on it has no
 * {@link io.tickwire.BatchConfig#fileThreads}. Memory is bounded by twice the capacity. There is
 * nothing to close.
 *
 * <p>Paths are names only: no real file is touched. The root and the working directory are there
 * from the start. All permissions are granted; the umask is 022. There are no links.
 *
 * <p><b>Durability</b> is that of ext4 with {@code data=ordered,noauto_da_alloc}, as far as a
 * program can count on it, and no more:
 *
 * <ul>
 *   <li>FSYNC brings a file's bytes and size to the device, and the changes of names that concern
 *       it: that it was made (so a new file needs no sync of its directory), renamed or replaced.
 *       ext4 does so since it commits its journal up to the inode's last change (i_sync_tid in
 *       fs/ext4/fsync.c).
 *   <li>FDATASYNC leaves out later renames: they change nothing that is needed to find the bytes.
 *   <li>A file opened with DSYNC or SYNC does that for the bytes of each write, and for the size.
 *   <li>FSYNC of a directory, opened for reading, brings all changes of its names to the device.
 *   <li>A change of names happens as a whole, and after those it depends on: earlier changes of the
 *       same entry, the making of its directory and, where a directory is removed or renamed, all
 *       earlier changes. Independent ones may be in any order: <a
 *       href="https://www.spinics.net/lists/linux-fsdevel/msg140896.html">strictly ordered metadata
 *       consistency</a>. (ext4's one journal keeps even those in order, and an fsync there commits
 *       what others changed before. Both are left out, for a program must not count on them.)
 *   <li>A rename is therefore sure once the renamed file, the replaced one, one of the directories
 *       or a file that then gets one of the two names is synced after it.
 * </ul>
 *
 * <p>All else is unsure at a {@link #crash}: each change of a name, each sector of 512 bytes, the
 * size (anything between), a cut. Where a cut has not happened, nothing later has either. The
 * device writes whole sectors.
 *
 * <p>An FSYNC that fails with EIO gives up what it was to write: programs still read it, later
 * syncs succeed without it, a crash undoes it (fsync(2), and <a
 * href="https://www.usenix.org/conference/atc20/presentation/rebello">Rebello et al., Can
 * Applications Recover from fsync Failures?</a>). Only a sector written again gets another try.
 *
 * <p>An operation blocks the loop, as on a disk: the world's clock goes on by its latency, and what
 * is due meanwhile happens.
 */
@SuppressWarnings("EnumOrdinal") // the array is made from the same enum
public final class WorldFiles implements FileBackend {
    private static final long CAPACITY_BYTES = 16L << 30;
    private static final int PUT_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final long DIRECTORY_BYTES = 4096;

    /** What a slow disk adds: a retry within the device, or another's burst of writes. */
    private static final long SLOW_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SLOW_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(500);

    private final SplittableRandom random;
    private final FaultInjector faults;
    private final VirtualTime time;
    private final Latency latency;
    private final Space space = new Space(CAPACITY_BYTES >>> Page.SHIFT);
    private final NameJournal journal = new NameJournal();
    private final NameTree tree;
    private final ContentCalls calls;
    private final long[] counts = new long[IoOpType.values().length];
    private int openFiles;
    private long crashes;

    /**
     * Makes an empty file system.
     *
     * @param random decides latencies and what a crash leaves
     * @param faults decides when faults strike
     * @param time passes while an operation is performed
     * @param latency of each operation
     */
    WorldFiles(SplittableRandom random, FaultInjector faults, VirtualTime time, Latency latency) {
        this.random = random;
        this.faults = faults;
        this.time = time;
        this.latency = latency;
        tree = new NameTree(journal, space, time);
        calls = new ContentCalls(faults, journal, time);
        makeDirectories(Path.of("").toAbsolutePath());
    }

    @Override
    public ReadinessFile open(TransportOperation operation) throws IOException {
        begin(operation);
        if (faults.strikes(Fault.OPEN_NO_DESCRIPTOR)) {
            throw failure(IoStatus.EMFILE);
        }
        int flags = operation.openFlags();
        Replacement replacement = operation.replacement();
        Inode inode =
                replacement == null
                        ? opened(tree.find(operation.path()), flags, operation.mode())
                        : made(replacement);
        if (inode instanceof FileInode file) {
            file.opened();
        }
        openFiles++;
        return new WorldFile(this, inode, flags);
    }

    /** Makes the file that is to replace another one, with the mode of that one. */
    private Inode made(Replacement replacement) throws ResultException {
        Path target = replacement.wanted();
        Inode replaced = tree.find(target).inode();
        if (replaced instanceof DirectoryInode) {
            throw failure(IoStatus.EISDIR);
        }
        for (int attempt = 0; attempt < Replacement.ATTEMPTS; attempt++) {
            Path temporary = target.resolveSibling(replacement.name(attempt));
            Name place = tree.find(temporary);
            if (place.inode() == null) {
                FileInode file = tree.makeFile(place, PUT_MODE);
                file.mode = replaced == null ? file.mode : replaced.mode;
                replacement.made(target, temporary);
                return file;
            }
        }
        throw failure(IoStatus.EEXIST);
    }

    private Inode opened(Name place, int flags, int mode) throws ResultException {
        boolean isCreating = (flags & (OpenFlags.CREATE | OpenFlags.CREATE_NEW)) != 0;
        boolean isWriting = (flags & OpenFlags.WRITE) != 0;
        Inode inode = place.inode();
        if (inode == null) {
            if (!isCreating) {
                throw failure(IoStatus.ENOENT);
            }
            return tree.makeFile(place, mode);
        }
        if ((flags & OpenFlags.CREATE_NEW) != 0) {
            throw failure(IoStatus.EEXIST);
        }
        if (!(inode instanceof FileInode file)) {
            if (isWriting || isCreating) {
                throw failure(IoStatus.EISDIR);
            }
            return inode;
        }
        if (isWriting && (flags & OpenFlags.TRUNCATE) != 0 && file.content.size() > 0) {
            calls.truncate(file, 0);
        }
        return file;
    }

    /** An open file was closed. */
    void closed(Inode inode) {
        openFiles--;
        if (inode instanceof FileInode file) {
            file.closed();
        }
    }

    @Override
    public int perform(
            TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
        begin(operation);
        try {
            switch (operation.type()) {
                case STAT -> stat(operation);
                case RENAME -> tree.rename(operation.path(), operation.newPath());
                case UNLINK -> tree.remove(operation.path(), operation.isDirectory());
                case MKDIR -> tree.makeDirectory(operation.path(), operation.mode());
                default -> {
                    return file instanceof WorldFile own && own.isOpen()
                            ? performOn(own, operation)
                            : IoStatus.EBADF.result();
                }
            }
            return 0;
        } catch (ResultException failure) {
            return failure.result();
        }
    }

    private int performOn(WorldFile file, TransportOperation operation) {
        return switch (operation.type()) {
            case READ, READV -> calls.read(file, operation);
            case WRITE, WRITEV -> calls.write(file, operation);
            case FSYNC -> calls.sync(file, false);
            case FDATASYNC -> calls.sync(file, true);
            case TRUNCATE -> calls.truncate(file, operation.argument());
            case ALLOCATE -> calls.allocate(file, operation.offset(), operation.argument());
            default -> throw new IllegalStateException("no work on files: " + operation.type());
        };
    }

    /** Counts an operation and lets its time pass. */
    private void begin(TransportOperation operation) {
        counts[operation.type().ordinal()]++;
        long nanos = latency.sampleNanos(random);
        if (faults.strikes(Fault.SLOW_DISK)) {
            nanos += random.nextLong(SLOW_NANOS_MIN, SLOW_NANOS_MAX);
        }
        if (nanos > 0) {
            time.advance(nanos);
        }
    }

    private void stat(TransportOperation operation) throws ResultException {
        Inode inode = tree.existing(operation.path());
        long modifiedMillis = TimeUnit.NANOSECONDS.toMillis(inode.modifiedNanos);
        if (inode instanceof FileInode file) {
            long bytes = file.content.size();
            operation.stat(FileStat.Kind.REGULAR, bytes, inode.mode, modifiedMillis);
        } else {
            operation.stat(FileStat.Kind.DIRECTORY, DIRECTORY_BYTES, inode.mode, modifiedMillis);
        }
    }

    /**
     * The machine stops and starts again. What was synced is there; of what was not, each part is
     * there or not, by the world's seed. Every open file is gone: what uses it ends with EBADF.
     */
    public void crash() {
        crashes++;
        openFiles = 0;
        tree.crash(random);
    }

    /** Brings everything to the device, see sync(2). Takes no time and does not fail. */
    public void sync() {
        journal.syncAll();
        tree.forEachFile(file -> file.content.sync());
    }

    /**
     * Puts a file in place, with the directories above it, as if it had long been there: it is on
     * the device. A file that is there gets the content. Takes no time and does not fail by chance.
     *
     * @param path the file
     * @param content all of its bytes, which are copied
     * @throws IllegalArgumentException if a directory is there, or a file where one should be
     * @throws IllegalStateException if there is not enough space
     */
    public void put(Path path, byte[] content) {
        Path above = path.toAbsolutePath().getParent();
        if (above != null) {
            makeDirectories(above);
        }
        Name place = place(path);
        Inode inode = place.inode();
        FileInode file = inode == null ? tree.makeFile(place, PUT_MODE) : regular(path, inode);
        calls.truncate(file, 0);
        int written = file.content.write(0, Unpooled.wrappedBuffer(content), 0, content.length);
        if (written < content.length) {
            throw new IllegalStateException(path + ": no space for " + content.length + " bytes");
        }
        file.content.sync();
        journal.sync(place);
    }

    /**
     * Makes a directory with those above it, as if they had long been there. What is there stays.
     *
     * @param path the directory
     * @throws IllegalArgumentException if a file is where a directory should be
     */
    public void makeDirectories(Path path) {
        Path absolute = path.toAbsolutePath();
        try {
            for (int i = 1; i <= absolute.getNameCount(); i++) {
                Path part = absolute.getRoot().resolve(absolute.subpath(0, i));
                Name place = tree.find(part);
                if (place.inode() == null) {
                    DirectoryInode unused = tree.makeDirectory(part, DIRECTORY_MODE);
                } else if (place.inode() instanceof FileInode) {
                    throw failure(IoStatus.ENOTDIR);
                }
                journal.sync(place);
            }
        } catch (ResultException failure) {
            throw refused(path, failure);
        }
    }

    /**
     * Whether a name is there for programs.
     *
     * @param path a file or a directory
     * @return false if nothing is there
     */
    public boolean exists(Path path) {
        try {
            return tree.find(path).inode() != null;
        } catch (ResultException nothing) {
            return false;
        }
    }

    /**
     * Whether a name is on the device: a crash leaves it unless it was removed or renamed since.
     *
     * @param path a file or a directory
     * @return false if nothing is there
     */
    public boolean isDurable(Path path) {
        return tree.onDevice(path) != null;
    }

    /**
     * Whether a file that took another one's place, name and content, survives a crash: its rename
     * is on the device, or another one's after it, and so are the bytes of what is there.
     */
    boolean isDurable(Replacement replacement) {
        Name source = place(replacement.temporary());
        Name target = place(replacement.target());
        return !journal.isPending(source, target)
                && tree.onDevice(replacement.target()) instanceof FileInode file
                && file.content.isSettled();
    }

    /**
     * The bytes of a file as programs see them.
     *
     * @param path a file
     * @return a copy
     * @throws IllegalArgumentException if no file is there
     */
    public byte[] contents(Path path) {
        return regular(path).content.copy(false);
    }

    /**
     * The bytes of a file as they are on the device: what a crash leaves, unless some of what was
     * not synced happens to have been written.
     *
     * @param path a file whose name {@linkplain #isDurable is on the device}
     * @return a copy
     * @throws IllegalArgumentException if no file is there
     */
    public byte[] durableContents(Path path) {
        Inode inode = tree.onDevice(path);
        return (inode == null ? absent(path) : regular(path, inode)).content.copy(true);
    }

    /**
     * The size of a file as programs see it.
     *
     * @param path a file
     * @return bytes
     * @throws IllegalArgumentException if no file is there
     */
    public long sizeBytes(Path path) {
        return regular(path).content.size();
    }

    /**
     * The names in a directory as programs see them.
     *
     * @param path a directory
     * @return the names of files and directories, sorted
     * @throws IllegalArgumentException if no directory is there
     */
    public List<String> list(Path path) {
        try {
            if (tree.existing(path) instanceof DirectoryInode directory) {
                return List.copyOf(directory.live.keySet());
            }
            throw failure(IoStatus.ENOTDIR);
        } catch (ResultException failure) {
            throw refused(path, failure);
        }
    }

    /**
     * Sets how much the device can hold: 16 GiB unless set. It counts by pages of 4 KiB, holes and
     * names not at all.
     *
     * @param bytes not negative; less than is used means full
     */
    public void capacityBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("capacity: " + bytes);
        }
        space.capacityPages(bytes >>> Page.SHIFT);
    }

    /**
     * How much the device can still take.
     *
     * @return bytes
     */
    public long freeBytes() {
        return space.freePages() << Page.SHIFT;
    }

    /**
     * How many files and directories are open.
     *
     * @return those opened and not closed since the last crash
     */
    public int openFiles() {
        return openFiles;
    }

    /**
     * How many operations of a type were performed, failed ones included.
     *
     * @param type an operation on files; a CLOSE is not counted
     * @return the count since the start
     */
    public long count(IoOpType type) {
        return counts[type.ordinal()];
    }

    /**
     * How many crashes there were.
     *
     * @return the count since the start
     */
    public long crashes() {
        return crashes;
    }

    private Name place(Path path) {
        try {
            return tree.find(path);
        } catch (ResultException failure) {
            throw refused(path, failure);
        }
    }

    private FileInode regular(Path path) {
        try {
            return regular(path, tree.existing(path));
        } catch (ResultException failure) {
            throw refused(path, failure);
        }
    }

    private static FileInode regular(Path path, Inode inode) {
        if (inode instanceof FileInode file) {
            return file;
        }
        throw new IllegalArgumentException(path + ": " + IoStatus.EISDIR.description());
    }

    private static FileInode absent(Path path) {
        throw new IllegalArgumentException(path + ": not on the device");
    }

    private static IllegalArgumentException refused(Path path, ResultException failure) {
        return new IllegalArgumentException(path + ": " + failure.getMessage());
    }

    private static ResultException failure(IoStatus status) {
        return new ResultException(status.result());
    }

    @Override
    public String toString() {
        return "WorldFiles[open files: " + openFiles + ", crashes: " + crashes + "]";
    }
}
