package io.tickwire;

import java.util.Arrays;

/**
 * The slots of one lane, or of the callbacks: as many as its quota has, and a reserve for what
 * cleans up. The last one given back is the first one taken.
 *
 * <p>Slots are made in chunks, with their completions, when more are in use than ever before, and
 * kept. Their numbers depend on the program alone: the lanes' chunks take turns, so that the
 * highest number in use follows from what is in use and not from how many lanes there are. A lane
 * writes its own places of the loop's tables only, since lanes of a parallel phase take slots at
 * the same time.
 */
final class IntentPool {
    /** Slots in a chunk. */
    static final int CHUNK = 64;

    private final Intent[] table;
    private final CompletionRing ring;
    private final int firstSlot;
    private final int stride;
    private final int quota;
    private final int reserve;
    private final Lane home;
    private final BufferClaims claims = new BufferClaims();
    private int[] free = new int[0];
    private int count;
    private int made;

    /**
     * Deals slots out; none is made yet.
     *
     * @param table where they are entered
     * @param ring where their completions are entered
     * @param firstSlot the number of the first one
     * @param stride how far the numbers of a chunk are from those of the one before
     * @param quota slots for any intent
     * @param reserve slots for what cleans up alone
     * @param home whose they are
     */
    IntentPool(
            Intent[] table,
            CompletionRing ring,
            int firstSlot,
            int stride,
            int quota,
            int reserve,
            Lane home) {
        this.table = table;
        this.ring = ring;
        this.firstSlot = firstSlot;
        this.stride = stride;
        this.quota = quota;
        this.reserve = reserve;
        this.home = home;
    }

    /** How many numbers a number of slots needs: chunks are whole. */
    static int rounded(int slots) {
        return (slots + CHUNK - 1) / CHUNK * CHUNK;
    }

    BufferClaims claims() {
        return claims;
    }

    /** What is left of the quota; 0 if the reserve is in use. */
    int room() {
        return Math.max(0, quota - inUse());
    }

    /** Whether there is a slot for what cleans up. */
    boolean hasReserve() {
        return inUse() < quota + reserve;
    }

    /** The slot that {@link #take} takes next. */
    Intent next() {
        if (count == 0) {
            makeChunk();
        }
        return table[free[count - 1]];
    }

    Intent take() {
        Intent intent = next();
        count--;
        return intent;
    }

    void put(Intent intent) {
        free[count++] = intent.slot;
    }

    private int inUse() {
        return made - count;
    }

    private void makeChunk() {
        int size = Math.min(CHUNK, quota + reserve - made);
        int first = firstSlot + made / CHUNK * stride;
        if (made + size > free.length) {
            free = Arrays.copyOf(free, Math.max(made + size, 2 * free.length));
        }
        for (int slot = first; slot < first + size; slot++) {
            Intent intent = new Intent(slot, this, home);
            ring.make(intent);
            table[slot] = intent;
        }
        made += size; // from here on nothing can fail
        for (int slot = first + size - 1; slot >= first; slot--) {
            free[count++] = slot;
        }
    }
}
