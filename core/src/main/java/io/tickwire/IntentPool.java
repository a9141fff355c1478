package io.tickwire;

/**
 * The free slots of one lane, or of the callbacks. The last one given back is the first one taken.
 */
final class IntentPool {
    private final Intent[] table;
    private final int[] free;
    private final BufferClaims claims = new BufferClaims();
    private int count;

    /** Makes the slots from {@code firstSlot} on and enters them in the loop's table. */
    IntentPool(Intent[] table, int firstSlot, int capacity, Lane home) {
        this.table = table;
        free = new int[capacity];
        for (int i = capacity - 1; i >= 0; i--) {
            int slot = firstSlot + i;
            table[slot] = new Intent(slot, this, home);
            free[count++] = slot;
        }
    }

    BufferClaims claims() {
        return claims;
    }

    int available() {
        return count;
    }

    Intent take() {
        return table[free[--count]];
    }

    void put(Intent intent) {
        free[count++] = intent.slot;
    }
}
