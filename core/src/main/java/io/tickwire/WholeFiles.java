package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Loads and saves files as a whole, by intents of the lane that it is given. Outcomes come to a
 * callback at a delivery point. What it queues counts against the lane as the program's own intents
 * do.
 */
public final class WholeFiles {
    private static final int LOAD_BYTES_MAX = 1 << 30;
    private static final int SAVE_INTENTS = 5;
    private static final int LOAD_INTENTS = 1;
    private static final int CHUNK_BYTES = 64 * 1024;

    private WholeFiles() {}

    /** Takes the outcome of a save. */
    @FunctionalInterface
    public interface SaveCallback {
        /**
         * Called once, when the file has its new content or keeps its old one.
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
     * Gives a file new content in one step: writes a file beside it (its name, two numbers and
     * {@code ".tmp"}), brings that to the device (fsync(2)) and renames it. Saves of one file do
     * not mix; which of two at once is the last is not said. After a crash the file has the old
     * content or the new one, as far as the file system keeps renames in order.
     *
     * @param intents where 5 intents go; while it fails, two more go to the callbacks' lane
     * @param path the file, made if it is missing
     * @param content at least one readable byte; one reference is taken over if the answer is true
     * @param done takes the outcome
     * @return false if the lane has no room: nothing has changed
     */
    public static boolean save(
            IoIntentQueue intents, Path path, ByteBuf content, SaveCallback done) {
        Objects.requireNonNull(done, "done");
        if (intents.remaining() < SAVE_INTENTS) {
            return false;
        }
        IoRequest request = new IoRequest();
        int bytes = content.readableBytes();
        // The write goes first through the checks: what it throws must leave nothing queued.
        request.write(IoFile.OPENED, content, bytes);
        RequestRules.checkBuffer(IoOpType.WRITE, content);
        Save save = new Save(path, intents.lane().homeOfNewIntents(), done);
        Path beside = save.beside;
        request.open(
                        beside,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING)
                .linked()
                .onComplete(save::opened);
        queue(intents, request);
        queue(intents, request.write(IoFile.OPENED, content, bytes).linked().onComplete(save));
        queue(intents, request.fsync(IoFile.OPENED).linked().onComplete(save));
        queue(intents, request.close(IoFile.OPENED).linked().onComplete(save::closed));
        queue(intents, request.rename(beside, path).onComplete(save::renamed));
        return true;
    }

    /**
     * Reads a file to its end.
     *
     * @param intents where one intent goes; what follows goes to the callbacks' lane
     * @param path the file
     * @param maxBytes the longest file to be loaded, 1 to 1073741824
     * @param done takes the outcome
     * @return false if the lane has no room: nothing has changed
     */
    public static boolean load(IoIntentQueue intents, Path path, int maxBytes, LoadCallback done) {
        Objects.requireNonNull(done, "done");
        if (maxBytes < 1 || maxBytes > LOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "longest file: " + maxBytes + " is not from 1 to " + LOAD_BYTES_MAX);
        }
        if (intents.remaining() < LOAD_INTENTS) {
            return false;
        }
        Load load = new Load(maxBytes, done);
        queue(intents, new IoRequest().open(path).onComplete(load::opened));
        return true;
    }

    private static void queue(IoIntentQueue intents, IoRequest request) {
        if (!intents.queue(request)) {
            throw new IllegalStateException("the lane has no room for " + request.type);
        }
    }

    /** Queues what cleans up; a callbacks' lane that is full leaves it undone. */
    private static boolean tryQueue(TickContext tick, IoRequest request) {
        return tick.intents().queue(request);
    }

    /** The state of one save; takes the completions of the steps that yield nothing. */
    private static final class Save implements CompletionCallback {
        private final Lane lane;
        private final int number;
        private final Path beside;
        private final SaveCallback done;
        private @Nullable IoFile file;
        private IoStatus status = IoStatus.OK;

        Save(Path path, Lane lane, SaveCallback done) {
            this.lane = lane;
            this.done = done;
            number = lane.takeSave();
            String name = path.getFileName() + "." + lane.id() + "-" + number + ".tmp";
            beside = path.resolveSibling(name);
        }

        void opened(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            if (completion.isOk()) {
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

        void renamed(IoCompletion completion, TickContext tick) {
            completed(completion, tick);
            if (status != IoStatus.OK && status != IoStatus.TRANSPORT_FAILED) {
                cleanUp(tick);
            }
            lane.giveSaveBack(number);
            done.saved(status, tick);
        }

        private void cleanUp(TickContext tick) {
            IoFile open = file;
            if (open != null && open.isOpen()) {
                boolean unused = tryQueue(tick, tick.request().close(open).errorsOnly());
            }
            boolean unused = tryQueue(tick, tick.request().unlink(beside).onComplete((c, t) -> {}));
        }
    }

    /** The state of one load. */
    private static final class Load {
        private final int maxBytes;
        private final LoadCallback done;
        private final ByteBuf content;

        Load(int maxBytes, LoadCallback done) {
            this.maxBytes = maxBytes;
            this.done = done;
            content = Unpooled.directBuffer(Math.min(maxBytes + 1, CHUNK_BYTES));
        }

        void opened(IoCompletion completion, TickContext tick) {
            if (completion.isOk()) {
                read(completion.file(), tick);
            } else {
                end(completion.status(), tick);
            }
        }

        /** Reads one byte more than is allowed, to tell a file that is too long. */
        private void read(IoFile file, TickContext tick) {
            int length = Math.min(CHUNK_BYTES, maxBytes + 1 - content.readableBytes());
            content.ensureWritable(length);
            IoRequest request =
                    tick.request()
                            .read(file, content, length)
                            .at(content.readableBytes())
                            .onComplete(this::completed);
            if (!tryQueue(tick, request)) {
                finish(IoStatus.ENOBUFS, file, tick);
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
                boolean unused =
                        tryQueue(tick, tick.request().close(file).onComplete((c, t) -> {}));
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
