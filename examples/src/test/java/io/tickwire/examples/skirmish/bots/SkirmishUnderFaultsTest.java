package io.tickwire.examples.skirmish.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.connections.Leave.Reason;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The game's server in a world in which all goes wrong that can, at both seams. */
class SkirmishUnderFaultsTest {
    private static final int HONEST = 30;
    private static final int OTHERS = 2;
    private static final int CRASHES = 4;
    private static final Duration PROOF = Duration.ofSeconds(12);
    private static final int PROOF_TICKS = 12 * 60;

    private static final FaultRates FAULTS =
            FaultRates.NONE
                    .with(Fault.CONNECTION_REFUSED, 0.01)
                    .with(Fault.CONNECTION_RESET, 5e-5)
                    .with(Fault.ACCEPT_NO_DESCRIPTOR, 0.1)
                    .with(Fault.OPEN_NO_DESCRIPTOR, 0.05)
                    .with(Fault.NO_BUFFERS, 5e-5)
                    .with(Fault.SHORT_READ, 0.05)
                    .with(Fault.SHORT_WRITE, 0.05)
                    .with(Fault.DATAGRAM_LOST, 0.05)
                    .with(Fault.DATAGRAM_DUPLICATED, 0.02)
                    .with(Fault.DATAGRAM_DELAYED, 0.05)
                    .with(Fault.NO_SPACE, 0.1)
                    .with(Fault.IO_ERROR, 0.01)
                    .with(Fault.SLOW_DISK, 0.05)
                    .with(Fault.LATE_COMPLETION, 0.005)
                    .with(Fault.COMPLETION_STORM, 0.005)
                    .with(Fault.MULTISHOT_ENDED, 0.01)
                    .with(Fault.SUBMISSION_REFUSED, 0.005)
                    .with(Fault.SPURIOUS_WAKEUP, 0.01);

    private final List<SimClient> clients = new ArrayList<>();
    private World world;
    private boolean isCutting = true;

    private void begin(long seed, Seam seam) {
        world = World.builder().seed(seed).seam(seam).build();
        for (BotHabit habit :
                List.of(
                        BotHabit.HONEST,
                        BotHabit.STALLED,
                        BotHabit.IDLE,
                        BotHabit.MUTE,
                        BotHabit.CHEAT,
                        BotHabit.GARBAGE)) {
            for (int i = 0; i < (habit == BotHabit.HONEST ? HONEST : OTHERS); i++) {
                clients.add(new SimClient(world, habit, i));
            }
        }
    }

    private List<SimClient> honest() {
        return clients.subList(0, HONEST);
    }

    /** Cuts off one machine after the other for a while, the server's at times. */
    private void cutSomebodyOff() {
        if (!isCutting) {
            return;
        }
        Duration time = Duration.ofMillis(world.random().nextLong(500, 10_000));
        Peer peer = clients.get(world.random().nextInt(clients.size())).peer();
        if (world.random().nextInt(10) == 0) {
            world.partition(SimServer.ADDRESS.getAddress());
            world.after(time.dividedBy(3), () -> world.heal(SimServer.ADDRESS.getAddress()));
        } else if (peer != null) {
            world.partition(peer);
            world.after(time, () -> world.heal(peer));
        }
        world.after(Duration.ofMillis(1_500), this::cutSomebodyOff);
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, ENGINE", "2, TRANSPORT", "3, ENGINE", "4, TRANSPORT"})
    @DisplayName(
            "through all faults and crashes in mid-save nobody is forgotten, and no save is lost")
    void throughFaultsAndCrashes(long seed, Seam seam) {
        begin(seed, seam);
        world.faults(FAULTS);
        try (SimServer server = new SimServer(world)) {
            cutSomebodyOff();
            for (int i = 0; i < CRASHES; i++) {
                Duration time = Duration.ofMillis(world.random().nextLong(5_000, 15_000));
                server.runUntilCrash(time, i % 2 == 0);
                server.restart();
            }
            server.run(Duration.ofSeconds(10));
            assertThat(world.faultCounts().keySet())
                    .as("what went wrong")
                    .containsAll(struck(seam));
            assertThat(server.crashesWithinSave).as("crashes within a save").isPositive();
            isCutting = false;
            world.faults(FaultRates.NONE);
            server.run(Duration.ofSeconds(15));
            proveService(server);
            proveEnd(server);
        }
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"7, ENGINE", "8, TRANSPORT", "9, ENGINE", "10, TRANSPORT"})
    @DisplayName("a stop saves what there was, though the disk fails at times")
    void stopsOnAFailingDisk(long seed, Seam seam) {
        begin(seed, seam);
        try (SimServer server = new SimServer(world)) {
            server.run(Duration.ofSeconds(4));
            world.faults(
                    FaultRates.NONE
                            .with(Fault.OPEN_NO_DESCRIPTOR, 0.3)
                            .with(Fault.NO_SPACE, 0.3)
                            .with(Fault.IO_ERROR, 0.1)
                            .with(Fault.SLOW_DISK, 0.1));
            proveEnd(server);
        }
    }

