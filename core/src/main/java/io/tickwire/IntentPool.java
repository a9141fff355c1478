package io.tickwire;

/**
 * The free slots of one lane, or of the callbacks. The last one given back is the first one taken.
 */
final class IntentPool {
    private final Intent[] free;
    private final BufferClaims claims;
    private int count;

    /** Makes the slots from {@code firstSlot} on and enters them in the loop's table. */
    IntentPool(Intent[] table, int firstSlot, int capacity, Lane home) {
        free = new Intent[capacity];
        claims = new BufferClaims(capacity);
        for (int i = capacity - 1; i >= 0; i--) {
            Intent intent = new Intent(firstSlot + i, this, home);
            table[firstSlot + i] = intent;
            free[count++] = intent;
        }
    }

    BufferClaims claims() {
        return claims;
    }

    int available() {
        return count;
    }

    Intent take() {
        return free[--count];
    }

    void put(Intent intent) {
        free[count++] = intent;
    }
}
