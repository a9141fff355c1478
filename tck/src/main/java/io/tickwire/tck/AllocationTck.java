package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.LeakProbe;
import io.tickwire.stress.harness.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a loop allocates under load. Core's own share is proved to be zero by core's tests; this
 * measures what the transport, Netty and the Java runtime add for each operation.
 */
abstract class AllocationTck extends TckCase {
    /**
     * What a transport may cost for each operation. Netty takes an object of 72 bytes for an entry
     * of a ring; whether the compiler removes it depends on what the JVM has run before.
     */
    private static final double OPERATION_BYTES_MAX = 96;

    /** What a transport may cost for each tick: about one small object. */
    private static final double TICK_BYTES_MAX = 64;

    private static final int PEERS = 64;
    private static final int WARM_UP = 150_000;
    private static final int MEASURED = 150_000;

    AllocationTck(String transport) {
        super(transport);
    }

    @BeforeEach
    final void pauseLeakProbe() {
        LeakProbe.pause();
    }

    @AfterEach
    final void resumeLeakProbe() {
        LeakProbe.resume();
    }

    @Test
    @DisplayName("an echo over 64 connections allocates no more than a bound for each operation")
    void echoLoad() {
        EchoSystem echo = own(new EchoSystem(256));
        AtomicBoolean isOver = new AtomicBoolean();
        Goal goal = new Goal(echo);
        try (TickLoop loop =
                builder().phase("p", phase -> phase.system(echo).system(goal)).build()) {
            loop.tick();
            FutureTask<Boolean> peers = inBackground(() -> pingPong(echo, isOver));
            goal.run(loop, WARM_UP);
            AllocationProbe probe = new AllocationProbe();
            long before = echo.operations();
            long ticksBefore = loop.stats().snapshot().ticks();
            probe.start();
            goal.run(loop, before + MEASURED);
            long bytes = probe.bytes();
            long operations = echo.operations() - before;
            long ticks = loop.stats().snapshot().ticks() - ticksBefore;
            isOver.set(true);
            Deadline deadline = new Deadline("the peers' end");
            while (!peers.isDone() || echo.streams() > 0) {
                loop.tick();
                deadline.check();
            }
            get(peers);
            double perOperation = (double) bytes / operations;
            System.out.printf(
                    Locale.ROOT,
                    "allocation: %s %.1f bytes/op (%d operations, %d ticks)%n",
                    transport(),
                    perOperation,
                    operations,
                    ticks);
            assertThat(perOperation).isLessThan(OPERATION_BYTES_MAX);
        }
    }

    @Test
    @DisplayName("a tick with nothing to do allocates next to nothing")
    void idleTicks() {
        LoopFixture loop = loop();
        connect(loop);
        TickLoop idle = loop.loop();
        for (int i = 0; i < 30_000; i++) {
            idle.tick();
        }
        AllocationProbe probe = new AllocationProbe();
        probe.start();
        for (int i = 0; i < 10_000; i++) {
            idle.tick();
        }
        double perTick = probe.bytes() / 10_000.0;
        System.out.printf(
                Locale.ROOT, "allocation: %s %.1f bytes/idle tick%n", transport(), perTick);
        assertThat(perTick).isLessThan(TICK_BYTES_MAX);
    }

    private static boolean pingPong(EchoSystem echo, AtomicBoolean isOver) {
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < PEERS; i++) {
                peers.add(Peer.connect(echo.address()));
            }
            byte[] ping = new byte[100];
            while (!isOver.get()) {
                for (Peer peer : peers) {
                    peer.send(ping);
                }
                for (Peer peer : peers) {
                    peer.receive(ping.length);
                }
            }
            return true;
        } finally {
            peers.forEach(Peer::close);
        }
    }

    /** Runs a loop until its echo has done so many operations. */
    private static final class Goal implements TickSystem {
        private final EchoSystem echo;
        private long operations;
        private @Nullable TickLoop running;

        Goal(EchoSystem echo) {
            this.echo = echo;
        }

        void run(TickLoop loop, long untilOperations) {
            running = loop;
            operations = untilOperations;
            loop.run(TickRate.whenReady(Duration.ofSeconds(1)));
        }

        @Override
        public void run(TickContext tick) {
            if (running != null && echo.operations() >= operations) {
                running.stop();
            }
        }
    }
}