    private static List<Fault> struck(Seam seam) {
        List<Fault> faults =
                new ArrayList<>(
                        List.of(
                                Fault.CONNECTION_RESET,
                                Fault.ACCEPT_NO_DESCRIPTOR,
                                Fault.OPEN_NO_DESCRIPTOR,
                                Fault.NO_BUFFERS,
                                Fault.SHORT_READ,
                                Fault.SHORT_WRITE,
                                Fault.DATAGRAM_LOST,
                                Fault.NO_SPACE,
                                Fault.SLOW_DISK));
        if (seam == Seam.TRANSPORT) {
            faults.addAll(List.of(Fault.LATE_COMPLETION, Fault.MULTISHOT_ENDED));
        }
        return faults;
    }

    /** Without faults who is honest gets each tick, and everybody else what it deserves. */
    private void proveService(SimServer server) {
        long[] before = honest().stream().mapToLong(client -> client.stats.snapshots).toArray();
        long[] returned =
                honest().stream().mapToLong(client -> client.stats.chatsReturned).toArray();
        clients.forEach(client -> client.endings.clear());
        long saves = server.saves;
        Map<Reason, Long> left = leaves(server);
        server.run(PROOF);
        world.check(
                () -> {
                    for (int i = 0; i < HONEST; i++) {
                        SimClient client = clients.get(i);
                        assertThat(client.stats.snapshots - before[i])
                                .as("ticks of %s", i)
                                .isBetween(PROOF_TICKS - 4L, PROOF_TICKS + 4L);
                        assertThat(client.stats.chatsReturned - returned[i]).isGreaterThan(1);
                        assertThat(client.endings).as("endings of %s", i).isEmpty();
                        assertThat(client.stats.inputsAcknowledged).isPositive();
                    }
                    for (SimClient other : clients.subList(HONEST, clients.size())) {
                        assertThat(other.endings).as("%s", other.habit).isNotEmpty();
                        assertThat(other.endings.keySet()).allMatch(other.habit::expects);
                    }
                    for (SimClient client : clients) {
                        assertThat(client.stats.faults()).isEmpty();
                        assertThat(client.stats.ticksMissed).as("%s", client.habit).isZero();
                    }
                    assertThat(server.saves - saves).isBetween(11L, 13L);
                    checkReasons(left, leaves(server));
                });
    }

    private static Map<Reason, Long> leaves(SimServer server) {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            counts.put(reason, server.left(reason));
        }
        return counts;
    }

    private static void checkReasons(Map<Reason, Long> before, Map<Reason, Long> after) {
        assertThat(Arrays.stream(Reason.values()).filter(r -> after.get(r) > before.get(r)))
                .containsExactlyInAnyOrder(
                        Reason.NO_LOGIN, Reason.IDLE, Reason.SLOW, Reason.PROTOCOL, Reason.KICKED);
    }

    /** Everybody is told of the end, and the last save has what there was. */
    private void proveEnd(SimServer server) {
        clients.forEach(SimClient::retire);
        long told = honest().stream().filter(SimClient::isPlaying).count();
        server.stop();
        byte[] saved = server.saved();
        byte[] state = server.state();
        world.check(
                () -> {
                    world.advance(Duration.ofSeconds(1));
                    assertThat(told).isEqualTo(HONEST);
                    for (SimClient client : honest()) {
                        assertThat(client.endings)
                                .containsOnlyKeys(BotEnding.kicked(KickReason.ENDING));
                    }
                    assertThat(saved).isEqualTo(state);
                    assertThat(world.files().openFiles()).as("open files").isZero();
                });
    }
}
