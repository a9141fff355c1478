package io.tickwire.stress.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.WaitPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What one run of a scenario, or a test, has: a transport, random numbers from a seed, and things
 * that are closed at its end. Belongs to one thread.
 */
public class Stage implements AutoCloseable {
    /** Long enough for any healthy prompt operation; a hang becomes a late completion. */
    public static final WaitPolicy WAIT = WaitPolicy.awaitPrompt(TimeLimits.ofSeconds(5));

    private static final Duration RESULT_LIMIT = TimeLimits.ofSeconds(30);
    private static final Duration JOIN_LIMIT = TimeLimits.ofSeconds(20);

    /** Without Netty's leak detector, which would trace each use: all are counted at the end. */
    private static final UnpooledByteBufAllocator UNTRACED =
            new UnpooledByteBufAllocator(true, true);

    /** All that were handed out are back at the end. */
    protected final Buffers buffers;

    /** The same numbers in each run with the same seed. */
    protected final Random random;

    private final String transport;
    private final long seed;
    private final BooleanSupplier isStopping;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    /** A run that goes on to its end, with buffers that Netty's leak detector traces. */
    public Stage(String transport, long seed) {
        this(transport, seed, () -> false, new Buffers());
    }

    /** A run that ends early when it is told to. */
    public Stage(String transport, long seed, BooleanSupplier isStopping) {
        this(transport, seed, isStopping, new Buffers(UNTRACED));
    }

    private Stage(String transport, long seed, BooleanSupplier isStopping, Buffers buffers) {
        this.transport = transport;
        this.seed = seed;
        this.isStopping = isStopping;
        this.buffers = buffers;
        random = new Random(seed);
    }

    /** Loads classes and opens what the Java runtime opens once, so that probes see none of it. */
    public static void warmUp(String transport) {
        try (Stage stage = new Stage(transport, 0)) {
            LoopDrive drive = stage.drive(BatchConfig.DEFAULT);
            drive.link(drive.listen()).peer().isEnded();
            drive.open(stage.file(new byte[1]));
        }
    }

    public final String transport() {
        return transport;
    }

    public final Random random() {
        return random;
    }

    /** From min to max, both included. */
    public final int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    public final boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** A part of the run with things of its own, and numbers that go on. */
    public final Stage scene() {
        return new Stage(transport, random.nextLong(), isStopping);
    }

    public final Deadline deadline(String awaited) {
        return new Deadline(awaited, isStopping);
    }

    /** A builder for the transport. */
    public TickLoopBuilder builder() {
        return TickLoop.builder().transport(transport).seed(seed);
    }

    /** A loop of one phase and one lane, driven by hand. */
    public final LoopDrive drive(BatchConfig config) {
        return own(new LoopDrive(this, builder().config(config), WAIT));
    }

    /** Closes something at the run's end, the last first. */
    public final <T extends AutoCloseable> T own(T closeable) {
        owned.push(closeable);
        return closeable;
    }

    /** A buffer that the run keeps; whoever else holds it at the end has leaked it. */
    public final ByteBuf buffer(int capacity) {
        return buffers.keep(capacity);
    }

    /** A new file that is deleted at the run's end. */
    public final Path file(byte[] content) {
        try {
            return Files.write(directory().resolve("file"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new directory that is deleted at the run's end; its path is short. */
    public final Path directory() {
        try {
            Path directory = Files.createTempDirectory("run");
            own(() -> deleteTree(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs something beside the loop on a thread of its own; its failure is thrown by {@link #get}.
     * It must end soon after what it works on is closed.
     */
    public final <T> FutureTask<T> background(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "run-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** What a background task came to, which is over soon. */
    public static <T> T get(FutureTask<T> task) {
        try {
            return task.get(RESULT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (Exception e) {
            throw new AssertionError("the background task failed: " + e, e);
        }
    }

    /** Swallows and counts what a logger is given, until the run's end. */
    public final AtomicInteger swallow(String logger) {
        AtomicInteger count = new AtomicInteger();
        Logger quiet = Logger.getLogger(logger);
        Filter before = quiet.getFilter();
        quiet.setFilter(
                line -> {
                    count.incrementAndGet();
                    return false;
                });
        own(() -> quiet.setFilter(before));
        return count;
    }

    /** Closes everything, whatever fails, and then says what failed first. */
    @Override
    public final void close() {
        List<Throwable> failures = new ArrayList<>();
        while (!owned.isEmpty()) {
            attempt(owned.pop(), failures);
        }
        for (Thread thread : threads) {
            attempt(() -> join(thread), failures);
        }
        attempt(buffers::assertReleased, failures);
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("at the end: " + failures.get(0));
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** Does a step of the end, whatever became of the others. */
    private static void attempt(AutoCloseable step, List<Throwable> failures) {
        try {
            step.close();
        } catch (Exception | AssertionError e) {
            failures.add(e);
        }
    }

    private static void join(Thread thread) throws InterruptedException {
        thread.join(JOIN_LIMIT.toMillis());
        Check.that(!thread.isAlive(), thread + " still runs");
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
