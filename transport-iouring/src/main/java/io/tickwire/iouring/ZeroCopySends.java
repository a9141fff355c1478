package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.completion.ByToken;
import io.tickwire.completion.Completions;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.TransportOperation;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sends whose memory the network reads by itself (SEND_ZC). The kernel posts their result first,
 * and last a notification that it needs the memory no more; for TCP that is when the peer has
 * acknowledged it all. Core hears of the result with the notification.
 *
 * <p>A send that is cancelled between the two ends at once. Its token then stands for no slot, and
 * keeps the buffer until the notification comes: it is <em>left behind</em>. Bounded, by the tokens
 * beyond those of the slots; further ones wait. A socket that has such sends is reset when it is
 * closed, or the memory of a peer that acknowledges nothing would be held for as long as the kernel
 * goes on trying.
 */
final class ZeroCopySends implements ByToken {
    /** Memory that the kernel may still read although its transport is gone. */
    private static final Collection<ByteBuf> ABANDONED = new ConcurrentLinkedQueue<>();

    private static final int NOT_MINE = Integer.MIN_VALUE;
    private static final int NONE_YET = Integer.MIN_VALUE + 1;

    private final InFlight inFlight;
    private final Completions completions;

    /** By token: what a send came to, until the kernel notifies that it is over. */
    private int[] results;

    /** By token: the operation, until its end. */
    private @Nullable TransportOperation[] operations;

    /** By token: the buffer and the socket of a send that was left behind. */
    private @Nullable ByteBuf[] kept;

    private @Nullable IoUringHandle[] sockets;

    ZeroCopySends(InFlight inFlight, Completions completions) {
        this.inFlight = inFlight;
        this.completions = completions;
        int capacity = inFlight.tokens().capacity();
        results = new int[capacity];
        Arrays.fill(results, NOT_MINE);
        operations = new @Nullable TransportOperation[capacity];
        kept = new @Nullable ByteBuf[capacity];
        sockets = new @Nullable IoUringHandle[capacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        int before = results.length;
        results = Arrays.copyOf(results, tokenCapacity);
        Arrays.fill(results, before, tokenCapacity, NOT_MINE);
        operations = Arrays.copyOf(operations, tokenCapacity);
        kept = Arrays.copyOf(kept, tokenCapacity);
        sockets = Arrays.copyOf(sockets, tokenCapacity);
    }

    void begin(int token, TransportOperation operation) {
        operations[token] = operation;
        results[token] = NONE_YET;
        handle(operation).addMemoryUse(1);
    }

    /** Whether a token is a zero-copy send's. */
    boolean isMine(int token) {
        return results[token] != NOT_MINE;
    }

    /** Takes the result of a send in whose memory is still in use. */
    void sent(int token, int result) {
        results[token] = result;
    }

    /** Ends a cancelled send whose memory only is still in use; false if it is no such one. */
    boolean leaveBehind(int token) {
        TransportOperation operation = operations[token];
        if (operation == null
                || results[token] < 0
                || !inFlight.tokens().canDetach()
                || !operation.isMemoryIntact()) {
            return false;
        }
        operations[token] = null;
        kept[token] = operation.segmentBuffer(0).retain();
        sockets[token] = handle(operation);
        completions.completeDetached(token, results[token]);
        return true;
    }

    /**
     * Deals with the last completion of a send.
     *
     * @return the operation if it is to be done with a copy instead, since the user's limit of
     *     locked memory is reached; nothing of it has been sent
     */
    @Nullable TransportOperation finish(int token, int lastResult) {
        TransportOperation operation = operations[token];
        int result = results[token] == NONE_YET ? lastResult : results[token];
        results[token] = NOT_MINE;
        if (operation == null) {
            releaseKept(token);
            completions.endDetached(token);
            return null;
        }
        operations[token] = null;
        handle(operation).addMemoryUse(-1);
        boolean isCancelled = inFlight.tokens().hasMark(token, TokenTable.CANCELLED);
        if (result == IoStatus.ENOMEM.result() && !isCancelled) {
            return operation;
        }
        completions.complete(token, result);
        return null;
    }

    /** Keeps for ever what the kernel did not give back. */
    void close(boolean isDrained) {
        for (ByteBuf buffer : kept) {
            if (buffer != null && !isDrained) {
                ABANDONED.add(buffer);
            }
        }
    }

    private void releaseKept(int token) {
        ByteBuf buffer = kept[token];
        IoUringHandle socket = sockets[token];
        if (buffer == null || socket == null) {
            throw new IllegalStateException("no zero-copy send: token " + token);
        }
        kept[token] = null;
        sockets[token] = null;
        socket.addMemoryUse(-1);
        buffer.release();
    }

    private static IoUringHandle handle(TransportOperation operation) {
        return (IoUringHandle) operation.handle();
    }
}
