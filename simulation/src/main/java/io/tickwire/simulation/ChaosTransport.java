package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Feature;
import io.tickwire.spi.ForwardingTransport;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportOperation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The upper seam of a simulated world: does all that a kernel ring may do to its user, by the seed,
 * with any transport underneath. Operations get there late and in no order, completions come back
 * late and in no order, in storms too; multishots end for no reason; cancels come too late;
 * submissions are refused; and chains of file operations run on links of its own. The SPI's
 * contract holds to the letter. For one thread, but for {@link #wakeup}.
 */
final class ChaosTransport extends ForwardingTransport {
    private static final long NO_STORM = Long.MIN_VALUE;

    private final ChaosClock clock;
    private final SplittableRandom random;
    private final FaultInjector faults;
    private final ChaosLatencies latencies;
    private final int chainLengthMax;
    private final ChaosSlots slots;
    private final HeldCompletions held;
    private final ChaosSink sink;
    private final HeldSubmissions submissions;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private long stormEnd = NO_STORM;
    private boolean hasUnflushed;
    private boolean hasRefused;
    private boolean isFailing;
    private boolean isClosed;
    private long submittingEntries;
    private long reapingEntries;

    ChaosTransport(
            Transport inner,
            ChaosSlots slots,
            HeldCompletions held,
            ChaosSink sink,
            ChaosClock clock,
            SplittableRandom random,
            FaultInjector faults,
            ChaosLatencies latencies,
            int chainLengthMax) {
        super(inner);
        this.slots = slots;
        this.held = held;
        this.sink = sink;
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.latencies = latencies;
        this.chainLengthMax = chainLengthMax;
        submissions = sink.submissions();
    }

    /** Has the transport fail as a whole, at core's next call. */
    void failNow() {
        isFailing = true;
    }

    private void failIfAsked() {
        if (isFailing) {
            throw new IllegalStateException("the transport was told to fail");
        }
    }

    @Override
    public Capabilities capabilities() {
        Capabilities stated = inner.capabilities();
        if (chainLengthMax == 1) {
            return stated.of(Feature.LINKS) == Support.NATIVE
                    ? stated.with(Feature.LINKS, Support.EMULATED)
                    : stated;
        }
        for (IoOpType type : IoOpType.values()) {
            if (type.family() == IoOpType.Family.FILE && stated.of(type) == Support.EMULATED) {
                stated = stated.with(type, Support.NATIVE);
            }
        }
        return stated.with(Feature.LINKS, Support.NATIVE);
    }

    @Override
    public int chainLengthMax() {
        return chainLengthMax;
    }

    @Override
    public boolean submit(TransportOperation operation) {
        failIfAsked();
        if (submissions.take(operation)) {
            hasUnflushed = true;
            return true;
        }
        hasRefused = true;
        return false;
    }

    @Override
    public void flush() {
        clock.looked();
        enter();
    }

    private void enter() {
        failIfAsked();
        if (hasUnflushed) {
            hasUnflushed = false;
            submittingEntries++;
        }
        forward();
    }

    private void forward() {
        while (submissions.forward(inner)) {
            inner.flush();
        }
        sink.endMultishots(inner);
    }

    @Override
    public void harvest(long waitNanos) {
        reapingEntries += hasUnflushed ? 0 : 1;
        enter();
        clock.beginHarvest(waitNanos);
        beginStorm();
        long passedBefore = held.passed();
        step();
        // Core offers again what was refused, so it must not wait for it.
        boolean mayWait = waitNanos > 0 && !hasRefused && !faults.strikes(Fault.SPURIOUS_WAKEUP);
        hasRefused = false;
        if (mayWait) {
            await(passedBefore);
        }
        clock.looked();
    }

    private void await(long passedBefore) {
        while (held.passed() == passedBefore
                && !isWoken.getAndSet(false)
                && clock.pass(inner, nextDue())) {
            step();
        }
    }

    private void step() {
        forward();
        inner.harvest(0);
        forward();
        passDue();
    }

    private void beginStorm() {
        if (stormEnd == NO_STORM && faults.strikes(Fault.COMPLETION_STORM)) {
            stormEnd = clock.now() + latencies.storm().sampleNanos(random);
        }
    }

    private void passDue() {
        if (stormEnd == NO_STORM) {
            held.pass(clock.now());
        } else if (stormEnd <= clock.now()) {
            stormEnd = NO_STORM;
            held.pass(Long.MAX_VALUE);
        }
    }

    private long nextDue() {
        long completion = stormEnd == NO_STORM || held.isEmpty() ? held.nextDue() : stormEnd;
        return Math.min(completion, submissions.nextDue());
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        failIfAsked();
        switch (slots.stage(slot)) {
            case FREE, CHAINED -> sink.answerCancel(cancelSlot, IoStatus.ENOENT.result());
            case QUEUED -> cancelQueued(slot, cancelSlot);
            case INNER -> inner.cancel(slot, cancelSlot);
            case DONE -> sink.answerCancel(cancelSlot, tooLate(slot));
        }
    }

    /** One that ends by itself soon may be running already, for all that core can know. */
    private void cancelQueued(int slot, int cancelSlot) {
        if (slots.type(slot).isPrompt() && random.nextBoolean()) {
            sink.answerCancel(cancelSlot, IoStatus.EALREADY.result());
        } else {
            submissions.withdraw(slot);
            sink.answerCancel(cancelSlot, 0);
        }
    }

    private int tooLate(int slot) {
        if (held.isPausing(slot)) {
            return 0;
        }
        return (random.nextBoolean() ? IoStatus.EALREADY : IoStatus.ENOENT).result();
    }

    @Override
    public void wakeup() {
        isWoken.set(true);
        inner.wakeup();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            held.discard(inner);
        } finally {
            inner.close();
        }
    }

    @Override
    public long submittingEntries() {
        return submittingEntries;
    }

    @Override
    public long reapingEntries() {
        return reapingEntries;
    }
}
