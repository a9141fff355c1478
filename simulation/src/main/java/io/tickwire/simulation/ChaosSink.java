package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.simulation.ChaosSlots.Stage;
import io.tickwire.simulation.HeldCompletions.Kind;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the transport underneath and core: holds every completion back for a while. What
 * it says of core's room counts what is held. For one thread.
 */
final class ChaosSink implements CompletionSink {
    private final ChaosSlots slots;
    private final HeldCompletions held;
    private final CompletionSink core;
    private final ChaosClock clock;
    private final SplittableRandom random;
    private final FaultInjector faults;
    private final ChaosLatencies latencies;
    private final HeldSubmissions submissions;

    /** Multishots that "the kernel" is to end. */
    private final int[] ending;

    private int endingCount;

    ChaosSink(
            ChaosSlots slots,
            HeldCompletions held,
            CompletionSink core,
            ChaosClock clock,
            SplittableRandom random,
            FaultInjector faults,
            ChaosLatencies latencies) {
        this.slots = slots;
        this.held = held;
        this.core = core;
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.latencies = latencies;
        ending = new int[slots.count()];
        submissions = new HeldSubmissions(slots, clock, random, faults, latencies.usual(), this);
    }

    HeldSubmissions submissions() {
        return submissions;
    }

    @Override
    public void complete(int slot, int result) {
        if (slots.stage(slot) == Stage.FREE) {
            answerCancel(slot, result);
            return;
        }
        boolean isOurDoing = slots.isEnding(slot) && result == IoStatus.ECANCELED.result();
        last(slot, isOurDoing ? Kind.PAUSED : Kind.RESULT, result);
    }

    /** Answers a cancel, which was never submitted. */
    void answerCancel(int cancelSlot, int result) {
        if (cancelSlot >= 0) {
            int unused = held.hold(cancelSlot, Kind.RESULT, true, result, due(IoOpType.CANCEL));
        }
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        held.carryHandle(isLast ? last(slot, Kind.OPENED, 0) : shot(slot, Kind.OPENED, 0), handle);
    }

    @Override
    public void shot(int slot, int result) {
        int unused = shot(slot, Kind.SHOT, result);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        held.carryData(last(slot, Kind.MESSAGE, result), -1, peer);
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        int id = isLast ? last(slot, Kind.RECEIVED, result) : shot(slot, Kind.RECEIVED, result);
        held.carryData(id, buffer, peer);
    }

    @Override
    public void paused(int slot) {
        int unused = last(slot, Kind.PAUSED, 0);
    }

    @Override
    public int groupRoom(int slot) {
        int room = core.groupRoom(slot);
        if (slots.operation(slot).isMultishot()) {
            room = Math.min(room - held.shotsOf(slot), shotRoom(slot));
        }
        return Math.max(0, room);
    }

    @Override
    public int shotRoom(int slot) {
        return Math.max(0, core.shotRoom(slot) - held.shotsLike(slots.type(slot)));
    }

    private int shot(int slot, Kind kind, int result) {
        if (faults.strikes(Fault.MULTISHOT_ENDED) && !slots.isEnding(slot)) {
            slots.setEnding(slot);
            ending[endingCount++] = slot;
        }
        return held.hold(slot, kind, false, result, due(slots.type(slot)));
    }

    private int last(int slot, Kind kind, int result) {
        slots.move(slot, Stage.INNER, Stage.DONE);
        int id = held.hold(slot, kind, true, result, due(slots.type(slot)));
        stepChain(slot, result, id);
        return id;
    }

    /** What a result means for the operations linked behind its own. */
    private void stepChain(int slot, int result, int id) {
        int follower = submissions.takeFollower(slot);
        if (follower < 0) {
            return;
        }
        held.holdBehind(follower, id);
        if (!HeldSubmissions.isBroken(slots.operation(slot), result)) {
            submissions.start(follower);
            return;
        }
        int leaderId = id;
        for (int at = follower; at >= 0; at = submissions.takeFollower(at)) {
            held.holdBehind(at, leaderId);
            slots.move(at, Stage.CHAINED, Stage.DONE);
            leaderId = held.hold(at, Kind.RESULT, true, IoStatus.ECANCELED.result(), clock.now());
        }
    }

    private long due(IoOpType type) {
        long due = happened() + latencies.usual().sampleNanos(random);
        boolean isLate = type.isPrompt() && faults.strikes(Fault.LATE_COMPLETION);
        return isLate ? due + latencies.late().sampleNanos(random) : due;
    }

    /**
     * When it happened that the transport underneath tells of: a kernel goes on while the loop
     * sleeps.
     */
    private long happened() {
        long now = clock.now();
        long since = clock.unseenSince();
        return since == now ? now : random.nextLong(since, now + 1);
    }

    /** Asks for the end of the multishots that "the kernel" ends. */
    void endMultishots(Transport inner) {
        for (int i = 0; i < endingCount; i++) {
            if (slots.stage(ending[i]) == Stage.INNER) {
                inner.cancel(ending[i], -1);
            }
        }
        endingCount = 0;
    }
}
