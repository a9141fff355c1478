package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.spi.TransportOperation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Injects results below the harvesting path in every order and looks at what a system sees. */
class DeliveryOrderTest {
    private final List<Long> seen = new ArrayList<>();

    @Test
    @DisplayName(
            "D1: prompt completions arrive in sequence order for every order of the kernel's, up to"
                    + " 7")
    void everyPermutationOfSmallBatches() {
        for (int size = 1; size <= 7; size++) {
            List<List<Integer>> orders = new ArrayList<>();
            permute(new ArrayList<>(), size, orders);
            try (TickLoop loop = loop(size)) {
                for (List<Integer> order : orders) {
                    assertInOrder(loop, size, order);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "D1: prompt completions arrive in sequence order for random orders of large batches")
    void randomPermutationsOfLargeBatches() {
        Random random = new Random(7);
        for (int size : new int[] {50, 1000, 4096}) {
            try (TickLoop loop = loop(size)) {
                for (int round = 0; round < 50; round++) {
                    List<Integer> order = new ArrayList<>();
                    for (int i = 0; i < size; i++) {
                        order.add(i);
                    }
                    Collections.shuffle(order, random);
                    assertInOrder(loop, size, order);
                }
            }
        }
    }

    @Test
    @DisplayName("D1: lasting completions of many ticks arrive at INTAKE in sequence order")
    void lastingCompletionsArriveInOrder() {
        Random random = new Random(11);
        try (TickLoop loop = loop(0)) {
            ScriptedTransport transport = ScriptedProvider.last();
            List<TransportOperation> waiting = new ArrayList<>();
            transport.script = (t, batch) -> waiting.addAll(batch);
            Lane lane = loop.lane("lane");
            for (int tick = 0; tick < 500; tick++) {
                loop.beginTick();
                List<Long> atIntake = sequences(lane.completions());
                assertThat(atIntake).isSorted();
                for (int i = 0; i < random.nextInt(20); i++) {
                    lane.intents().queue(lane.request().nop().lasting());
                }
                loop.endPhase("phase");
                Collections.shuffle(waiting, random);
                int finished = random.nextInt(waiting.size() + 1);
                waiting.subList(0, finished).forEach(operation -> transport.result(operation, 0));
                waiting.subList(0, finished).clear();
                seen.addAll(atIntake);
            }
            assertThat(seen).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
            waiting.forEach(operation -> transport.result(operation, 0));
        }
    }

    @Test
    @DisplayName("D1: the shots of a multishot intent keep their order among other intents'")
    void shotsKeepTheirOrder() {
        try (TickLoop loop = loop(0)) {
            ScriptedTransport transport = ScriptedProvider.last();
            IoListener listener =
                    loop.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                            SocketOptions.DEFAULT);
            Lane lane = loop.lane("lane");
            loop.beginTick();
            lane.intents().queue(lane.request().nop().lasting());
            lane.intents().queue(lane.request().accept(listener).multishot());
            lane.intents().queue(lane.request().nop().lasting());
            loop.endPhase("phase");
            List<TransportOperation> all = transport.submitted;
            transport.result(all.get(2), 0);
            transport.opened(all.get(1), false);
            transport.opened(all.get(1), false);
            transport.result(all.get(0), 0);
            transport.opened(all.get(1), false);
            loop.beginTick();
            List<String> order = new ArrayList<>();
            for (IoCompletion completion : lane.completions()) {
                order.add(completion.sequence() + "." + completion.shot());
            }
            assertThat(order).containsExactly("0.0", "1.0", "1.1", "1.2", "2.0");
            loop.endPhase("phase");
        }
    }

    @Test
    @DisplayName("D2 (serial): sequences follow registration order, then queue order")
    void sequencesFollowRegistrationAndQueueOrder() {
        List<String> log = new ArrayList<>();
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("a", p -> p.systems(queueing("a1", log), queueing("a2", log)))
                        .phase("b", p -> p.system(queueing("b1", log)))
                        .build()) {
            ScriptedProvider.last().completingAll();
            loop.tick();
            loop.tick();
        }
        assertThat(log).containsExactly("a1 [0, 1]", "a2 [2, 3]", "b1 [4, 5]");
    }

    @Test
    @DisplayName(
            "a prompt completion that misses its phase comes at the next INTAKE and counts as late")
    void latePromptCompletionsComeAtIntake() {
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase(
                                "phase",
                                p ->
                                        p.lane("lane")
                                                .wait(WaitPolicy.awaitPrompt(Duration.ofNanos(1))))
                        .build()) {
            ScriptedTransport transport = ScriptedProvider.last();
            Lane lane = loop.lane("lane");
            loop.beginTick();
            lane.intents().queue(lane.request().nop());
            lane.intents().queue(lane.request().nop());
            transport.script = (t, batch) -> t.result(batch.get(1), 0);
            loop.endPhase("phase");
            assertThat(sequences(lane.completions())).containsExactly(1L);
            transport.result(transport.submitted.get(0), 0);
            loop.beginTick();
            assertThat(sequences(lane.completions())).containsExactly(1L, 0L);
            loop.endPhase("phase");
            assertThat(loop.stats().snapshot().late()).isEqualTo(1);
            assertThat(lane.completions().isEmpty()).isTrue();
        }
    }

    private void assertInOrder(TickLoop loop, int size, List<Integer> order) {
        ScriptedTransport transport = ScriptedProvider.last();
        transport.script = (t, batch) -> order.forEach(i -> t.result(batch.get(i), i));
        seen.clear();
        loop.tick();
        Lane lane = loop.lane("lane");
        List<Long> sequences = sequences(lane.completions());
        long first = sequences.get(0);
        assertThat(sequences).isEqualTo(LongStream.range(first, first + size).boxed().toList());
        int expected = 0;
        for (IoCompletion completion : lane.completions()) {
            assertThat(completion.result()).isEqualTo(expected++);
        }
        transport.submitted.clear();
    }

    private static TickLoop loop(int nops) {
        return TickLoop.builder()
                .transport("scripted")
                .phase(
                        "phase",
                        p -> {
                            if (nops == 0) {
                                p.lane("lane");
                            } else {
                                p.system("lane", tick -> queueNops(tick, nops));
                            }
                        })
                .build();
    }

    private static void queueNops(TickContext tick, int nops) {
        for (int i = 0; i < nops; i++) {
            assertThat(tick.intents().queue(tick.request().nop())).isTrue();
        }
    }

    private static TickSystem queueing(String name, List<String> log) {
        return tick -> {
            if (!tick.completions().isEmpty()) {
                log.add(name + " " + sequences(tick.completions()));
            }
            if (tick.number() == 0) {
                tick.intents().queue(tick.request().nop());
                tick.intents().queue(tick.request().nop());
            }
        };
    }

    private static List<Long> sequences(IoInbox inbox) {
        List<Long> sequences = new ArrayList<>();
        for (IoCompletion completion : inbox) {
            sequences.add(completion.sequence());
        }
        return sequences;
    }

    private static void permute(List<Integer> prefix, int size, List<List<Integer>> out) {
        if (prefix.size() == size) {
            out.add(List.copyOf(prefix));
            return;
        }
        for (int i = 0; i < size; i++) {
            if (!prefix.contains(i)) {
                prefix.add(i);
                permute(prefix, size, out);
                prefix.remove(prefix.size() - 1);
            }
        }
    }
}
