package io.tickwire.completion;

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
public final class TokenTable {
    /** The token of cancels whose result nobody asks for; any number of them can be in flight. */
    public static final int ANONYMOUS = 0;

    /** Stands for no token, and for no block. */
    public static final int NONE = -1;

    /** A multishot operation. */
    public static final int MULTISHOT = 1;

    /** The transport has stopped it, for want of room. */
    public static final int STOPPING = 1 << 1;

    /** Core has cancelled it. */
    public static final int CANCELLED = 1 << 2;

    /** The transport arms it again when it has ended with a success. */
    public static final int REARMED = 1 << 3;

    /** The kernel may take several buffers of a group for it. */
    public static final int KERNEL_MULTISHOT = 1 << 4;

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

    /**
     * How {@link #type} names a kind of operation.
     *
     * @param type the kind
     * @return its number, from 0 on
     */
    @SuppressWarnings("EnumOrdinal")
    public static int index(IoOpType type) {
        return type.ordinal();
    }

    /**
     * Makes a table that has no token in use.
     *
     * @param slots core's, {@link io.tickwire.spi.TransportConfig#slots}
     */
    public TokenTable(int slots) {
        capacityMax = slots + DETACHED_MAX + 1;
        tokenBySlot = new int[slots];
        Arrays.fill(tokenBySlot, NONE);
        growTo(Math.min(INITIAL, capacityMax));
    }

    /**
     * Says what else has a place for each token, and has had {@link #capacity} of them so far.
     *
     * @param tables grow with this one, before it
     */
    public void growWith(List<ByToken> tables) {
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

    /**
     * Tokens that the tables have places for now.
     *
     * @return a number that each token is below
     */
    public int capacity() {
        return capacity;
    }

    /**
     * The most that {@link #capacity} can come to.
     *
     * @return a number of tokens
     */
    public int capacityMax() {
        return capacityMax;
    }

    /**
     * Tokens that were taken and not released.
     *
     * @return a count
     */
    public int used() {
        return capacity - 1 - freeCount;
    }

    /**
     * Takes a token for an operation.
     *
     * @param slot the operation's
     * @param type what {@link #index} has for its kind
     * @return the token
     */
    public int take(int slot, int type) {
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

    /**
     * Frees a token and all that is known of it.
     *
     * @param token one in use
     * @return the slot that it stood for, below 0 for one that was detached
     */
    public int release(int token) {
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

    /**
     * Whether one more token can be detached.
     *
     * @return false if all that there are for that are in use
     */
    public boolean canDetach() {
        return detached < DETACHED_MAX;
    }

    /**
     * Frees the slot that a token stands for; the token stays in use.
     *
     * @param token one in use
     * @return the slot
     */
    public int detach(int token) {
        int slot = slotByToken[token];
        slotByToken[token] = DETACHED;
        tokenBySlot[slot] = NONE;
        detached++;
        return slot;
    }

    /**
     * Whether a token stands for an operation.
     *
     * @param token any
     * @return false if it was never taken, or was released
     */
    public boolean isUsed(int token) {
        return slotByToken[token] != NONE;
    }

    /**
     * The token of a slot's operation.
     *
     * @param slot core's
     * @return the token, or {@link #NONE}
     */
    public int tokenOf(int slot) {
        return tokenBySlot[slot];
    }

    /**
     * The slot that a token stands for.
     *
     * @param token one in use
     * @return the slot, below 0 for one that was detached
     */
    public int slotOf(int token) {
        return slotByToken[token];
    }

    /**
     * The kind of operation that a token names.
     *
     * @param token one in use
     * @return what {@link #index} has for it
     */
    public int type(int token) {
        return types[token];
    }

    /**
     * What names the operation to the kernel when it is to be cancelled.
     *
     * @param token one in use
     * @return the name, or 0 if the kernel does not have the operation
     */
    public long entry(int token) {
        return entries[token];
    }

    /**
     * Sets what {@link #entry(int)} answers.
     *
     * @param token one in use
     * @param entry the name, or 0
     */
    public void entry(int token, long entry) {
        entries[token] = entry;
    }

    /**
     * Whether one of some marks is set.
     *
     * @param token any
     * @param mark a union of marks
     * @return true if one is
     */
    public boolean hasMark(int token, int mark) {
        return (marks[token] & mark) != 0;
    }

    /**
     * Sets marks, which stay until the token is released.
     *
     * @param token one in use
     * @param mark a union of marks
     */
    public void mark(int token, int mark) {
        marks[token] |= (byte) mark;
    }

    /**
     * The block of a {@link BlockPool} that an operation has.
     *
     * @param token one in use
     * @return its index, or {@link #NONE}
     */
    public int block(int token) {
        return blocks[token];
    }

    /**
     * Gives an operation a block, which {@link Completions} gives back.
     *
     * @param token one in use
     * @param block its index
     */
    public void block(int token, int block) {
        blocks[token] = block;
    }

    /**
     * What the transport has to find again when an operation ends: its socket, or the {@link
     * io.tickwire.spi.GroupBuffers} of a receive.
     *
     * @param token one in use
     * @return what was attached, or null
     */
    public @Nullable Object attachment(int token) {
        return attachments[token];
    }

    /**
     * Sets what {@link #attachment} answers.
     *
     * @param token one in use
     * @param attachment anything
     */
    public void attach(int token, Object attachment) {
        attachments[token] = attachment;
    }
}
