package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.CompletionCallback;
import io.tickwire.FileStat;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.Replacement;
import io.tickwire.TickContext;
import io.tickwire.internal.DirectBuffers;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads and saves files as a whole, by intents of the lane that it is given. Outcomes come to a
 * callback at a delivery point. What it queues counts against the lane as the program's own intents
 * do.
 */
public final class WholeFiles {
    private static final int LOAD_BYTES_MAX = 1 << 30;
    private static final int SAVE_INTENTS = 8;
    private static final int LOAD_INTENTS = 2;

    /** What one READ takes at most: a big file takes few ticks, and none is held up for long. */
    private static final int CHUNK_BYTES_MAX = 8 << 20;

    /** How much is tried of a file that does not tell its size, as those of /proc. */
    private static final int CHUNK_BYTES_MIN = 64 * 1024;

    private WholeFiles() {}

    /** Takes the outcome of a save. */
    @FunctionalInterface
    public interface SaveCallback {
        /**
         * Called once. With OK the file has its new content, and a crash of the machine does not
         * take it away. Else the file has its old content, or, if only the sync of its directory
         * failed, the new one, which a crash may still undo.
         *
         * @param status {@link IoStatus#OK}, or what went wrong first
         * @param tick for further intents
         */
        void saved(IoStatus status, TickContext tick);
    }

    /** Takes the outcome of a load. */
    @FunctionalInterface
    public interface LoadCallback {
        /**
         * Called once.
         *
         * @param status {@link IoStatus#OK}, or what went wrong; EFBIG for a file above the limit
         * @param content the file's bytes, which the callback owns and releases; empty on failure
         * @param tick for further intents
         */
        void loaded(IoStatus status, ByteBuf content, TickContext tick);
    }

