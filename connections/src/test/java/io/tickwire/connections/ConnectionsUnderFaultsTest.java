package io.tickwire.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of a server under all faults of the network, at both seams. */
class ConnectionsUnderFaultsTest {
    private static final int VISITORS = 40;

    private static final FaultRates FAULTS =
            FaultRates.NONE
                    .with(Fault.ACCEPT_NO_DESCRIPTOR, 0.05)
                    .with(Fault.CONNECTION_REFUSED, 0.001)
                    .with(Fault.CONNECTION_RESET, 0.005)
                    .with(Fault.NO_BUFFERS, 0.001)
                    .with(Fault.SHORT_READ, 0.05)
                    .with(Fault.SHORT_WRITE, 0.05)
                    .with(Fault.LATE_COMPLETION, 0.01)
                    .with(Fault.COMPLETION_STORM, 0.001)
                    .with(Fault.MULTISHOT_ENDED, 0.01)
                    .with(Fault.SUBMISSION_REFUSED, 0.01)
                    .with(Fault.SPURIOUS_WAKEUP, 0.01);

    /** Says numbers, ten a second, hears each again, and comes back whenever it is cut off. */
    private static final class Regular {
        private final World world;
        private Visitor visitor;
        private int said;
        int comings;
        int heard;

        Regular(World world) {
            this.world = world;
            come();
            world.after(Duration.ofMillis(100), this::talk);
        }

        private void come() {
            visitor = new Visitor(world);
            said = 0;
            heard = 0;
            comings++;
        }

        private void talk() {
            verify();
            if (visitor.isEnded || visitor.isReset || visitor.isRefused) {
                come();
            }
            visitor.say("echo " + said++);
            world.after(Duration.ofMillis(100), this::talk);
        }

        /** What came back is what was said, in order and without a gap. */
        void verify() {
            for (; heard < visitor.heard.size(); heard++) {
                assertThat(visitor.heard.get(heard)).isEqualTo("echo " + heard);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, ENGINE", "2, TRANSPORT", "3, ENGINE", "4, TRANSPORT"})
    @DisplayName("under all faults clients are served in order, or leave once and for a reason")
    void servedOrGone(long seed, Seam seam) {
        World world = World.builder().seed(seed).seam(seam).faults(FAULTS).build();
        BatchConfig config = BatchConfig.builder().laneCapacity(seed < 3 ? 4096 : 128).build();
        ConnectionSettings settings = Room.settings().idle(Duration.ofSeconds(20));
        try (Room room = new Room(world, settings, config)) {
            List<Regular> regulars = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                regulars.add(new Regular(world));
            }
            room.run(Duration.ofMinutes(1));
            int comings = regulars.stream().mapToInt(regular -> regular.comings).sum();
            assertThat(comings).as("enough went wrong").isGreaterThan(2 * VISITORS);
            world.faults(FaultRates.NONE);
            room.run(Duration.ofSeconds(25));
            int[] before = regulars.stream().mapToInt(regular -> regular.heard).toArray();
            room.run(Duration.ofSeconds(5));
            for (int i = 0; i < VISITORS; i++) {
                int heard = regulars.get(i).heard - before[i];
                assertThat(heard).as("visitor %s in %s", i, world).isBetween(45, 55);
            }
            long left =
                    Arrays.stream(Reason.values()).mapToLong(room.clients::left).sum()
                            - room.clients.left(Reason.FULL);
            assertThat(left).isEqualTo(room.clients.joined() - room.clients.size());
            assertThat(room.clients.left(Reason.FAILED)).isZero();
            assertThat(room.clients.left(Reason.PROTOCOL)).isZero();
            assertThat(room.members.values().stream().filter(m -> m.leave == null))
                    .hasSize(room.clients.size());
        }
    }
}
