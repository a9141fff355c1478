package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A lane's output to one stream: what is written to it in a phase leaves as one SEND, of which the
 * program owns no buffer. For the daily work of a game, many small packets to many players.
 *
 * <pre>{@code
 * IoOutput output = tick.output(player.stream());
 * if (!output.write(packet)) {
 *     player.fallBehind(); // nothing of the packet was taken
 * }
 * }</pre>
 *
 * <p>Bytes are copied when they are written. They go out in the order in which they were written,
 * and in turn with whatever else the lane queues for the stream: a SEND, SPLICE, SHUTDOWN, CLOSE or
 * CANCEL of the stream ends the SEND at hand, and what is written later follows it. A SEND of an
 * output is no part of a chain: a {@code linked()} intent before it is linked to what is queued
 * next. More than {@value #SEND_BYTES_MAX} bytes in a phase leave as several SENDs.
 *
 * <p>Bounds: a write finds room or changes nothing. What is written counts against the stream's
 * pending bound ({@link BatchConfig#streamPendingBytes}, {@link BatchConfig#streamPendingSends})
 * and takes a place and a slot of the lane with the first write of a phase. What found room is
 * never refused for the bound later, only with a SEND before it that is: where several lanes write
 * to one stream, each may fill what was left when its phase began.
 *
 * <p>Completions: none, unless a SEND fails; then one like that of any other SEND, with the error.
 * {@link #onComplete} and {@link #errorsOnly} change that.
 *
 * <p>One object for each lane and stream, for the thread that the lane belongs to. There is nothing
 * to close: it ends with its stream.
 */
public final class IoOutput {
    /** The most that is gathered in one SEND, unless a single write is larger. */
    static final int SEND_BYTES_MAX = 64 * 1024;

    private final Lane lane;
    private final IoStream stream;
    private boolean isErrorsOnly = true;
    private @Nullable CompletionCallback callback;
    private long userData;

    /** The SEND that the next write may join, as long as it is queued. */
    private @Nullable Intent open;

    private long openTicket;

    /** What was written since the lane was sealed last, and how often it had been sealed then. */
    private int unsealedBytes;

    private int unsealedSends;
    private long seals;

    /** What the last SEND has come to: the next one is likely to be as long. */
    private int lastBytes;

    /** Of the write at hand: where its bytes go, and the SEND that it joins, if it joins one. */
    private @Nullable OutputPage page;

    private int position;
    private @Nullable Intent joined;

    /** Whether its bytes go where none of them stays: they are copied when their count is known. */
    private boolean isScratch;

    IoOutput(Lane lane, IoStream stream) {
        this.lane = lane;
        this.stream = stream;
    }

    /**
     * Where the bytes go.
     *
     * @return the stream
     */
    public IoStream stream() {
        return stream;
    }

    /**
     * Writes all readable bytes of a buffer.
     *
     * @param packet any buffer, which stays the caller's; its indices do not move
     * @return false if there is no room for all of it, as {@link #hasRoom} says: nothing is written
     * @throws IllegalStateException for a thread or a time at which the lane must not be used, or
     *     from within an encoder of this output
     */
    public boolean write(ByteBuf packet) {
        return write(packet, packet.readerIndex(), packet.readableBytes());
    }

    /**
     * Writes a part of a buffer.
     *
     * @param bytes any buffer, which stays the caller's
     * @param index the first byte
     * @param length how many, 0 or more
     * @return false if there is no room for all of it: nothing is written
     * @throws IndexOutOfBoundsException for bytes that are not within the buffer
     * @throws IllegalStateException as the other methods do
     */
    public boolean write(ByteBuf bytes, int index, int length) {
        Objects.checkFromIndexSize(index, length, bytes.capacity());
        if (!begin(length, false)) {
            return false;
        }
        try {
            bytes.getBytes(index, page().bytes, position, length);
            return commit(length);
        } finally {
            end();
        }
    }

    /**
     * Writes what an encoder puts into a buffer; without a copy if there is room for {@code
     * bytesMax} where the SEND has its bytes.
     *
     * @param bytesMax the most that the encoder may write, 0 or more
     * @param subject what is to be encoded
     * @param encoder writes the subject at the writer index of the buffer, which is there until it
     *     returns; it stays the output's and is not to be released
     * @param <T> what is encoded
     * @return false if there is no room for {@code bytesMax}: the encoder was not called; or there
     *     was no room any more when it had returned. Nothing is written
     * @throws IndexOutOfBoundsException if the encoder wrote more: nothing is written
     * @throws IllegalArgumentException for a negative {@code bytesMax}
     * @throws IllegalStateException as the other methods do, or if the encoder released its buffer
     */
    public <T> boolean write(
            int bytesMax, T subject, BiConsumer<? super T, ? super ByteBuf> encoder) {
        Objects.requireNonNull(encoder, "encoder");
        if (!begin(bytesMax, true)) {
            return false;
        }
        try {
            int length = encode(bytesMax, subject, encoder);
            return isScratch ? copy(length) : commit(length);
        } finally {
            end();
        }
    }

    /**
     * Whether a write would be taken.
     *
     * @param bytes how many, 0 or more
     * @return false if the stream takes no more (it is closed, or was shut down), its pending bound
     *     or the lane's has no room for it, a SEND that was refused with ENOBUFS was not delivered
     *     yet, or the loop is closing. One write always fits where nothing is pending
     * @throws IllegalArgumentException for a negative number
     * @throws IllegalStateException for a thread or a time at which the lane must not be used
     */
    public boolean hasRoom(int bytes) {
        if (bytes < 0 || bytes > OutputPages.CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    bytes + " bytes, not 0 to " + OutputPages.CAPACITY_MAX);
        }
        lane.checkAccess();
        forgetSealed();
        return stream.isOpen()
                && stream.pending.isOpen()
                && lane.loop().isTakingIntents()
                && isWithinBytes(bytes)
                && (joinable(bytes) != null || hasRoomForSend());
    }

    /**
     * Sets who is told of later SENDs; without a callback completions go to the lane's inbox.
     *
     * @param newCallback the callback, or null for none
     * @return this
     */
    public IoOutput onComplete(@Nullable CompletionCallback newCallback) {
        callback = newCallback;
        return this;
    }

    /**
     * Sets whether later SENDs that succeed complete too.
     *
     * @param isOnly true, the default, for errors alone
     * @return this
     */
    public IoOutput errorsOnly(boolean isOnly) {
        isErrorsOnly = isOnly;
        return this;
    }

    /**
     * Sets what {@link IoCompletion#userData} of later SENDs answers.
     *
     * @param data any number; 0 by default
     * @return this
     */
    public IoOutput userData(long data) {
        userData = data;
        return this;
    }

    /** Has what is written from now on follow what the lane queues next. */
    void endSend() {
        open = null;
    }

    /** Sends what is in a page, which others send too; answers false if there is no room. */
    boolean share(OutputPage shared, int length) {
        requireNoEncoder();
        if (!hasRoom(length) || !hasRoomForSend() || !queue(shared, 0, length)) {
            reject();
            return false;
        }
        open = null;
        unsealedBytes += length;
        return true;
    }

    /** Finds room and a page for a write, which may be shorter; answers false if there is none. */
    private boolean begin(int bytes, boolean mayBeLess) {
        requireNoEncoder();
        if (!hasRoom(bytes)) {
            reject();
            return false;
        }
        Intent send = joinable(bytes);
        if (mayBeLess && !hasPlace(send, bytes)) {
            isScratch = true;
            position = 0;
            page = lane.pages().take(bytes);
        } else if (send != null && extend(send, bytes)) {
            joined = send;
            position = send.index + send.length;
            page = pageOf(send).hold();
        } else if (hasRoomForSend()) {
            position = 0;
            page = lane.pages().take(Math.max(bytes, likelyBytes()));
        }
        return page != null;
    }

    /** Whether so many bytes fit where the SEND at hand, or a new one, has its own anyway. */
    private boolean hasPlace(@Nullable Intent send, int bytes) {
        return send == null
                ? !hasOpen() && bytes <= OutputPages.capacity(likelyBytes())
                : send.index + send.length + bytes <= pageOf(send).capacity();
    }

    private int likelyBytes() {
        return Math.min(lastBytes, SEND_BYTES_MAX);
    }

    /** Has an encoder write to the page; answers how many bytes it wrote. */
    private <T> int encode(
            int bytesMax, T subject, BiConsumer<? super T, ? super ByteBuf> encoder) {
        ByteBuf target = page().bytes.setIndex(position, position);
        encoder.accept(subject, target);
        if (target.refCnt() < 1) {
            throw new IllegalStateException("the encoder released its buffer: " + target);
        }
        int length = target.writerIndex() - position;
        if (length < 0 || length > bytesMax) {
            throw new IndexOutOfBoundsException(
                    length + " bytes were written, of at most " + bytesMax);
        }
        return length;
    }

    /** Writes what is in the page, which is not kept. */
    private boolean copy(int length) {
        OutputPage scratch = page();
        page = null;
        isScratch = false;
        try {
            return write(scratch.bytes, 0, length);
        } finally {
            scratch.release();
        }
    }

    /** Counts what was written; answers false if the lane has no slot for a SEND any more. */
    private boolean commit(int length) {
        lane.checkAccess();
        forgetSealed(); // an encoder may do a lot
        Intent send = joined;
        if (send != null && isOpen(send)) {
            send.length += length;
            lastBytes = send.length;
        } else if (length > 0) {
            if (!queue(page(), position, length)) {
                reject();
                return false;
            }
            lastBytes = length;
        }
        unsealedBytes += length;
        return true;
    }

    private void end() {
        if (page != null) {
            page.release(); // the SEND, if there is one, holds it too
        }
        page = null;
        joined = null;
        isScratch = false;
    }

    private boolean queue(OutputPage from, int index, int length) {
        IoRequest request = lane.outputRequest().send(stream, from.bytes, length).index(index);
        if (isErrorsOnly) {
            request.errorsOnly();
        }
        if (callback != null) {
            request.onComplete(callback);
        }
        Intent send = lane.intents().queueOutput(request.userData(userData));
        if (send == null) {
            return false;
        }
        send.page = from.hold();
        open = send;
        openTicket = send.ticket();
        unsealedSends++;
        return true;
    }

    /** Moves what a SEND has to a larger page where that is needed; answers false for no memory. */
    private boolean extend(Intent send, int bytes) {
        OutputPage present = pageOf(send);
        int needed = send.length + bytes;
        if (send.index + needed <= present.capacity()) {
            return true;
        }
        OutputPage larger = lane.pages().take(needed);
        if (larger == null) {
            return false;
        }
        present.bytes.getBytes(send.index, larger.bytes, 0, send.length);
        send.moveTo(larger);
        larger.release(); // the SEND holds it
        present.release();
        return true;
    }

    /** The SEND at hand, if that many bytes more can go with it; else null. */
    private @Nullable Intent joinable(int bytes) {
        Intent send = open;
        return send != null && isOpen(send) && send.length + (long) bytes <= SEND_BYTES_MAX
                ? send
                : null;
    }

    private boolean isOpen(Intent send) {
        return send == open
                && send.ticket() == openTicket
                && send.state() == Intent.State.QUEUED
                && send.home == lane.homeOfNewIntents();
    }

    private boolean hasOpen() {
        return open != null && isOpen(open);
    }

    private boolean isWithinBytes(int bytes) {
        long held = stream.pending.bytes() + (long) unsealedBytes;
        return held == 0 || held + bytes <= lane.loop().config().streamPendingBytes();
    }

    private boolean hasRoomForSend() {
        int sends = stream.pending.sends() + unsealedSends;
        int sendsMax =
                Math.min(
                        lane.loop().config().streamPendingSends(),
                        lane.homeOfNewIntents().sendShare().perStream());
        return sends < sendsMax && lane.intents().hasRoomForOutput();
    }

    private void forgetSealed() {
        long now = lane.intents().seals();
        if (seals != now) {
            seals = now;
            unsealedBytes = 0;
            unsealedSends = 0;
        }
    }

    /** Counts a write that found its lane full, as a request that did. */
    private void reject() {
        if (!lane.intents().hasRoomForOutput()) {
            lane.intents().rejectOutput();
        }
    }

    private void requireNoEncoder() {
        if (page != null) {
            throw new IllegalStateException("a write within the encoder of another one: " + stream);
        }
    }

    private static OutputPage pageOf(Intent send) {
        return Objects.requireNonNull(send.page);
    }

    private OutputPage page() {
        return Objects.requireNonNull(page);
    }
}