    /**
     * Gives a file new content in one step: writes a file beside it, brings that to the device
     * (fsync(2)), renames it and brings the directory to the device. After a crash the file has the
     * old content or the new one; once the callback has been told OK, the new one. Where a
     * directory cannot be synced, the last step is left out: on Windows, and on file systems that
     * answer its fsync with EINVAL, as some network file systems do. Whether the new name outlives
     * a crash is then the file system's to say.
     *
     * <p>Saves of one file do not mix, whichever lanes, loops and processes they come from; which
     * of two at once comes last is not said. The file beside it is there during the save only,
     * under a short name of its own ({@code ".tickwire-"}, numbers, {@code ".tmp"}), so a name may
     * be as long as the file system allows. A process that dies within a save leaves it behind:
     * later saves use other names, and whoever knows that nobody is saving may delete it.
     *
     * <p>Kept are the file's permissions (the lowest 9 bits of the mode), its owner and group where
     * the process may set them, and symbolic links: what they lead to is replaced. A new file gets
     * 0644 less the umask. Not kept are access control lists, extended attributes, other hard links
     * to the file (which keep the old content), and the set-user-id, set-group-id and sticky bits.
     *
     * <p>Errors are those of the system, and EISDIR for a directory, EINVAL for anything else that
     * is no regular file, EACCES for a file that the process may not write, ENOSPC after a short
     * write. On io_uring the file beside it is made by plain calls on the loop's thread.
     *
     * @param intents where 8 intents go; if it fails, two more go to the callbacks' lane
     * @param path the file, made if it is missing
     * @param content what is readable of it, which may be nothing; one reference is taken over if
     *     the answer is true
     * @param done takes the outcome
     * @return false if the lane has no room or the loop is closing: nothing has changed
     * @throws IllegalArgumentException as {@link IoIntentQueue#queue} does, for the buffer
     */
    public static boolean save(
            IoIntentQueue intents, Path path, ByteBuf content, SaveCallback done) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(done, "done");
        // What the write could throw must leave nothing queued.
        DirectBuffers.check(IoOpType.WRITE, content, false);
        if (!hasRoom(intents, SAVE_INTENTS)) {
            return false;
        }
        new Save(intents.replacement(path), done).start(intents, content);
        return true;
    }

    /**
     * Saves as {@link #save} does, and releases the content if that cannot be begun: whatever comes
     * of it, it is no longer the caller's.
     *
     * @param intents as there
     * @param path the file, made if it is missing
     * @param content what is readable of it; one reference is taken over
     * @param done takes the outcome; not called if the answer is false
     * @return false if the lane has no room or the loop is closing
     * @throws IllegalArgumentException as there, after the release
     */
    public static boolean saveOrRelease(
            IoIntentQueue intents, Path path, ByteBuf content, SaveCallback done) {
        boolean isBegun = false;
        try {
            isBegun = save(intents, path, content, done);
        } finally {
            if (!isBegun && content.refCnt() > 0) {
                content.release();
            }
        }
        return isBegun;
    }

    /**
     * Reads a file to its end, 8 MiB a phase. Memory for all of it is taken when its size is known.
     *
     * @param intents where two intents go; what follows goes to the callbacks' lane, and waits
     *     there for room
     * @param path the file
     * @param maxBytes the longest file to be loaded, 1 to 1073741824
     * @param done takes the outcome
     * @return false if the lane has no room or the loop is closing: nothing has changed
     */
    public static boolean load(IoIntentQueue intents, Path path, int maxBytes, LoadCallback done) {
        return load(intents, path, maxBytes, UnpooledByteBufAllocator.DEFAULT, done);
    }

    /**
     * Reads a file to its end, as {@link #load(IoIntentQueue, Path, int, LoadCallback)} does.
     *
     * @param intents as there
     * @param path the file
     * @param maxBytes the longest file to be loaded, 1 to 1073741824
     * @param allocator of the content; without one, unpooled
     * @param done takes the outcome
     * @return false if the lane has no room or the loop is closing: nothing has changed
     */
    public static boolean load(
            IoIntentQueue intents,
            Path path,
            int maxBytes,
            ByteBufAllocator allocator,
            LoadCallback done) {
        Objects.requireNonNull(allocator, "allocator");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(done, "done");
        if (maxBytes < 1 || maxBytes > LOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "longest file: " + maxBytes + " is not from 1 to " + LOAD_BYTES_MAX);
        }
        if (!hasRoom(intents, LOAD_INTENTS)) {
            return false;
        }
        Load load = new Load(maxBytes, allocator, done);
        IoRequest request = new IoRequest();
        queue(intents, request.stat(path).hardLinked().onComplete(load::sized));
        queue(intents, request.open(path).onComplete(load::opened));
        return true;
    }

    private static boolean hasRoom(IoIntentQueue intents, int count) {
        return intents.isOpen() && intents.remaining() >= count;
    }

    private static void queue(IoIntentQueue intents, IoRequest request) {
        if (!intents.queue(request)) {
            throw new IllegalStateException("the lane has no room any more");
        }
    }

    /** Queues what cleans up; a loop that closes needs none. */
    private static void queueSurely(TickContext tick, Supplier<IoRequest> request) {
        tick.whenRoom(later -> later.intents().queue(request.get()) || !later.intents().isOpen());
    }

    private static void closeSurely(TickContext tick, IoFile file) {
        queueSurely(tick, () -> new IoRequest().close(file).onComplete((completion, later) -> {}));
    }

    /** The state of one save; takes the completions of the steps that yield nothing. */
    private static final class Save implements CompletionCallback {
        private final Replacement replacement;
        private final boolean canSyncDirectory;
        private final SaveCallback done;
        private @Nullable IoFile file;
        private boolean isMade;
        private boolean isReplaced;
        private IoStatus status = IoStatus.OK;

        Save(Replacement replacement, SaveCallback done) {
            this.replacement = replacement;
            this.done = done;
            FileSystem files = replacement.wanted().getFileSystem();
            canSyncDirectory = files.supportedFileAttributeViews().contains("posix");
        }

        void start(IoIntentQueue intents, ByteBuf content) {
            IoRequest request = new IoRequest();
            int bytes = content.readableBytes();
            queue(intents, request.open(replacement).linked().onComplete(this::opened));
            if (bytes > 0) {
                request.write(IoFile.OPENED, content, bytes).linked().onComplete(this);
                queue(intents, request);
            } else {
                content.release();
            }
            queue(intents, request.fsync(IoFile.OPENED).linked().onComplete(this));
            queue(intents, request.close(IoFile.OPENED).linked().onComplete(this::closed));
            if (!canSyncDirectory) {
                queue(intents, request.rename(replacement).onComplete(this::replacedUnsynced));
                return;
            }
            queue(intents, request.rename(replacement).linked().onComplete(this::replaced));
            request.openDirectory(replacement).linked().onComplete(this::directoryOpened);
            queue(intents, request);
            // The directory is closed, whatever its sync comes to.
            request.fsync(IoFile.OPENED).hardLinked().onComplete(this::directorySynced);
            queue(intents, request);
            queue(intents, request.close(IoFile.OPENED).onComplete(this::ended));
        }

        void opened(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            if (completion.isOk()) {
                isMade = true;
                file = completion.file();
            }
        }

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            if (status != IoStatus.OK) {
                return; // the first failure counts
            }
            if (!completion.isOk()) {
                status = completion.status();
            } else if (completion.operation() == IoOpType.WRITE
                    && completion.result() < completion.requestedBytes()) {
                status = IoStatus.ENOSPC; // a short write is followed by this error
            }
        }

        void closed(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            if (completion.isOk()) {
                file = null;
            }
        }

        void replaced(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            isReplaced = completion.isOk();
        }

        void replacedUnsynced(IoCompletion completion, TickContext tick) {
            replaced(completion, tick);
            end(tick);
        }

        void directoryOpened(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            if (completion.isOk()) {
                file = completion.file();
            }
        }

        /** A file system that cannot sync a directory says EINVAL; there is no more to be had. */
        void directorySynced(IoCompletion completion, TickContext tick) {
            if (completion.status() != IoStatus.EINVAL) {
                completed(completion, tick);
            }
        }

        void ended(IoCompletion completion, TickContext tick) {
            closed(completion, tick);
            end(tick);
        }

        private void end(TickContext tick) {
            cleanUp(tick);
            replacement.end(status == IoStatus.OK);
            done.saved(status, tick);
        }

        /** Closes what a broken chain left open, and removes a file that replaced nothing. */
        private void cleanUp(TickContext tick) {
            IoFile open = file;
            if (open != null && open.isOpen()) {
                closeSurely(tick, open);
            }
            if (isMade && !isReplaced && status != IoStatus.TRANSPORT_FAILED) {
                queueSurely(
                        tick,
                        () -> new IoRequest().unlink(replacement).onComplete((c, later) -> {}));
            }
        }
    }

    /** The state of one load. */
    private static final class Load {
        private final int maxBytes;
        private final ByteBufAllocator allocator;
        private final LoadCallback done;

        /** What the file told of its size, which may change. */
        private long sizeBytes;

        private ByteBuf content = Unpooled.EMPTY_BUFFER;

        Load(int maxBytes, ByteBufAllocator allocator, LoadCallback done) {
            this.maxBytes = maxBytes;
            this.allocator = allocator;
            this.done = done;
        }

        void sized(IoCompletion completion, TickContext tick) {
            if (completion.isOk() && completion.stat().kind() == FileStat.Kind.REGULAR) {
                sizeBytes = completion.stat().sizeBytes();
            }
        }

        void opened(IoCompletion completion, TickContext tick) {
            if (!completion.isOk()) {
                end(completion.status(), tick);
            } else if (sizeBytes > maxBytes) {
                finish(IoStatus.EFBIG, completion.file(), tick);
            } else {
                begin(completion.file(), tick);
            }
        }

        private void begin(IoFile file, TickContext tick) {
            int bytes = sizeBytes > 0 ? (int) sizeBytes : Math.min(maxBytes, CHUNK_BYTES_MIN);
            try {
                content = allocator.directBuffer(bytes + 1);
            } catch (OutOfMemoryError e) {
                finish(IoStatus.ENOMEM, file, tick);
                return;
            }
            read(file, tick);
        }

        /** Reads one byte more than is allowed, to tell a file that is too long. */
        private void read(IoFile file, TickContext tick) {
            tick.whenRoom(later -> tryRead(file, later));
        }

        private boolean tryRead(IoFile file, TickContext tick) {
            if (!tick.intents().isOpen()) {
                finish(IoStatus.ECANCELED, file, tick);
                return true;
            }
            int have = content.readableBytes();
            int room = content.isWritable() ? content.writableBytes() : CHUNK_BYTES_MIN;
            int length = Math.min(Math.min(room, CHUNK_BYTES_MAX), maxBytes + 1 - have);
            if (!canTake(length)) {
                finish(IoStatus.ENOMEM, file, tick);
                return true;
            }
            IoRequest request = tick.request().read(file, content, length).at(have);
            return tick.intents().queueOrRelease(request.onComplete(this::completed));
        }

        /** A file that has grown since it told its size takes more memory. */
        private boolean canTake(int length) {
            try {
                content.ensureWritable(length);
                return true;
            } catch (OutOfMemoryError e) {
                return false;
            }
        }

        private void completed(IoCompletion completion, TickContext tick) {
            IoFile file = completion.file();
            if (!completion.isOk()) {
                finish(completion.status(), file, tick);
            } else if (content.readableBytes() > maxBytes) {
                finish(IoStatus.EFBIG, file, tick);
            } else if (completion.isEndOfStream()) {
                finish(IoStatus.OK, file, tick);
            } else {
                read(file, tick);
            }
        }

        private void finish(IoStatus status, IoFile file, TickContext tick) {
            if (file.isOpen()) {
                closeSurely(tick, file);
            }
            end(status, tick);
        }

        private void end(IoStatus status, TickContext tick) {
            if (status != IoStatus.OK) {
                content.clear();
            }
            done.loaded(status, content, tick);
        }
    }
}
