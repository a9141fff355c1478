package io.tickwire.iouring;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Maps the 16-bit tokens that name entries inside the kernel to core's slots, and keeps what the
 * transport has to know about each until its last completion. Nothing grows.
 */
final class TokenTable {
    /** The token of cancels whose result nobody asks for; any number of them can be in flight. */
    static final int ANONYMOUS = 0;

    static final int NONE = -1;

    /** A multishot operation. */
    static final int MULTISHOT = 1;

    /** The transport has cancelled it, for want of room. */
    static final int STOPPING = 1 << 1;

    /** Core has cancelled it. */
    static final int CANCELLED = 1 << 2;

    /** Its last completion waits until its shots were passed on. */
    static final int HELD = 1 << 3;

    /** Signed 16 bits keep an entry on Netty's fast path. */
    private static final int TOKENS_MAX = 1 << 16;

    /** Kept back for cancels where there are fewer tokens than slots. */
    private static final int RESERVED = 1024;

    /** The most tokens that stand for no slot any more and are still in use. */
    private static final int DETACHED_MAX = 256;

    private static final int DETACHED = -2;

    private final int[] slotByToken;
    private final int[] tokenBySlot;
    private final long[] entries;
    private final byte[] types;
    private final byte[] marks;
    private final int[] blocks;
    private final @Nullable Object[] attachments;
    private final int[] free;
    private final int reserved;
    private final int detachedMax;
    private int detached;
    private int freeCount;

    TokenTable(int slots) {
        // One token for each slot, cancels included, and the anonymous one: then they never run
        // out. What is detached has tokens beyond those.
        detachedMax = Math.min(DETACHED_MAX, Math.max(0, TOKENS_MAX - 1 - slots));
        int tokens = Math.min(slots, TOKENS_MAX - 1) + detachedMax + 1;
        reserved = slots < TOKENS_MAX ? 0 : RESERVED;
        slotByToken = new int[tokens];
        tokenBySlot = new int[slots];
        entries = new long[tokens];
        types = new byte[tokens];
        marks = new byte[tokens];
        blocks = new int[tokens];
        attachments = new @Nullable Object[tokens];
        free = new int[tokens - 1];
        Arrays.fill(slotByToken, NONE);
        Arrays.fill(tokenBySlot, NONE);
        Arrays.fill(blocks, NONE);
        for (int token = tokens - 1; token > ANONYMOUS; token--) {
            free[freeCount++] = token;
        }
    }

    int capacity() {
        return slotByToken.length;
    }

    /** Tokens that were taken and not released. */
    int used() {
        return free.length - freeCount;
    }

    boolean hasRoom(int operations) {
        return freeCount - reserved >= operations;
    }

    boolean hasRoomForCancel() {
        return freeCount > 0;
    }

    int take(int slot, int type) {
        int token = free[--freeCount];
        slotByToken[token] = slot;
        tokenBySlot[slot] = token;
        types[token] = (byte) type;
        return token;
    }

    /** Frees a token and answers the slot that it stood for. */
    int release(int token) {
        int slot = slotByToken[token];
        if (slot == NONE) {
            throw new IllegalStateException("token " + token + " is not in use");
        }
        slotByToken[token] = NONE;
        if (slot == DETACHED) {
            detached--;
        } else {
            tokenBySlot[slot] = NONE;
        }
        entries[token] = 0;
        marks[token] = 0;
        blocks[token] = NONE;
        if (attachments[token] != null) {
            attachments[token] = null;
        }
        free[freeCount++] = token;
        return slot;
    }

    boolean canDetach() {
        return detached < detachedMax;
    }

    /** Frees the slot that a token stands for, and answers it; the token stays in use. */
    int detach(int token) {
        int slot = slotByToken[token];
        slotByToken[token] = DETACHED;
        tokenBySlot[slot] = NONE;
        detached++;
        return slot;
    }

    boolean isUsed(int token) {
        return slotByToken[token] != NONE;
    }

    int tokenOf(int slot) {
        return tokenBySlot[slot];
    }

    int slotOf(int token) {
        return slotByToken[token];
    }

    int type(int token) {
        return types[token];
    }

    /** What names the token's entry in an ASYNC_CANCEL, or 0 if the kernel has none. */
    long entry(int token) {
        return entries[token];
    }

    void entry(int token, long entry) {
        entries[token] = entry;
    }

    boolean hasMark(int token, int mark) {
        return (marks[token] & mark) != 0;
    }

    void mark(int token, int mark) {
        marks[token] |= (byte) mark;
    }

    int block(int token) {
        return blocks[token];
    }

    void block(int token, int block) {
        blocks[token] = block;
    }

    @Nullable Object attachment(int token) {
        return attachments[token];
    }

    void attach(int token, Object attachment) {
        attachments[token] = attachment;
    }
}
