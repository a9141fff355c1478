package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.simulation.ChaosSlots.Stage;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.TransportOperation.Link;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Operations on their way to the transport underneath, which get there late and in no order. One
 * behind a link waits until the one before it has ended, as in a kernel. For one thread.
 */
final class HeldSubmissions {
    private final ChaosSlots slots;
    private final ChaosClock clock;
    private final SplittableRandom random;
    private final FaultInjector faults;
    private final Latency latency;

    /** Takes the completions of what never gets to the transport underneath. */
    private final CompletionSink sink;

    private final DueHeap queue;

    /** The slot behind a link, or -1. */
    private final int[] followers;

    /** The slot whose link the next operation is behind, or -1. */
    private int linking = -1;

    HeldSubmissions(
            ChaosSlots slots,
            ChaosClock clock,
            SplittableRandom random,
            FaultInjector faults,
            Latency latency,
            CompletionSink sink) {
        this.slots = slots;
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.latency = latency;
        this.sink = sink;
        queue = new DueHeap(slots.count());
        followers = new int[slots.count()];
        Arrays.fill(followers, -1);
    }

    /** When the next one is due, or {@link Long#MAX_VALUE}. */
    long nextDue() {
        return queue.nextDue();
    }

    /** Answers false if there is "no room". A chain is refused at its first operation, whole. */
    boolean take(TransportOperation operation) {
        int slot = operation.slot();
        if (linking >= 0) {
            slots.begin(operation, Stage.CHAINED);
            followers[linking] = slot;
        } else if (faults.strikes(Fault.SUBMISSION_REFUSED)) {
            return false;
        } else {
            slots.begin(operation, Stage.QUEUED);
            enqueue(slot);
        }
        linking = operation.link() == Link.NONE ? -1 : slot;
        return true;
    }

    private void enqueue(int slot) {
        queue.add(slot, clock.now() + latency.sampleNanos(random), random.nextLong() >>> 1);
    }

    /** Brings what is due to the transport underneath; answers whether that was anything. */
    boolean forward(Transport inner) {
        long now = clock.now();
        boolean isAny = false;
        while (!queue.isEmpty() && queue.nextDue() <= now) {
            int slot = queue.poll();
            slots.move(slot, Stage.QUEUED, Stage.INNER);
            if (failsUndone(slot)) {
                sink.complete(slot, IoStatus.EIO.result());
            } else if (!inner.submit(slots.operation(slot))) {
                slots.move(slot, Stage.INNER, Stage.QUEUED);
                enqueue(slot);
                return isAny;
            }
            isAny = true;
        }
        return isAny;
    }

    /** A device that fails has done nothing: the file must be as the completion says. */
    private boolean failsUndone(int slot) {
        return isPromptTransfer(slots.type(slot)) && faults.strikes(Fault.IO_ERROR);
    }

    private static boolean isPromptTransfer(IoOpType type) {
        return switch (type) {
            case READ, WRITE, READV, WRITEV -> true;
            default -> false;
        };
    }

    /** Takes an operation back that is still held here. */
    void withdraw(int slot) {
        queue.remove(slot);
        slots.move(slot, Stage.QUEUED, Stage.INNER);
        sink.complete(slot, IoStatus.ECANCELED.result());
    }

    /** The slot that is linked behind one, which then is no more; or -1. */
    int takeFollower(int slot) {
        int follower = followers[slot];
        followers[slot] = -1;
        return follower;
    }

    /** Starts what was linked behind one that has ended well. */
    void start(int follower) {
        slots.move(follower, Stage.CHAINED, Stage.QUEUED);
        enqueue(follower);
    }

    /**
     * Whether a result breaks the chain behind an operation, by Linux's rules: a read or write that
     * fails or is short does, a sync, allocation or truncation only if it was cancelled.
     */
    static boolean isBroken(TransportOperation operation, int result) {
        if (operation.link() != Link.SOFT) {
            return false;
        }
        return isPromptTransfer(operation.type())
                ? result < bytes(operation)
                : result == IoStatus.ECANCELED.result();
    }

    private static int bytes(TransportOperation operation) {
        int bytes = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            bytes += operation.segmentLength(i);
        }
        return bytes;
    }
}
