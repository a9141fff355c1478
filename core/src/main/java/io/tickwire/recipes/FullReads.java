package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoRequest;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import java.util.Objects;

/**
 * Reads an exact number of bytes, from a file or a stream, carrying on after short reads. The
 * outcome comes to a callback at a delivery point. On the loop's thread.
 *
 * <p>Buffers: the bytes go to the buffer's writer index, which moves with each part, at delivery.
 * The buffer stays the caller's; the loop holds a reference of its own until the outcome is handed
 * on. Until then nobody else may move its writer index.
 *
 * <p>The first part is queued where the caller says, the following ones in the callbacks' lane and
 * so in the batch of the next phase. If that lane is full, what has come so far is handed on with
 * ENOBUFS, and nothing is lost: the program can go on from there with another call.
 */
public final class FullReads {
    private FullReads() {}

    /** Takes the outcome of a read. */
    @FunctionalInterface
    public interface Callback {
        /**
         * Called once.
         *
         * @param status {@link IoStatus#OK} for all bytes, or for fewer if the file or stream ended
         *     earlier; else what went wrong: ECANCELED if the read was cancelled, or its resource
         *     or loop closed; EBADF if the resource was closed between two parts; ENOBUFS if the
         *     callbacks' lane was full, or the system's error
         * @param bytes how many bytes came, 0 to the number asked for, even if something went
         *     wrong; with OK, fewer than asked for means the end
         * @param tick for further intents
         */
        void read(IoStatus status, int bytes, TickContext tick);
    }

    /**
     * Reads from a file.
     *
     * @param intents where the first intent goes
     * @param file the file
     * @param offset where to start, in bytes from the file's start, not negative
     * @param buffer where the bytes go; direct, with room for {@code length} bytes behind its
     *     writer index
     * @param length how many bytes, at least 1
     * @param done takes the outcome
     * @return false if the lane has no room: nothing has changed
     * @throws IllegalArgumentException as {@link IoIntentQueue#queue} does, or for a negative
     *     offset
     */
    public static boolean read(
            IoIntentQueue intents,
            IoFile file,
            long offset,
            ByteBuf buffer,
            int length,
            Callback done) {
        Objects.requireNonNull(file, "file");
        if (file == IoFile.OPENED) {
            throw new IllegalArgumentException("a read in parts needs an open file, not OPENED");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset: " + offset);
        }
        return new Read(file, offset, buffer, length, done).start(intents);
    }

    /**
     * Receives from a stream. Other receives of the stream that are queued before the outcome may
     * take bytes from between the parts.
     *
     * @param intents where the first intent goes
     * @param stream the stream
     * @param buffer as for {@link #read}
     * @param length how many bytes, at least 1
     * @param done takes the outcome
     * @return false if the lane has no room: nothing has changed
     * @throws IllegalArgumentException as {@link IoIntentQueue#queue} does
     */
    public static boolean receive(
            IoIntentQueue intents, IoStream stream, ByteBuf buffer, int length, Callback done) {
        Objects.requireNonNull(stream, "stream");
        return new Read(stream, 0, buffer, length, done).start(intents);
    }

    /** The state of one read. */
    private static final class Read implements CompletionCallback {
        private final IoResource source;
        private final long offset;
        private final ByteBuf buffer;
        private final int length;
        private final Callback done;
        private int bytes;

        Read(IoResource source, long offset, ByteBuf buffer, int length, Callback done) {
            this.source = source;
            this.offset = offset;
            this.buffer = Objects.requireNonNull(buffer, "buffer");
            this.length = length;
            this.done = Objects.requireNonNull(done, "done");
        }

        boolean start(IoIntentQueue intents) {
            return intents.queue(describe(new IoRequest()));
        }

        private IoRequest describe(IoRequest request) {
            int left = length - bytes;
            IoRequest part =
                    source instanceof IoFile file
                            ? request.read(file, buffer, left).at(offset + bytes)
                            : request.recv((IoStream) source, buffer, left);
            return part.onComplete(this);
        }

        /**
         * The loop holds the buffer until this returns, and from {@code queue} on for the next
         * part.
         */
        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            bytes += Math.max(0, completion.result());
            if (!completion.isOk() || completion.isEndOfStream() || bytes == length) {
                done.read(completion.status(), bytes, tick);
            } else if (!tick.intents().isOpen()) {
                done.read(IoStatus.ECANCELED, bytes, tick);
            } else if (!tick.intents().queueOrRelease(describe(tick.request()))) {
                done.read(IoStatus.ENOBUFS, bytes, tick);
            }
        }
    }
}
