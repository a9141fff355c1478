package io.tickwire.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoStatus;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickRate;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's server in a world in which all goes wrong that can. */
class ChatUnderFaultsTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 7007);
    private static final Path FILE = Path.of("/chat.txt");
    private static final TickRate RATE = TickRate.hertz(60);
    private static final int TALKERS = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final FaultRates FAULTS =
            FaultRates.NONE
                    .with(Fault.ACCEPT_NO_DESCRIPTOR, 0.1)
                    .with(Fault.CONNECTION_REFUSED, 0.01)
                    .with(Fault.CONNECTION_RESET, 0.001)
                    .with(Fault.NO_BUFFERS, 0.001)
                    .with(Fault.SHORT_READ, 0.05)
                    .with(Fault.SHORT_WRITE, 0.05)
                    .with(Fault.LATE_COMPLETION, 0.01)
                    .with(Fault.COMPLETION_STORM, 0.001)
                    .with(Fault.MULTISHOT_ENDED, 0.01)
                    .with(Fault.SUBMISSION_REFUSED, 0.01)
                    .with(Fault.SPURIOUS_WAKEUP, 0.01);

    /** Says numbers, one each half second, and comes back under a new name when it is cut off. */
    private static final class Talker implements PeerHandler {
        private final World world;
        private final int id;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final ArrayDeque<String> unsent = new ArrayDeque<>();

        /** What was heard last of each name. */
        private final Map<String, Integer> numbers = new HashMap<>();

        private Peer peer;
        private String name;
        private String lastLine;
        private boolean isGone;
        private int said;
        int comings;
        int heardOwn;

        Talker(World world, int id) {
            this.world = world;
            this.id = id;
            come();
            world.after(PAUSE, this::talk);
        }

        private void come() {
            isGone = false;
            name = "talker " + id + " the " + ++comings;
            said = 0;
            numbers.clear();
            line.reset();
            unsent.clear();
            unsent.add(name);
            peer = world.peer(ADDRESS, this);
        }

        private void talk() {
            if (isGone) {
                come();
            }
            unsent.add(String.valueOf(said++));
            writable(peer);
            world.after(PAUSE, this::talk);
        }

        @Override
        public void connected(Peer by) {
            writable(by);
        }

        @Override
        public void writable(Peer by) {
            while (!unsent.isEmpty() && by.send((unsent.getFirst() + "\n").getBytes(UTF_8))) {
                unsent.removeFirst();
            }
        }

        @Override
        public void received(Peer from, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                if (next == '\n') {
                    hear(line.toString(UTF_8));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }

        /** Of each name the numbers come one by one, history and news together. */
        private void hear(String whole) {
            lastLine = whole;
            int colon = whole.indexOf(": ");
            if (colon < 0 || whole.contains(" is gone: ")) {
                return;
            }
            String speaker = whole.substring(0, colon);
            int number = Integer.parseInt(whole.substring(colon + 2));
            Integer before = numbers.put(speaker, number);
            if (before != null) {
                assertThat(number).as("%s, as %s heard", speaker, name).isEqualTo(before + 1);
            }
            if (speaker.equals(name)) {
                assertThat(before != null || number == 0).as("%s hears itself", name).isTrue();
                heardOwn++;
            }
        }

        @Override
        public void ended(Peer from) {
            isGone = true;
            from.close();
        }

        @Override
        public void refused(Peer by, IoStatus status) {
            isGone = true;
        }

        @Override
        public void reset(Peer from) {
            isGone = true;
        }
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, ENGINE", "2, ENGINE", "3, TRANSPORT", "4, TRANSPORT"})
    @DisplayName("under all faults the README's server serves everybody in order, forgets nobody")
    void servesEverybody(long seed, Seam seam) {
        long bytesBefore = unpooledBytes();
        World world = World.builder().seed(seed).seam(seam).faults(FAULTS).build();
        Chat chat = new Chat(ADDRESS, FILE, List.of("earlier: 0"));
        TickLoopBuilder builder =
                TickLoop.builder().phase("chat", phase -> phase.systems(chat.guests, chat));
        try (TickLoop loop = world.build(builder)) {
            List<Talker> talkers = new ArrayList<>();
            for (int i = 0; i < TALKERS; i++) {
                talkers.add(new Talker(world, i));
            }
            world.run(loop, RATE, Duration.ofMinutes(3));
            for (Fault fault : List.of(Fault.ACCEPT_NO_DESCRIPTOR, Fault.CONNECTION_RESET)) {
                assertThat(world.faultCounts()).as("%s", world).containsKey(fault);
            }
            assertThat(talkers.stream().mapToInt(talker -> talker.comings).sum())
                    .as("enough went wrong in %s", world)
                    .isGreaterThan(2 * TALKERS);

            world.faults(FaultRates.NONE);
            world.run(loop, RATE, Duration.ofSeconds(10));
            int[] before = talkers.stream().mapToInt(talker -> talker.heardOwn).toArray();
            world.run(loop, RATE, Duration.ofSeconds(10));
            for (int i = 0; i < TALKERS; i++) {
                assertThat(talkers.get(i).heardOwn - before[i])
                        .as("talker %s in %s", i, world)
                        .isBetween(18, 22);
            }
            assertThat(loop.stats().snapshot().openResources())
                    .as("the listener, and a stream for each talker, in %s", world)
                    .isEqualTo(1 + TALKERS);
            end(loop, talkers, world);
        }
        world.check(() -> {});
        assertThat(unpooledBytes()).as("what was to be saved, framings").isEqualTo(bytesBefore);
    }

    /** Everybody is told, and the history is there for the next server. */
    private static void end(TickLoop loop, List<Talker> talkers, World world) {
        loop.stop();
        loop.run(RATE);
        world.advance(Duration.ofSeconds(1));
        for (Talker talker : talkers) {
            assertThat(talker.lastLine).isEqualTo("See you later.");
            assertThat(talker.isGone).isTrue();
        }
        assertThat(loop.stats().snapshot().openResources()).as("%s", world).isZero();
        String saved = new String(world.files().durableContents(FILE), UTF_8);
        assertThat(saved.split("\n")).hasSize(20).allMatch(line -> line.startsWith("talker "));
    }

    private static long unpooledBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }
}
