package io.tickwire;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * RUN of a parallel phase: its systems run on an executor's threads and on the loop's, which does
 * what no other thread has begun, so that a busy or closed executor holds nothing up.
 *
 * <p>Threads claim systems by number. A thread that comes late, in a later run even, claims what is
 * there to be claimed by then. The loop's thread goes on when the last system has returned; all
 * that systems have done happens before that.
 */
final class ParallelRun {
    /** How often the loop's thread looks for the end before it parks. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    private final Executor executor;
    private final Phase.Member[] members;
    private final @Nullable Throwable[] failures;
    private final @Nullable Throwable[] stopFailures;
    private final Helper[] helpers;

    /** The next member to be claimed; all are, between runs. */
    private final AtomicInteger next;

    /** Members of this run whose systems have not returned. */
    private final AtomicInteger unfinished = new AtomicInteger();

    /** The loop's thread while it may be parked. */
    private volatile @Nullable Thread waiter;

    /** Of the members that have a system. */
    ParallelRun(Executor executor, List<Phase.Member> ofPhase) {
        this.executor = executor;
        members = ofPhase.stream().filter(m -> m.system() != null).toArray(Phase.Member[]::new);
        failures = new @Nullable Throwable[members.length];
        stopFailures = new @Nullable Throwable[members.length];
        next = new AtomicInteger(members.length);
        int count = Math.min(members.length, Runtime.getRuntime().availableProcessors()) - 1;
        helpers = new Helper[Math.max(0, count)];
        Arrays.setAll(helpers, i -> new Helper());
    }

    /** A task for the executor, which has it at most once at a time. */
    private final class Helper implements Runnable {
        /** From the hand-over until a thread begins with it. */
        private final AtomicBoolean isQueued = new AtomicBoolean();

        @Override
        public void run() {
            isQueued.set(false);
            work();
        }
    }

    /** Runs every system once; what they throw goes to the box, in registration order. */
    void run(LoopAccess access, ErrorBox errors) {
        access.beginParallel();
        for (Phase.Member member : members) {
            member.lane().bar();
        }
        unfinished.set(members.length);
        next.set(0);
        try {
            callHelpers(errors);
        } finally {
            // Whatever an executor throws: the systems run, and the lanes are given back.
            work();
            awaitEnd();
            end(access, errors);
        }
    }

    private void end(LoopAccess access, ErrorBox errors) {
        for (int i = 0; i < members.length; i++) {
            members[i].lane().open();
            tell(failures, i, LoopError.Source.SYSTEM, errors);
            tell(stopFailures, i, LoopError.Source.STOPPING, errors);
        }
        access.endParallel();
    }

    private void tell(
            @Nullable Throwable[] thrown, int i, LoopError.Source source, ErrorBox errors) {
        Throwable failure = thrown[i];
        if (failure != null) {
            thrown[i] = null;
            errors.caught(source, members[i].lane().name(), failure);
        }
    }

    private void callHelpers(ErrorBox errors) {
        try {
            for (Helper helper : helpers) {
                call(helper);
            }
        } catch (RejectedExecutionException e) {
            // The loop's thread does their part.
        } catch (Throwable e) {
            errors.caught(LoopError.Source.EXECUTOR, null, e);
        }
    }

    /** A busy executor that has not begun with a helper yet has it for this run too. */
    private void call(Helper helper) {
        if (!helper.isQueued.compareAndSet(false, true)) {
            return;
        }
        boolean isTaken = false;
        try {
            executor.execute(helper);
            isTaken = true;
        } finally {
            if (!isTaken) {
                helper.isQueued.set(false);
            }
        }
    }

    private void work() {
        for (int i = claim(); i >= 0; i = claim()) {
            runMember(i);
        }
    }

    /** Claims a member for the calling thread; -1 if none is left. */
    private int claim() {
        for (int i = next.get(); i < members.length; i = next.get()) {
            if (next.compareAndSet(i, i + 1)) {
                return i;
            }
        }
        return -1;
    }

    private void runMember(int i) {
        Phase.Member member = members[i];
        TickSystem system = Objects.requireNonNull(member.system());
        member.lane().handTo(Thread.currentThread());
        try {
            system.run(member.tick());
        } catch (Throwable e) {
            failures[i] = e;
        }
        try {
            if (member.tick().takeTurnToStop()) {
                system.stopping(member.tick());
            }
        } catch (Throwable e) {
            stopFailures[i] = e;
        } finally {
            member.lane().bar();
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(waiter);
            }
        }
    }

    /** An interrupt does not end the wait; it is left for others to see. */
    private void awaitEnd() {
        for (int i = 0; i < SPINS && unfinished.get() > 0; i++) {
            Thread.onSpinWait();
        }
        if (unfinished.get() == 0) {
            return;
        }
        boolean isInterrupted = false;
        waiter = Thread.currentThread();
        while (unfinished.get() > 0) {
            isInterrupted |= Thread.interrupted();
            LockSupport.park(this);
        }
        waiter = null;
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
