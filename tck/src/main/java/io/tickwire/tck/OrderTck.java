package io.tickwire.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.PhaseBuilder;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickSystem;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The numbered promises about order: D1, D2, D3 and D5. */
abstract class OrderTck extends TckCase {
    /** What {@link FileProgram} comes to, whatever the transport and the machine. */
    private static final long FILE_PROGRAM_DIGEST = 802_773_697L;

    OrderTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("D1: under mixed load each delivery point is in (sequence, shot) order")
    void deliveryOrder() throws IOException {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        loop.queue(loop.request().accept(listener).multishot());
        IoFile file =
                loop.open(
                        Files.write(directory().resolve("file"), randomBytes(9_000)),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            connections.add(connectByMultishot(loop, listener));
        }
        List<Long> tickets = new ArrayList<>();
        for (int tick = 0; tick < 150; tick++) {
            for (int i = random.nextInt(25); i > 0; i--) {
                tickets.add(queueAny(loop, file, connections));
            }
            for (Connection connection : connections) {
                connection.peer().send(new byte[1 + random.nextInt(40)]);
            }
            loop.tick();
        }
        connections.forEach(connection -> connection.peer().shutdown());
        loop.awaitAll(tickets);
        assertOrdered(loop.outcomes());
        assertThat(tickets).allMatch(ticket -> loop.of(ticket).size() == 1);
    }

    @Test
    @DisplayName("D2: sequences follow registration order, then queue order, over phases and ticks")
    void sequences() {
        List<String> seen = new ArrayList<>();
        try (TickLoop loop =
                builder()
                        .phase(
                                "first",
                                phase ->
                                        phase.wait(WaitPolicy.awaitPrompt())
                                                .system("a", nops(seen, 'a', 3))
                                                .system("b", nops(seen, 'b', 2)))
                        .phase(
                                "second",
                                phase ->
                                        phase.wait(WaitPolicy.awaitPrompt())
                                                .system("c", nops(seen, 'c', 2)))
                        .build()) {
            for (int tick = 0; tick < 3; tick++) {
                loop.tick();
            }
        }
        assertThat(seen)
                .containsExactly(
                        "a0 0", "a1 1", "a2 2", "b0 3", "b1 4", "c0 5", "c1 6", //
                        "a0 7", "a1 8", "a2 9", "b0 10", "b1 11", "c0 12", "c1 13");
    }

    @Test
    @DisplayName("D2: tick.random() depends on seed, lane and tick only")
    void randomNumbers() {
        assertThat(randoms(7)).isEqualTo(randoms(7)).doesNotHaveDuplicates();
        assertThat(randoms(7)).isNotEqualTo(randoms(8));
    }

    @Test
    @DisplayName("D3: a program of prompt file operations has one transcript, on every transport")
    void sameTranscript() throws IOException {
        List<String> first = FileProgram.transcript(builder(), directory());
        List<String> second = FileProgram.transcript(builder(), directory());
        assertThat(first).isEqualTo(second).hasSizeGreaterThan(500);
        CRC32C digest = new CRC32C();
        first.forEach(line -> digest.update(line.getBytes(UTF_8)));
        assertThat(digest.getValue()).isEqualTo(FILE_PROGRAM_DIGEST);
    }

    @Test
    @DisplayName("D3: threads for file work change nothing in the transcript")
    void sameTranscriptWithFileThreads() throws IOException {
        assertThat(transcript(3)).isEqualTo(transcript(0)).hasSizeGreaterThan(500);
    }

    private List<String> transcript(int fileThreads) throws IOException {
        BatchConfig config = BatchConfig.builder().fileThreads(fileThreads).build();
        return FileProgram.transcript(builder().config(config), directory());
    }

    @Test
    @DisplayName("D5: resource ids are given in delivery order")
    void idsInDeliveryOrder() throws IOException {
        assertThat(idsOfConnects())
                .isEqualTo(idsOfConnects())
                .hasSize(40)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "what callbacks queue heads the next batch, in delivery order, and goes to their lane")
    void callbacksHeadTheBatch() {
        List<String> seen = new ArrayList<>();
        TickSystem system =
                tick -> {
                    record(tick, seen);
                    if (tick.number() == 0) {
                        for (int i = 0; i < 2; i++) {
                            int number = i;
                            tick.intents()
                                    .queue(
                                            tick.request()
                                                    .nop()
                                                    .onComplete(
                                                            (done, in) -> nop(in, 10 + number)));
                        }
                        nop(tick, 1);
                    } else if (tick.number() == 1) {
                        nop(tick, 2);
                    }
                };
        run(builder().phase("p", prompt("s", system)), 4);
        assertThat(seen).containsExactly("1 2", "10 3", "11 4", "2 5");
    }

    @Test
    @DisplayName("an inbox shows each completion once: what came since its system last ran")
    void inboxIsEmptiedAfterRun() {
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        TickSystem system =
                tick -> {
                    sizes.add(tick.completions().size());
                    record(tick, seen);
                    if (tick.number() < 2) {
                        nop(tick, tick.number());
                        tick.intents().queue(tick.request().nop().lasting().userData(50));
                    }
                };
        run(builder().phase("p", prompt("s", system)), 6);
        assertThat(seen).containsExactly("0 0", "50 1", "1 2", "50 3");
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
    }

