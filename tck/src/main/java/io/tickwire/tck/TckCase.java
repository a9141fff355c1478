package io.tickwire.tck;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoopBuilder;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Leftovers;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What all topics share. A test is a run of its own: what it owns is closed at its end, and then is
 * looked for what was left behind.
 */
abstract class TckCase extends Stage {
    /** Small bounds: a loop is built fast and its limits are reached soon. */
    static final BatchConfig SMALL =
            BatchConfig.builder()
                    .laneCapacity(512)
                    .laneInFlight(1024)
                    .callbackCapacity(256)
                    .resources(4096)
                    .multishotRoom(512)
                    .build();

    private static final long SEED = 20_260_101;

    /** Transports that had their first test. */
    private static final Set<String> SEEN = new HashSet<>();

    private @Nullable Leftovers leftovers;

    TckCase(String transport) {
        super(transport, SEED);
    }

    @BeforeEach
    final void startProbes() {
        Availability.require(transport());
        if (SEEN.add(transport())) {
            warmUp(transport());
        }
        leftovers = Leftovers.watch();
    }

    @AfterEach
    @SuppressWarnings("try") // the probes are a resource so that they look whatever fails
    final void closeAndProbe() throws Exception {
        Leftovers begun = leftovers;
        if (begun == null) {
            return; // skipped
        }
        try (Leftovers watch = begun;
                AutoCloseable probes = watch::assertNone) {
            close();
        }
    }

    /** Warnings logged so far, which then are no failure. */
    final List<String> takeWarnings() {
        return Objects.requireNonNull(leftovers).takeWarnings();
    }

    LoopFixture loop() {
        return loop(SMALL);
    }

    LoopFixture loop(BatchConfig config) {
        return own(new LoopFixture(this, config));
    }

    /** A builder for the transport under test. */
    @Override
    public final TickLoopBuilder builder() {
        return super.builder().config(SMALL);
    }

    Connection connect(LoopFixture loop, IoListener listener) {
        return loop.accept(listener, Peer.connect(listener.localAddress()));
    }

    Connection connect(LoopFixture loop) {
        return connect(loop, loop.listen());
    }

    /** A connection that holds little of what its peer does not read. */
    Connection narrow(LoopFixture loop) {
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        return loop.accept(listener, Peer.connectNarrow(listener.localAddress(), 4096));
    }

    byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    ByteBuf give(byte[] content) {
        return buffers.give(content);
    }

    /** Runs a peer's part on a thread of its own. */
    final <T> FutureTask<T> inBackground(Callable<T> work) {
        return background("peer", work);
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
}
