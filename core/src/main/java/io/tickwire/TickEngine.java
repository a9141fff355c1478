package io.tickwire;

import io.tickwire.LoopStats.Counter;
import io.tickwire.spi.Transport;
import io.tickwire.watch.LoopClock;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a tick, one method each: INTAKE, RUN, SEAL, SUBMIT, HARVEST, DELIVER. Decides
 * nothing about time or life; {@link TickLoop} does.
 */
final class TickEngine {
    private final Transport transport;
    private final LoopClock clock;
    private final CompletionRing ring;
    private final Submitter submitter;
    private final Harvester harvester;
    private final Timers timers;
    private final Sealer sealer;
    private final Canceller canceller;
    private final Delivery delivery;
    private final Mailboxes mailboxes;
    private final TickContext callbackTick;

    /** All phases' members; an array, since iterating over one allocates nothing. */
    private final Phase.Member[] members;

    private final LoopHome home;
    private final LoopAccess access;
    private final ErrorBox errors;
    private final LoopStats stats;
    private final Observation observation;
    private final Shutdown shutdown;
    private int batchIntents;

    /** The tick, for the systems that run in it. */
    private long number;

    private long nanos;

    /** When the tick began, by the system's clock. */
    private long beganNanos;

    /** Intents that lanes have refused, as far as their phases have ended since. */
    private long rejected;

    /**
     * How often a phase submits what follows on what has just ended: what a stream may hold by
     * default (1 MiB) leaves in gathered operations of 16 KiB.
     */
    private static final int ROUNDS_MAX = 64;

    TickEngine(LoopParts parts) {
        transport = parts.transport;
        clock = parts.clock;
        ring = parts.ring;
        submitter = parts.submitter;
        harvester = parts.harvester;
        timers = parts.timers;
        sealer = parts.sealer;
        canceller = parts.canceller;
        delivery = parts.delivery;
        mailboxes = parts.mailboxes;
        callbackTick = parts.callbackTick;
        home = parts.home;
        access = parts.access;
        errors = parts.errors;
        stats = parts.stats;
        observation = parts.observation;
        shutdown = parts.shutdown;
        members =
                parts.phases.stream()
                        .flatMap(phase -> phase.members().stream())
                        .toArray(Phase.Member[]::new);
    }

    /** INTAKE: takes in what is there and delivers it, with timers that are due and messages. */
    void intake(long tickNumber, long timeNanos) {
        stats.add(Counter.TICKS, 1);
        beginTick(tickNumber, timeNanos);
        mailboxes.drain();
        if (delivery.collectGroups()) {
            // Before those that are with the transport already can take what has come back.
            submitter.submitReceives(transport);
        }
        harvest(0);
        fireTimers(timeNanos);
        sealer.timersFired();
        delivery.deliverIntake();
        sealer.endIntake();
    }

    /**
     * RUN and SEAL: runs the phase's systems, then seals their lanes, in registration order; what
     * callbacks have queued was sealed before them. No system sees what another one of its phase
     * does, so it makes no difference whether they run one after the other or at once.
     */
    void runAndSeal(Phase phase) {
        errors.enter(phase.nameIfAny());
        harvester.beginPhase(sealer.nextSequence());
        batchIntents = seal(callbackTick.lane());
        run(phase);
        List<Phase.Member> ofPhase = phase.members();
        for (int i = 0; i < ofPhase.size(); i++) {
            Lane lane = ofPhase.get(i).lane();
            rejected += lane.intents().takeRejected();
            lane.phaseEnded();
            batchIntents += seal(lane);
        }
        if (batchIntents > 0) {
            stats.add(Counter.BATCHES, 1);
            stats.add(Counter.INTENTS, batchIntents);
            stats.max(Counter.BATCH_SIZE_MAX, batchIntents);
        }
    }

    /**
     * SUBMIT, HARVEST and DELIVER.
     *
     * @param budgetNanos how long to wait for prompt intents
     * @param isWaitNext whether the loop goes on to wait in the transport: then a batch without
     *     prompt intents goes to the kernel in the entry that waits
     */
    void submitAndDeliver(long budgetNanos, boolean isWaitNext) {
        if (!home.pausing().isEmpty()) {
            pauseListeners(home.pausing());
        }
        submit();
        if (harvester.promptOutstanding() > 0 || !isWaitNext) {
            flush();
            carryOn();
        }
        if (harvester.promptOutstanding() > 0) {
            awaitPrompt(budgetNanos);
        }
        harvester.endPhase();
        delivery.deliverPhase();
        errors.enter(Optional.empty());
        publish();
    }

    private void flush() {
        harvester.beginPass(0);
        transport.flush();
        sealer.stepChains();
    }

    /**
     * Submits what waited behind operations that have ended at once: further sends of a stream, the
     * next receive. Costs another entry only where something was left to follow.
     */
    private void carryOn() {
        for (int round = 0; round < ROUNDS_MAX && isAnyTaken(); round++) {
            flush();
        }
    }

    private void pauseListeners(List<IoListener> pausing) {
        for (int i = 0; i < pausing.size(); i++) {
            if (pausing.get(i).isPaused()) {
                canceller.pauseAccepts(pausing.get(i));
            }
        }
        pausing.clear();
    }

    /** Whether a tick would find something to do at once. */
    boolean isReady(long timeNanos) {
        return ring.intakeCount() > 0
                || callbackTick.lane().intents().size() > 0
                || timers.nextDeadlineNanos() <= timeNanos
                || mailboxes.isReady()
                || hasUnseenCompletions();
    }

