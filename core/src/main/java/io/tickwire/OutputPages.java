package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a lane's outputs: pages of powers of two, as many as were lately in use at once.
 * What streams may have pending bounds them.
 */
final class OutputPages {
    private static final int CAPACITY_SHIFT_MIN = 9;
    private static final int CAPACITY_SHIFT_MAX = 30;

    /** The longest page. */
    static final int CAPACITY_MAX = 1 << CAPACITY_SHIFT_MAX;

    private final IntFunction<@Nullable ByteBuf> memory;

    /** By size, the smallest first; null where none was needed so far. */
    private final @Nullable Spares<OutputPage>[] sizes = newSizes();

    /** With memory from a source that answers null when it has none left. */
    OutputPages(IntFunction<@Nullable ByteBuf> memory) {
        this.memory = memory;
    }

    /** A page with one holder; null if there is no memory for it. */
    @Nullable OutputPage take(int bytes) {
        int size = size(bytes);
        Spares<OutputPage> spares = sizes[size];
        if (spares == null) {
            spares = new Spares<>(page -> page.bytes.release());
            sizes[size] = spares;
        }
        OutputPage spare = spares.poll();
        if (spare != null) {
            return spare.hold();
        }
        ByteBuf made = memory.apply(capacity(bytes));
        return made == null ? null : spares.add(new OutputPage(made, this)).hold();
    }

    void put(OutputPage page) {
        Spares<OutputPage> spares = sizes[size(page.capacity())];
        if (spares != null) {
            spares.put(page);
        }
    }

    /** Takes note that a page is gone: an encoder has released it. */
    void lose(OutputPage page) {
        Spares<OutputPage> spares = sizes[size(page.capacity())];
        if (spares != null) {
            spares.remove(page);
        }
    }

    /** Frees some of what was not needed lately. */
    void tickEnded() {
        for (Spares<OutputPage> spares : sizes) {
            if (spares != null) {
                spares.tickEnded();
            }
        }
    }

    /** Frees all, in use or not. */
    void release() {
        for (Spares<OutputPage> spares : sizes) {
            if (spares != null) {
                spares.release();
            }
        }
    }

    /** How many pages there are, in use or not. */
    int count() {
        int count = 0;
        for (Spares<OutputPage> spares : sizes) {
            count += spares == null ? 0 : spares.size();
        }
        return count;
    }

    /** The memory of all pages, in use or not. */
    long capacityBytes() {
        long bytes = 0;
        for (int size = 0; size < sizes.length; size++) {
            Spares<OutputPage> spares = sizes[size];
            bytes += spares == null ? 0 : (long) spares.size() << (CAPACITY_SHIFT_MIN + size);
        }
        return bytes;
    }

    /** How long the page for so many bytes is. */
    static int capacity(int bytes) {
        return 1 << (CAPACITY_SHIFT_MIN + size(bytes));
    }

    private static int size(int bytes) {
        int shift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1);
        return Math.max(0, shift - CAPACITY_SHIFT_MIN);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Spares<OutputPage>[] newSizes() {
        return new Spares[CAPACITY_SHIFT_MAX - CAPACITY_SHIFT_MIN + 1];
    }
}
