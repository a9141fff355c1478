package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.stress.harness.DescriptorProbe;
import io.tickwire.stress.harness.LeakProbe;
import io.tickwire.stress.harness.LogProbe;
import io.tickwire.stress.harness.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/**
 * What all topics share: the transport's name, things that are closed at a test's end, and the
 * probes that then look for what was left behind.
 */
abstract class TckCase {
    /** Small bounds: a loop is built fast and its limits are reached soon. */
    static final BatchConfig SMALL =
            BatchConfig.builder()
                    .laneCapacity(512)
                    .laneInFlight(1024)
                    .callbackCapacity(256)
                    .resources(4096)
                    .multishotRoom(512)
                    .build();

    private static final Duration BACKGROUND_LIMIT = TimeLimits.ofSeconds(30);
    private static final Duration JOIN_LIMIT = TimeLimits.ofSeconds(20);

    /** Transports that had their first test, or were found missing. */
    private static final Set<String> SEEN = new HashSet<>();

    /** The same numbers in each run. */
    final Random random = new Random(20_260_101);

    final Buffers buffers = new Buffers();

    private final String transport;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private LeakProbe leaks = LeakProbe.start();
    private DescriptorProbe descriptors = new DescriptorProbe();
    private LogProbe logs = new LogProbe();

    TckCase(String transport) {
        this.transport = transport;
        logs.close();
    }

    @BeforeEach
    final void startProbes() {
        requireTransport();
        if (SEEN.add(transport)) {
            warmUp();
        }
        leaks = LeakProbe.start();
        descriptors = new DescriptorProbe();
        logs = new LogProbe();
    }

    @AfterEach
    final void closeAndProbe() {
        List<Throwable> failures = new ArrayList<>();
        while (!owned.isEmpty()) {
            attempt(owned.pop()::close, failures);
        }
        attempt(this::joinThreads, failures);
        attempt(buffers::assertReleased, failures);
        attempt(leaks::assertNothingLeaked, failures);
        attempt(descriptors::assertNothingNew, failures);
        attempt(() -> assertThat(logs.take()).as("warnings in the log").isEmpty(), failures);
        logs.close();
        if (!failures.isEmpty()) {
            AssertionError failure = new AssertionError("after the test: " + failures.get(0));
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    String transport() {
        return transport;
    }

    /** Warnings logged so far, which then are no failure. */
    List<String> takeWarnings() {
        return logs.take();
    }

    /** Closes something at the test's end, the last first. */
    <T extends AutoCloseable> T own(T closeable) {
        owned.push(closeable);
        return closeable;
    }

    LoopFixture loop() {
        return loop(SMALL);
    }

    LoopFixture loop(BatchConfig config) {
        return own(new LoopFixture(transport, config));
    }

    /** A builder for the transport under test. */
    TickLoopBuilder builder() {
        return TickLoop.builder().transport(transport).config(SMALL);
    }

    Connection connect(LoopFixture loop, IoListener listener) {
        return accept(loop, listener, own(Peer.connect(listener.localAddress())));
    }

    Connection connect(LoopFixture loop) {
        return connect(loop, loop.listen());
    }

    /** A connection that holds little of what its peer does not read. */
    Connection narrow(LoopFixture loop) {
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        return accept(loop, listener, own(Peer.connectNarrow(listener.localAddress())));
    }

    Connection accept(LoopFixture loop, IoListener listener, Peer peer) {
        IoStream stream = loop.finish(loop.request().accept(listener)).stream();
        return new Connection(stream, peer);
    }

    /** A new directory that is deleted at the test's end; its path is short. */
    Path directory() {
        try {
            Path directory = Files.createTempDirectory("tck");
            own(() -> deleteTree(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    ByteBuf give(byte[] content) {
        return buffers.give(content);
    }

    /** Runs a peer's part on a thread of its own; its failure fails the test in {@code get}. */
    <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "tck-peer-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    static <T> T get(FutureTask<T> task) {
        try {
            return task.get(BACKGROUND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (Exception e) {
            throw new AssertionError("the background task failed: " + e, e);
        }
    }

    /** Ticks until a background task is over; answers what it came to. */
    static <T> T tickUntilDone(LoopFixture loop, FutureTask<T> task) {
        loop.until("a background task", task::isDone);
        return get(task);
    }

    /** The address ::1. */
    static InetAddress loopbackV6() throws UnknownHostException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    static Duration millis(long count) {
        return Duration.ofMillis(count);
    }

    private void requireTransport() {
        String obstacle = Availability.obstacle(transport).orElse("");
        if (obstacle.isEmpty()) {
            return;
        }
        String message = "transport " + transport + " does not work here: " + obstacle;
        assertThat(Availability.isRequired(transport)).as(message).isFalse();
        if (SEEN.add(transport)) {
            System.out.println("skipped: " + message);
        }
        Assumptions.abort(message);
    }

    /** Loads classes and opens what the Java runtime opens once, so that probes see none of it. */
    private void warmUp() {
        try (LoopFixture loop = new LoopFixture(transport, SMALL)) {
            IoListener listener = loop.listen();
            long ticket = loop.queue(loop.request().accept(listener));
            try (Peer peer = Peer.connect(listener.localAddress())) {
                loop.await(ticket);
                peer.send(new byte[1]);
            }
        }
    }

    /** Does a step of the end, whatever became of the others. */
    private static void attempt(Executable step, List<Throwable> failures) {
        try {
            step.execute();
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private void joinThreads() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(JOIN_LIMIT.toMillis());
            assertThat(thread.isAlive()).as("%s still runs", thread).isFalse();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
