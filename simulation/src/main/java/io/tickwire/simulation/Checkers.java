package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.Replacement;
import io.tickwire.TickLoop;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds one loop to its promises, as they are numbered in {@link Rule}, at every delivery point and
 * after every tick. The first violation is kept, and nothing is checked after it; {@link #verify}
 * throws it. The cost of a check grows with what has changed, never with what is open.
 *
 * <p>Give it to {@link io.tickwire.TickLoopBuilder#observer} and, once the loop is built, the loop
 * to {@link #attach}. Belongs to the loop's thread. What it keeps grows with the loop's slots and
 * resources.
 */
public final class Checkers implements LoopObserver {
    /** How many ticks a prompt operation may take unless told otherwise. */
    public static final int PROMPT_TICKS_MAX = 10_000;

    private final CheckLog log = new CheckLog();
    private final OpenIntents intents;
    private final OrderCheck order = new OrderCheck(log);
    private final ChainCheck chains = new ChainCheck(log);
    private final StreamCheck streams = new StreamCheck(log);
    private final ResourceCheck resources = new ResourceCheck(log);
    private final PendingCheck pending = new PendingCheck(log);
    private final OutputCheck outputs = new OutputCheck(log);
    private final LaneCheck lanes = new LaneCheck(log);
    private final GroupCheck groups = new GroupCheck(log);
    private final BufferCheck buffers = new BufferCheck(log);
    private final StarvationCheck starvation = new StarvationCheck(log);
    private @Nullable StreamLedger ledger;
    private @Nullable FlowCheck flow;
    private @Nullable WorldFiles files;

    /** Checkers that give prompt operations {@link #PROMPT_TICKS_MAX} ticks. */
    public Checkers() {
        this(PROMPT_TICKS_MAX);
    }

    /**
     * Checkers for one loop.
     *
     * @param promptTicksMax how many ticks a prompt operation may take, 1 or more; what the slowest
     *     disk of the test needs
     */
    public Checkers(int promptTicksMax) {
        if (promptTicksMax < 1) {
            throw new IllegalArgumentException("promptTicksMax: " + promptTicksMax);
        }
        intents = new OpenIntents(log, promptTicksMax);
    }

    /**
     * Tells the loop, so that lanes, groups and bounds can be checked. Before its first tick.
     *
     * @param loop the loop that has these checkers as its observer
     */
    public void attach(TickLoop loop) {
        pending.attach(loop.config());
        groups.attach(loop.config());
        starvation.attach(loop.config());
        lanes.attach(loop);
    }

    /**
     * Throws what was seen first.
     *
     * @throws Violation if the loop has broken a promise
     */
    public void verify() {
        Violation first = log.first();
        if (first != null) {
            throw first;
        }
    }

    /**
     * What was seen first.
     *
     * @return the violation, or empty if there was none
     */
    public Optional<Violation> violation() {
        return Optional.ofNullable(log.first());
    }

    /** Where the network tells which bytes pass; they are compared from now on. */
    StreamTap tap() {
        StreamLedger found = ledger;
        if (found == null) {
            found = new StreamLedger(log);
            ledger = found;
        }
        return new CheckTap(found, starvation);
    }

    /** Tells that the transport hands sends to the network as they come. */
    void expectFlow() {
        flow = new FlowCheck(log);
    }

    /** Tells which files the loop works on; saves are looked at from now on. */
    void watch(WorldFiles ofLoop) {
        files = ofLoop;
    }

    @Override
    public void tickBegan(long number, long timeNanos) {
        log.tick = number;
    }

    @Override
    public void sealed(IntentView intent) {
        if (log.isQuiet()) {
            return;
        }
        try {
            seal(intent);
        } catch (RuntimeException e) {
            failed(intent.sequence(), e);
        }
    }

    @Override
    public void deliveryBegan(DeliveryPoint point) {
        log.point = point;
        log.pointNumber++;
        if (log.isQuiet()) {
            return;
        }
        pending.settle();
        order.deliveryBegan();
        if (point == DeliveryPoint.PHASE) {
            lanes.phaseEnds();
        }
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        if (log.isQuiet()) {
            return;
        }
        try {
            deliver(intent, completion);
        } catch (RuntimeException e) {
            failed(intent.sequence(), e);
        }
    }

    @Override
    public void ended(IntentView intent) {
        if (log.isQuiet()) {
            return;
        }
        try {
            OpenIntent ending = intents.ended(intent);
            if (ending != null) {
                lanes.ended(ending);
                ending.end();
            }
            buffers.ended(intent);
        } catch (RuntimeException e) {
            failed(intent.sequence(), e);
        }
    }

    @Override
    public void freed(long ticket) {
        if (!log.isQuiet()) {
            buffers.freed();
        }
    }

    @Override
    public void fileSaved(Replacement replacement) {
        if (files != null && !log.isQuiet() && !files.isDurable(replacement)) {
            log.report(Rule.SAVE, -1, "a crash would undo what was reported saved: " + replacement);
        }
    }

    @Override
    public void tickEnded(long number) {
        if (!log.isQuiet()) {
            intents.tickEnded();
            starvation.tickEnded();
        }
    }

    @Override
    public void loopEnded() {
        if (!log.isQuiet()) {
            intents.loopEnded();
        }
    }

    private void seal(IntentView view) {
        pending.settle();
        order.sealed(view);
        OpenIntent intent = intents.sealed(view);
        lanes.sealed(intent, view.laneName());
        noteCancel(intent);
        IoResource resource = view.resource();
        if (resource == null) {
            return;
        }
        if (!resource.isOpen()) {
            intent.isStale = true;
            return;
        }
        ResourceWatch watch = resources.watch(resource);
        streams.sealed(intent, watch);
        outputs.sealed(intent);
        pending.sealed(intent, watch);
        starvation.sealed(intent, view);
        if (ledger != null) {
            ledger.sealed(intent, watch, view);
        }
    }

    private void deliver(IntentView view, IoCompletion completion) {
        OpenIntent intent = intents.delivered(view, completion);
        if (intent == null) {
            return;
        }
        order.delivered(view, completion);
        streams.delivered(intent, completion);
        resources.delivered(intent, completion);
        groups.delivered(intent, view.groupId(), completion);
        starvation.delivered(view, completion);
        if (completion.isLast()) {
            intents.lastDelivered(intent);
            starvation.lastDelivered(intent);
            noteCancel(intent);
            chains.lastDelivered(intent, completion);
            streams.lastDelivered(intent, view, completion);
            outputs.lastDelivered(intent, completion);
            pending.lastDelivered(intent, completion);
            if (flow != null) {
                flow.lastDelivered(intent, completion);
            }
            buffers.lastDelivered(intent, view, completion);
        }
        if (ledger != null) {
            ledger.delivered(intent, view, completion);
        }
        if (intent.operation == IoOpType.CLOSE) {
            closeDelivered(view, completion);
        }
    }

    private void closeDelivered(IntentView view, IoCompletion completion) {
        IoResource resource = view.resource();
        if (resource == null || completion.isRefused() || resource.isOpen()) {
            return;
        }
        resources.closed(resource);
        TransportHandle handle = view.handle();
        if (ledger != null && handle != null) {
            ledger.closed(handle);
            starvation.closed(handle);
        }
    }

    private void noteCancel(OpenIntent intent) {
        if (intent.isCancelling()) {
            log.lastCancelTick = log.tick;
        }
    }

    private void failed(long sequence, RuntimeException cause) {
        log.failed(sequence, cause);
    }
}
