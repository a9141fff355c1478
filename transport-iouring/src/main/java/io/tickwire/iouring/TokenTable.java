package io.tickwire.iouring;

import io.tickwire.IoOpType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps the tokens that name entries inside the kernel to core's slots, and keeps what the transport
 * has to know about each until its last completion.
 *
 * <p>There are as many tokens as slots, cancels included, so they never run out: whatever lasts in
 * the kernel takes none from others. What is detached has tokens beyond those. The tables have
 * places for as many as were in use at once, which doubles as it is reached.
 */
final class TokenTable {
    /** The token of cancels whose result nobody asks for; any number of them can be in flight. */
    static final int ANONYMOUS = 0;

    static final int NONE = -1;

    /** A multishot operation. */
    static final int MULTISHOT = 1;

    /** The transport has stopped it, for want of room. */
    static final int STOPPING = 1 << 1;

    /** Core has cancelled it. */
    static final int CANCELLED = 1 << 2;

    /** The transport arms it again when it has ended with a success. */
    static final int REARMED = 1 << 3;

    /** The kernel may take several buffers of a group for it. */
    static final int KERNEL_MULTISHOT = 1 << 4;

    /** The most tokens that stand for no slot any more and are still in use. */
    private static final int DETACHED_MAX = 256;

    private static final int DETACHED = -2;

    /** Tokens that a new table has places for. */
    private static final int INITIAL = 1024;

    private final int capacityMax;
    private final int[] tokenBySlot;

    /** What else has a place for each token. */
    private List<ByToken> others = List.of();

    private int[] slotByToken = new int[0];
    private long[] entries = new long[0];
    private byte[] types = new byte[0];
    private byte[] marks = new byte[0];
    private int[] blocks = new int[0];
    private @Nullable Object[] attachments = new @Nullable Object[0];
    private int[] free = new int[0];
    private int capacity;
    private int detached;
    private int freeCount;

    /** How {@link #type} names a kind of operation. */
    @SuppressWarnings("EnumOrdinal")
    static int index(IoOpType type) {
        return type.ordinal();
    }

    TokenTable(int slots) {
        capacityMax = slots + DETACHED_MAX + 1;
        tokenBySlot = new int[slots];
        Arrays.fill(tokenBySlot, NONE);
        growTo(Math.min(INITIAL, capacityMax));
    }

    /** Says what else has a place for each token, and has had {@link #capacity} of them so far. */
    void growWith(List<ByToken> tables) {
        others = List.copyOf(tables);
    }

    /** Fails before anything has changed for the tokens there are. */
    private void growTo(int tokens) {
        for (ByToken other : others) {
            other.grow(tokens);
        }
        int before = capacity;
        slotByToken = Arrays.copyOf(slotByToken, tokens);
        entries = Arrays.copyOf(entries, tokens);
        types = Arrays.copyOf(types, tokens);
        marks = Arrays.copyOf(marks, tokens);
        blocks = Arrays.copyOf(blocks, tokens);
        attachments = Arrays.copyOf(attachments, tokens);
        free = Arrays.copyOf(free, tokens);
        Arrays.fill(slotByToken, before, tokens, NONE);
        Arrays.fill(blocks, before, tokens, NONE);
        capacity = tokens;
        for (int token = tokens - 1; token >= Math.max(before, ANONYMOUS + 1); token--) {
            free[freeCount++] = token;
        }
    }

    /** Tokens that the tables have places for now: a token is below this. */
    int capacity() {
        return capacity;
    }

    /** The most that {@link #capacity} can come to. */
    int capacityMax() {
        return capacityMax;
    }

    /** Tokens that were taken and not released. */
    int used() {
        return capacity - 1 - freeCount;
    }

    int take(int slot, int type) {
        if (freeCount == 0) {
            if (capacity == capacityMax) {
                throw new IllegalStateException(capacity + " tokens are in use");
            }
            growTo((int) Math.min(2L * capacity, capacityMax));
        }
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
        return detached < DETACHED_MAX;
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
