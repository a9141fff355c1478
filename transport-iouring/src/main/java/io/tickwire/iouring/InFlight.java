package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.BlockPool;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.TokenTable;
import org.jspecify.annotations.Nullable;

/** The operations between submission and last completion: what the performers work on. */
final class InFlight {
    private static final int CANCEL = TokenTable.index(IoOpType.CANCEL);

    private final Ring ring;
    private final TokenTable tokens;
    private final BlockPool blocks;
    private final CompletionLog log;

    InFlight(Ring ring, TokenTable tokens, BlockPool blocks, CompletionLog log) {
        this.ring = ring;
        this.tokens = tokens;
        this.blocks = blocks;
        this.log = log;
    }

    TokenTable tokens() {
        return tokens;
    }

    /** Sends an operation to the kernel; see {@link Ring#push}. */
    void submit(
            int token,
            byte opcode,
            int ioprio,
            int fd,
            long union1,
            long union2,
            int length,
            int flags) {
        long entry = ring.push(opcode, ioprio, fd, union1, union2, length, flags, token);
        if (entry == 0) {
            throw new IllegalStateException("Netty's registration has ended");
        }
        tokens.entry(token, entry);
    }

    /** Sends an operation to the kernel whose buffer comes from a group. */
    void submitSelecting(
            int token, byte opcode, int ioprio, int fd, long address, int length, int group) {
        long entry = ring.pushSelecting(opcode, ioprio, fd, address, length, group, token);
        tokens.entry(token, entry);
    }

    /** Completes an operation that needs no kernel entry, or never got that far. */
    void completeLocally(int token, int result) {
        log.last(token, result, CompletionLog.NO_BUFFER);
    }

    /** Gives the token a block of native memory, which is held until its last completion. */
    ByteBuf takeBlock(int token) {
        int block = blocks.take();
        tokens.block(token, block);
        return blocks.block(block);
    }

    /** The block of native memory that a token was given. */
    ByteBuf memory(int token) {
        return blocks.block(tokens.block(token));
    }

    /** Asks the kernel to end a token's entry, with no answer. */
    void cancelAnonymously(int token) {
        ring.push(
                LinuxAbi.OP_ASYNC_CANCEL,
                0,
                -1,
                0L,
                tokens.entry(token),
                0,
                0,
                TokenTable.ANONYMOUS);
    }

    /** Asks the kernel to end a token's entry; the answer goes to a slot. */
    void cancel(int token, int cancelSlot) {
        int cancelToken = tokens.take(cancelSlot, CANCEL);
        if (token == TokenTable.NONE) {
            completeLocally(cancelToken, IoStatus.ENOENT.result());
        } else if (!isCancellable(token)) {
            completeLocally(cancelToken, IoStatus.EALREADY.result());
        } else {
            submitCancel(cancelToken, tokens.entry(token));
        }
    }

    private void submitCancel(int cancelToken, long entry) {
        try {
            submit(cancelToken, LinuxAbi.OP_ASYNC_CANCEL, 0, -1, 0L, entry, 0, 0);
        } catch (OutOfMemoryError e) {
            completeLocally(cancelToken, IoStatus.ENOMEM.result());
        }
    }

    /** Whether the kernel may still have the entry. */
    boolean isCancellable(int token) {
        return tokens.entry(token) != 0;
    }

    /** Cancels everything, for the end of the transport. */
    void cancelAll() {
        for (int token = TokenTable.ANONYMOUS + 1; token < tokens.capacity(); token++) {
            if (tokens.isUsed(token)) {
                tokens.mark(token, TokenTable.CANCELLED);
                if (isCancellable(token) && tokens.type(token) != CANCEL) {
                    cancelAnonymously(token);
                }
            }
        }
    }

    @Nullable Object attachment(int token) {
        return tokens.attachment(token);
    }

    void close(boolean isDrained) {
        if (isDrained) {
            blocks.close();
        } else {
            blocks.abandon();
        }
    }
}
