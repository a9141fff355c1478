package io.tickwire;

/**
 * The free slots of one lane, or of the callbacks: as many as its quota has, and a reserve for what
 * cleans up. The last one given back is the first one taken.
 */
final class IntentPool {
    private final Intent[] table;
    private final int[] free;
    private final int reserve;
    private final BufferClaims claims = new BufferClaims();
    private int count;

    /** Makes the slots from {@code firstSlot} on and enters them in the loop's table. */
    IntentPool(Intent[] table, int firstSlot, int quota, int reserve, Lane home) {
        this.table = table;
        this.reserve = reserve;
        free = new int[quota + reserve];
        for (int i = free.length - 1; i >= 0; i--) {
            int slot = firstSlot + i;
            table[slot] = new Intent(slot, this, home);
            free[count++] = slot;
        }
    }

    BufferClaims claims() {
        return claims;
    }

    /** What is left of the quota; 0 if the reserve is in use. */
    int room() {
        return Math.max(0, count - reserve);
    }

    /** Whether there is a slot for what cleans up. */
    boolean hasReserve() {
        return count > 0;
    }

    Intent take() {
        return table[free[--count]];
    }

    void put(Intent intent) {
        free[count++] = intent.slot;
    }
}
