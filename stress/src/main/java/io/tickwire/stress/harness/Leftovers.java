package io.tickwire.stress.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks for what a run has left behind: buffers, descriptors, threads and warnings in the log. For
 * one run at a time in a process; whoever starts it closes it.
 */
public final class Leftovers implements AutoCloseable {
    private static final int ATTEMPTS = TimeLimits.attempts(1_000);

    /** Groups of threads that the Java runtime starts for itself, those of virtual threads too. */
    private static final Set<String> RUNTIME_GROUPS =
            Set.of("system", "CarrierThreads", "InnocuousThreadGroup");

    private final LeakProbe leaks = LeakProbe.start();
    private final DescriptorProbe descriptors = new DescriptorProbe();
    private final LogProbe logs = new LogProbe();
    private final Set<Thread> threadsBefore = threads();

    private Leftovers() {}

    /**
     * Has Netty report buffers that were collected without a release. For a program that is not
     * started by JUnit's launcher; comes before Netty's first buffer.
     */
    public static void install() {
        LeakProbe.install();
    }

    /**
     * Starts a watch. What the Java runtime opens only once should be open by now.
     *
     * @return the watch
     */
    public static Leftovers watch() {
        return new Leftovers();
    }

    /**
     * Fails if anything is left that was not there at the start.
     *
     * @throws AssertionError with everything that was found
     */
    public void assertNone() {
        List<String> found = new ArrayList<>();
        note(leaks::assertNothingLeaked, found);
        note(descriptors::assertNothingNew, found);
        note(this::assertNoThread, found);
        takeWarnings().stream().map("logged: "::concat).forEach(found::add);
        if (!found.isEmpty()) {
            throw new AssertionError("left behind: " + String.join("; ", found));
        }
    }

    /** The warnings so far, which then are nothing that is left. */
    public List<String> takeWarnings() {
        return logs.take();
    }

    @Override
    public void close() {
        logs.close();
    }

    private static void note(Runnable probe, List<String> found) {
        try {
            probe.run();
        } catch (AssertionError e) {
            found.add(e.getMessage());
        }
    }

    private void assertNoThread() {
        Set<Thread> added = added();
        for (int i = 0; i < ATTEMPTS && !added.isEmpty(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            added = added();
        }
        if (!added.isEmpty()) {
            throw new AssertionError("threads that still run: " + added);
        }
    }

    private Set<Thread> added() {
        Set<Thread> now = threads();
        now.removeAll(threadsBefore);
        now.removeIf(Leftovers::isOfRuntime);
        return now;
    }

    /** The Java runtime keeps these; they end by themselves or never. */
    private static boolean isOfRuntime(Thread thread) {
        String name = thread.getName();
        ThreadGroup group = thread.getThreadGroup();
        return name.startsWith("process reaper")
                || name.startsWith("globalEventExecutor")
                || (group != null && RUNTIME_GROUPS.contains(group.getName()));
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