    @Test
    @DisplayName("a system of a later phase sees in its inbox only what is its own")
    void inboxesArePerLane() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        run(
                builder()
                        .phase("one", prompt("a", nops(first, 'a', 2)))
                        .phase("two", prompt("b", nops(second, 'b', 1))),
                2);
        assertThat(first).allMatch(line -> line.startsWith("a"));
        assertThat(second).allMatch(line -> line.startsWith("b"));
    }

    @Test
    @DisplayName("prompt intents that are late are delivered at the next INTAKE, in order")
    void lateCompletions() {
        List<String> seen = new ArrayList<>();
        try (TickLoop loop =
                builder()
                        .phase(
                                "p",
                                phase ->
                                        phase.system("s", nops(seen, 'n', 20))
                                                .wait(WaitPolicy.noWait()))
                        .build()) {
            Deadline deadline = new Deadline("20 late completions");
            while (seen.size() < 60) {
                loop.tick();
                deadline.check();
            }
        }
        for (int i = 0; i < 60; i++) {
            assertThat(seen.get(i)).isEqualTo("n" + i % 20 + " " + i);
        }
    }

    private Connection connectByMultishot(LoopFixture loop, IoListener listener) {
        int before = loop.outcomes().size();
        Peer peer = own(Peer.connect(listener.localAddress()));
        loop.until("an accept", () -> loop.outcomes().size() > before);
        return new Connection(loop.outcomes().get(before).stream(), peer);
    }

    private long queueAny(LoopFixture loop, IoFile file, List<Connection> connections) {
        Connection any = connections.get(random.nextInt(connections.size()));
        IoRequest request = loop.request();
        switch (random.nextInt(8)) {
            case 0 -> request.nop();
            case 1 -> request.nop().lasting();
            case 2 -> request.timeoutNanos(random.nextInt(3_000_000));
            case 3 -> request.write(file, give(randomBytes(50)), 50).at(random.nextInt(9_000));
            case 4 -> request.read(file, buffers.keep(200), 200).at(random.nextInt(9_000));
            case 5 -> request.recv(any.stream(), buffers.keep(16), 16);
            case 6 -> request.send(any.stream(), give(randomBytes(1 + random.nextInt(90))));
            default -> request.fsync(file);
        }
        return loop.queue(request);
    }

    private static void assertOrdered(List<Outcome> outcomes) {
        for (int i = 1; i < outcomes.size(); i++) {
            Outcome before = outcomes.get(i - 1);
            Outcome after = outcomes.get(i);
            if (before.point() == after.point()) {
                assertThat(
                                before.sequence() < after.sequence()
                                        || (before.sequence() == after.sequence()
                                                && before.shot() < after.shot()))
                        .as("%s before %s", before, after)
                        .isTrue();
            }
        }
    }

    private List<Long> randoms(long seed) {
        List<Long> numbers = new ArrayList<>();
        TickSystem system = tick -> numbers.add(tick.random().nextLong());
        run(
                builder()
                        .seed(seed)
                        .phase("p", phase -> phase.system("a", system).system("b", system)),
                20);
        return numbers;
    }

    /** A phase with one system, which awaits what is prompt. */
    private static Consumer<PhaseBuilder> prompt(String name, TickSystem system) {
        return phase -> phase.system(name, system).wait(WaitPolicy.awaitPrompt());
    }

    private static void run(TickLoopBuilder builder, int ticks) {
        try (TickLoop loop = builder.build()) {
            for (int tick = 0; tick < ticks; tick++) {
                loop.tick();
            }
        }
    }

    private List<Long> idsOfConnects() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open();
                LoopFixture loop =
                        new LoopFixture(this, BatchConfig.builder().laneCapacity(64).build())) {
            server.bind(Loopback.anyPort(), 64);
            List<Long> tickets = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                tickets.add(loop.queue(loop.request().connect(server.getLocalAddress())));
            }
            loop.awaitAll(tickets);
            return loop.outcomes().stream().map(outcome -> outcome.stream().id()).toList();
        }
    }

    /** A system that queues some NOPs a tick and notes what came of them: name and sequence. */
    private static TickSystem nops(List<String> seen, char name, int count) {
        return tick -> {
            for (IoCompletion completion : tick.completions()) {
                seen.add(name + "" + completion.userData() + " " + completion.sequence());
            }
            for (int i = 0; i < count; i++) {
                nop(tick, i);
            }
        };
    }

    private static void nop(TickContext tick, long userData) {
        assertThat(tick.intents().queue(tick.request().nop().userData(userData))).isTrue();
    }

    private static void record(TickContext tick, List<String> seen) {
        for (IoCompletion completion : tick.completions()) {
            seen.add(completion.userData() + " " + completion.sequence());
        }
    }
}