    private boolean hasUnseenCompletions() {
        for (Phase.Member member : members) {
            if (member.system() != null && !member.lane().completions().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** When the next timer is due on the tick clock, or {@link Long#MAX_VALUE}. */
    long nextTimerNanos() {
        return timers.nextDeadlineNanos();
    }

    /**
     * Waits in the transport for the first completion or message; what became ready meanwhile goes
     * along. Buffers of groups that a program gives back meanwhile end the wait if somebody needs
     * them.
     */
    void await(long waitNanos) {
        delivery.awaitGroups(submitter.isStarved());
        boolean hasEnded = submit();
        try {
            harvest(mailboxes.beginWait() && !hasEnded ? waitNanos : 0);
        } finally {
            mailboxes.endWait();
            delivery.endAwaitGroups();
        }
        carryOn();
        publishEntries();
    }

    /** Leaves a phase that cannot be finished; what it has harvested comes at the next INTAKE. */
    void endPhaseEarly() {
        errors.enter(Optional.empty());
        harvester.endPhase();
        ring.movePhaseToIntake();
    }

    void tickEnded(long tickNumber) {
        submitter.tickEnded();
        callbackTick.lane().pages().tickEnded();
        for (Phase.Member member : members) {
            member.lane().pages().tickEnded();
        }
        stats.tickWorked(clock.nanoTime() - beganNanos);
        shutdown.tickEnded();
        observation.tickEnded(tickNumber);
    }

    private void beginTick(long tickNumber, long timeNanos) {
        beganNanos = clock.nanoTime();
        observation.tickBegan(tickNumber, timeNanos);
        sealer.beginTick(timeNanos);
        callbackTick.beginTick(tickNumber, timeNanos, shutdown.number());
        number = tickNumber;
        nanos = timeNanos;
    }

    private void fireTimers(long timeNanos) {
        harvester.beginPass(0);
        for (Intent due = timers.pollDue(timeNanos); due != null; due = timers.pollDue(timeNanos)) {
            switch (due.type) {
                case CLOSE -> sealer.lingerOver(due);
                case TIMEOUT -> harvester.finish(due, 0);
                default -> canceller.expire(due);
            }
        }
    }

    /**
     * Runs the systems and empties their inboxes; one that must not run any more keeps its inbox.
     */
    private void run(Phase phase) {
        List<Phase.Member> ofPhase = phase.members();
        ParallelRun parallel = phase.parallel();
        boolean isParallel = parallel != null && !errors.isStopping();
        for (int i = 0; i < ofPhase.size(); i++) {
            if (ofPhase.get(i).system() != null) {
                ofPhase.get(i).tick().beginTick(number, nanos, shutdown.number());
            }
        }
        if (parallel != null && isParallel) {
            parallel.run(access, errors);
        }
        for (int i = 0; i < ofPhase.size(); i++) {
            Phase.Member member = ofPhase.get(i);
            if (isParallel || hasRun(member)) {
                delivery.empty(member.lane().completions());
            }
        }
    }

    private boolean hasRun(Phase.Member member) {
        TickSystem system = member.system();
        if (system == null) {
            return true;
        }
        if (errors.isStopping()) {
            return false;
        }
        try {
            system.run(member.tick());
        } catch (Throwable e) {
            errors.caught(LoopError.Source.SYSTEM, member.lane().name(), e);
        }
        if (member.tick().takeTurnToStop()) {
            tellOfStop(system, member);
        }
        return true;
    }

    private void tellOfStop(TickSystem system, Phase.Member member) {
        try {
            system.stopping(member.tick());
        } catch (Throwable e) {
            errors.caught(LoopError.Source.STOPPING, member.lane().name(), e);
        }
    }

    private int seal(Lane lane) {
        if (lane.intents().size() == 0) {
            return 0;
        }
        long sealedNanos = clock.nanoTime();
        harvester.beginPass(sealedNanos);
        return sealer.seal(lane.intents(), sealedNanos);
    }

    private void awaitPrompt(long budgetNanos) {
        harvest(0);
        if (harvester.promptOutstanding() == 0 || budgetNanos == 0) {
            return;
        }
        long start = clock.nanoTime();
        while (harvester.promptOutstanding() > 0) {
            long left = budgetNanos - (clock.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            boolean hasEnded = submit();
            harvest(hasEnded ? 0 : budgetNanos == Long.MAX_VALUE ? Long.MAX_VALUE : left);
        }
    }

    /** Hands over what is ready; answers whether something has ended in place of that. */
    private boolean submit() {
        boolean unused = isAnyTaken();
        return submitter.hasEnded();
    }

    /** Hands over what is ready; answers whether the transport has taken any of it. */
    private boolean isAnyTaken() {
        int taken = submitter.submit(transport, harvester);
        if (submitter.hasEnded()) {
            sealer.stepChains();
        }
        return taken > 0;
    }

    /** Takes results in, and lets what is linked behind them go on. */
    private void harvest(long waitNanos) {
        harvester.harvest(transport, waitNanos);
        sealer.stepChains();
    }

    private void publish() {
        rejected += callbackTick.lane().intents().takeRejected();
        callbackTick.lane().phaseEnded();
        stats.set(Counter.REJECTED, rejected);
        stats.set(Counter.COMPLETIONS, delivery.deliveredCount());
        stats.set(Counter.LATE, harvester.lateCount());
        stats.set(Counter.RESOURCES, delivery.openResources());
        stats.set(Counter.IGNORED_WISHES, transport.ignoredWishes());
        stats.set(Counter.ERRORS, errors.count());
        publishEntries();
    }

    private void publishEntries() {
        stats.set(Counter.SUBMITTING, transport.submittingEntries());
        stats.set(Counter.REAPING, transport.reapingEntries());
    }
}
