package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.TimeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * What one run of a scenario has: a transport, random numbers from a seed, and things that are
 * closed at its end. Belongs to one thread.
 */
final class Stage implements AutoCloseable {
    /** Long enough for any healthy prompt operation; a hang becomes a late completion. */
    static final WaitPolicy WAIT = WaitPolicy.awaitPrompt(TimeLimits.ofSeconds(5));

    private static final long JOIN_MILLIS = TimeLimits.ofSeconds(20).toMillis();

    /**
     * Every buffer is counted at the run's end, so that Netty's detector need not trace each use.
     */
    private static final UnpooledByteBufAllocator ALLOCATOR =
            new UnpooledByteBufAllocator(true, true);

    private final String transport;
    private final long seed;
    private final BooleanSupplier isStopping;
    private final Random random;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();

    Stage(String transport, long seed, BooleanSupplier isStopping) {
        this.transport = transport;
        this.seed = seed;
        this.isStopping = isStopping;
        random = new Random(seed);
    }

    String transport() {
        return transport;
    }

    Random random() {
        return random;
    }

    /** From min to max, both included. */
    int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** A part of the run with things of its own, and numbers that go on. */
    Stage scene() {
        return new Stage(transport, random.nextLong(), isStopping);
    }

    Patience patience(String awaited) {
        return new Patience(awaited, isStopping);
    }

    /** A builder for the transport, with a watch over its order. */
    TickLoopBuilder builder(OrderWatch watch) {
        return TickLoop.builder().transport(transport).seed(seed).observer(watch);
    }

    /** A loop of one phase and one lane, driven by hand. */
    Drive drive(BatchConfig config) {
        OrderWatch watch = new OrderWatch();
        TickLoop loop =
                builder(watch)
                        .config(config)
                        .phase(Drive.PHASE, phase -> phase.lane(Drive.LANE).wait(WAIT))
                        .build();
        return own(new Drive(this, loop, watch));
    }

    /** Closes something at the run's end, the last first. */
    <T extends AutoCloseable> T own(T closeable) {
        owned.push(closeable);
        return closeable;
    }

    /** A buffer that the run keeps; whoever else holds it at the end has leaked it. */
    ByteBuf buffer(int capacity) {
        ByteBuf buffer = ALLOCATOR.directBuffer(capacity, capacity);
        buffers.add(buffer);
        return buffer;
    }

    /** A new file that is deleted at the run's end. */
    Path file(byte[] content) throws IOException {
        return Files.write(directory().resolve("file"), content);
    }

    /** A new directory that is deleted at the run's end; its path is short. */
    Path directory() throws IOException {
        Path directory = Files.createTempDirectory("stress");
        own(() -> deleteTree(directory));
        return directory;
    }

    /** Runs something beside the loop; it must end soon after what it works on is closed. */
    <T> FutureTask<T> background(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "stress-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Swallows and counts what a logger is given, until the run's end. */
    AtomicInteger swallow(String logger) {
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
    public void close() {
        List<Throwable> failures = new ArrayList<>();
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        }
        joinThreads(failures);
        releaseBuffers(failures);
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("at the end: " + failures.get(0));
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    private void joinThreads(List<Throwable> failures) {
        for (Thread thread : threads) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                failures.add(new AssertionError(thread + " still runs"));
            }
        }
    }

    private void releaseBuffers(List<Throwable> failures) {
        for (ByteBuf buffer : buffers) {
            int references = buffer.refCnt();
            if (references != 1) {
                failures.add(new AssertionError(references + " references left to " + buffer));
            }
            if (references > 0) {
                buffer.release(references);
            }
        }
    }

    /** What a background task came to, which is over soon. */
    static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(JOIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
