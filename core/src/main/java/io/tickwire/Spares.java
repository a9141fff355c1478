package io.tickwire;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pooled objects of one kind. Keeps as many as were in use at once within the last {@value
 * #SPAN_TICKS} to twice as many ticks; what is beyond that is freed, some at the end of each tick.
 *
 * @param <T> what is pooled
 */
final class Spares<T> {
    static final int SPAN_TICKS = 256;

    private static final int FREED_PER_TICK = 16;

    private final Consumer<T> end;
    private final ArrayDeque<T> free = new ArrayDeque<>();
    private final Set<T> all = Collections.newSetFromMap(new IdentityHashMap<>());
    private int peak;
    private int peakBefore;
    private int ticks;

    /** Of objects that {@code end} frees. */
    Spares(Consumer<T> end) {
        this.end = end;
    }

    /** Takes one that was used lately, or answers null if none is free. */
    @Nullable T poll() {
        T spare = free.pollLast();
        notePeak();
        return spare;
    }

    /** Enters one that was just made and is in use. */
    T add(T made) {
        all.add(made);
        notePeak();
        return made;
    }

    void put(T spare) {
        free.addLast(spare);
    }

    /** Forgets one that is in use: it is gone. */
    void remove(T lost) {
        all.remove(lost);
    }

    int size() {
        return all.size();
    }

    void tickEnded() {
        if (++ticks == SPAN_TICKS) {
            ticks = 0;
            peakBefore = peak;
            peak = inUse();
        }
        int surplus = Math.min(all.size() - Math.max(peak, peakBefore), FREED_PER_TICK);
        for (int i = 0; i < surplus; i++) {
            T coldest = free.removeFirst();
            all.remove(coldest);
            end.accept(coldest);
        }
    }

    /** Frees all, in use or not. */
    void release() {
        all.forEach(end);
        all.clear();
        free.clear();
    }

    private void notePeak() {
        peak = Math.max(peak, inUse());
    }

    private int inUse() {
        return all.size() - free.size();
    }
}
