package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Completions on their way to core. Those of one slot keep their order; others are passed on as
 * they become due. Bounded: a slot has one last completion, and of others there are no more than
 * core has room for. Nothing is allocated per completion. For one thread.
 */
final class HeldCompletions {
    /** Which method of {@link CompletionSink} a completion is for. */
    enum Kind {
        RESULT,
        OPENED,
        SHOT,
        MESSAGE,
        RECEIVED,
        PAUSED
    }

    /** Accepts, polls and receives. */
    private static final int KINDS = 3;

    private final ChaosSlots slots;
    private final CompletionSink sink;
    private final SplittableRandom random;

    /** Slots with something held, by when their first completion is due. */
    private final DueHeap heap;

    // By slot: its queue of completions, and of them those that are not the last.
    private final int[] firsts;
    private final int[] lasts;
    private final int[] shotsOf;

    // By completion.
    private final int[] nexts;
    private final Kind[] kinds;
    private final boolean[] isLast;
    private final int[] results;
    private final int[] buffers;
    private final long[] dues;
    private final long[] orders;
    private final @Nullable TransportHandle[] handles;
    private final @Nullable SocketAddress[] peers;

    private final int[] shotsOfKind = new int[KINDS];
    private int firstFree;
    private int held;
    private long passed;

    HeldCompletions(ChaosSlots slots, int shotsMax, CompletionSink sink, SplittableRandom random) {
        this.slots = slots;
        this.sink = sink;
        this.random = random;
        heap = new DueHeap(slots.count());
        firsts = new int[slots.count()];
        lasts = new int[slots.count()];
        shotsOf = new int[slots.count()];
        Arrays.fill(firsts, -1);
        int capacity = slots.count() + KINDS * shotsMax;
        nexts = new int[capacity];
        kinds = new Kind[capacity];
        isLast = new boolean[capacity];
        results = new int[capacity];
        buffers = new int[capacity];
        dues = new long[capacity];
        orders = new long[capacity];
        handles = new TransportHandle[capacity];
        peers = new SocketAddress[capacity];
        for (int id = 0; id < capacity; id++) {
            nexts[id] = id + 1 < capacity ? id + 1 : -1;
        }
    }

    /** Completions that were passed on, since the start. */
    long passed() {
        return passed;
    }

    boolean isEmpty() {
        return held == 0;
    }

    /** When the next one is due, or {@link Long#MAX_VALUE}. */
    long nextDue() {
        return heap.nextDue();
    }

    /** Room in core that what is held will take of the room that a type of operation has. */
    int shotsLike(IoOpType type) {
        return shotsOfKind[kind(type)];
    }

    /** Accepts, polls and receives have a room of their own. */
    private static int kind(IoOpType type) {
        return switch (type) {
            case ACCEPT -> 0;
            case POLL_ADD -> 1;
            default -> 2;
        };
    }

    /** Room in core that what is held of one slot will take. */
    int shotsOf(int slot) {
        return shotsOf[slot];
    }

    /** Whether a slot's last completion is a pause. */
    boolean isPausing(int slot) {
        return firsts[slot] >= 0 && kinds[lasts[slot]] == Kind.PAUSED;
    }

    /** Holds a completion back; answers its id, for those that carry more. */
    int hold(int slot, Kind kind, boolean isTheLast, int result, long due) {
        int id = firstFree;
        if (id < 0) {
            throw new IllegalStateException("more shots than core has room for, slot " + slot);
        }
        firstFree = nexts[id];
        nexts[id] = -1;
        kinds[id] = kind;
        isLast[id] = isTheLast;
        results[id] = result;
        buffers[id] = -1;
        long floor = slots.dueFloor(slot);
        dues[id] = Math.max(due, floor);
        orders[id] = due <= floor ? slots.orderFloor(slot) : random.nextLong() >>> 2;
        held++;
        if (!isTheLast) {
            countShot(slot, 1);
        }
        append(slot, id);
        return id;
    }

    private void countShot(int slot, int change) {
        shotsOf[slot] += change;
        shotsOfKind[kind(slots.type(slot))] += change;
    }

    private void append(int slot, int id) {
        if (firsts[slot] < 0) {
            firsts[slot] = id;
            heap.add(slot, dues[id], orders[id]);
        } else {
            nexts[lasts[slot]] = id;
        }
        lasts[slot] = id;
    }

    void carryHandle(int id, TransportHandle handle) {
        handles[id] = handle;
    }

    void carryData(int id, int buffer, @Nullable SocketAddress peer) {
        buffers[id] = buffer;
        peers[id] = peer;
    }

    /** Has whatever comes of a slot wait for a completion of another one. */
    void holdBehind(int slot, int id) {
        slots.setFloor(slot, dues[id], orders[id] + 1);
    }

    /** Passes on what is due by a time; {@link Long#MAX_VALUE} for all there is. */
    void pass(long limit) {
        while (!heap.isEmpty() && heap.nextDue() <= limit) {
            passFirst();
        }
    }

    private void passFirst() {
        int slot = heap.poll();
        int id = firsts[slot];
        firsts[slot] = nexts[id];
        if (firsts[slot] >= 0) {
            heap.add(slot, dues[firsts[slot]], orders[firsts[slot]]);
        }
        if (isLast[id]) {
            if (slots.stage(slot) != ChaosSlots.Stage.FREE) {
                slots.end(slot); // a cancel's answer has a slot that was never submitted
            }
        } else {
            countShot(slot, -1);
        }
        passed++;
        tell(slot, id);
        free(id);
    }

    private void tell(int slot, int id) {
        switch (kinds[id]) {
            case RESULT -> sink.complete(slot, results[id]);
            case OPENED -> sink.completeOpened(slot, handle(id), isLast[id]);
            case SHOT -> sink.shot(slot, results[id]);
            case MESSAGE -> sink.completeMessage(slot, results[id], peer(id));
            case RECEIVED -> sink.received(slot, results[id], buffers[id], peers[id], isLast[id]);
            case PAUSED -> sink.paused(slot);
        }
    }

    private TransportHandle handle(int id) {
        TransportHandle handle = handles[id];
        if (handle == null) {
            throw new IllegalStateException("no handle");
        }
        return handle;
    }

    private SocketAddress peer(int id) {
        SocketAddress peer = peers[id];
        if (peer == null) {
            throw new IllegalStateException("no peer");
        }
        return peer;
    }

    private void free(int id) {
        handles[id] = null;
        peers[id] = null;
        nexts[id] = firstFree;
        firstFree = id;
        held--;
    }

    /** Gives back what core will never hear of: handles are closed, buffers returned. */
    void discard(Transport inner) {
        while (!heap.isEmpty()) {
            int slot = heap.poll();
            for (int id = firsts[slot]; id >= 0; id = nexts[id]) {
                TransportHandle handle = handles[id];
                if (handle != null) {
                    inner.closeNow(handle);
                }
                if (buffers[id] >= 0) {
                    giveBack(inner, slot, buffers[id]);
                }
            }
        }
        held = 0;
    }

    private void giveBack(Transport inner, int slot, int buffer) {
        GroupBuffers group = slots.operation(slot).group();
        if (group != null) {
            inner.recycle(group, buffer);
        }
    }
}
