package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Chains of linked intents, stepped by core. */
class ChainTest {
    private static final int EIO = IoStatus.EIO.result();

    @Test
    @DisplayName("clean-up: a CLOSE behind a refused follower does not take its place in the chain")
    void refusedFollowerEndsTheChain() {
        BatchConfig config = BatchConfig.builder().laneCapacity(1).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.transport.script =
                    (t, batch) ->
                            batch.forEach(
                                    op ->
                                            t.result(
                                                    op,
                                                    op.type() == IoOpType.NOP
                                                            ? IoStatus.EIO.result()
                                                            : 0));
            f.queue(f.lane.request().nop().linked());
            assertThat(f.lane.intents().queue(f.lane.request().nop())).isFalse();
            f.queue(f.lane.request().close(f.stream));
            assertThat(f.tick()).containsExactly("NOP=EIO", "CLOSE=0");
        }
    }

    @Test
    @DisplayName("a linked intent goes to the transport when the one before it has succeeded")
    void stepsOneByOne() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().nop());
            f.queue(f.lane.request().nop());
            f.tick();
            assertThat(f.transport.submitted).hasSize(2);
            f.transport.result(f.transport.submitted.get(0), 0);
            assertThat(f.tick()).containsExactly("NOP=0");
            f.tick();
            assertThat(f.transport.submitted).hasSize(3);
            f.transport.result(f.transport.submitted.get(2), 0);
            f.tick();
            f.tick();
            f.transport.result(f.transport.submitted.get(3), 0);
            f.transport.result(f.transport.submitted.get(1), 0);
            assertThat(f.tick()).containsExactly("NOP=0", "NOP=0");
        }
    }

    @Test
    @DisplayName("a phase that waits for prompt intents sees a whole chain at its delivery point")
    void chainWithinOnePhase() {
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("phase", p -> p.lane("lane").wait(WaitPolicy.awaitPrompt()))
                        .build()) {
            ScriptedProvider.last().completingAll();
            Lane lane = loop.lane("lane");
            loop.beginTick();
            for (int i = 0; i < 100; i++) {
                assertThat(lane.intents().queue(lane.request().nop().linked().userData(i)))
                        .isTrue();
            }
            loop.endPhase("phase");
            List<Long> seen = new ArrayList<>();
            lane.completions().forEach(completion -> seen.add(completion.userData()));
            assertThat(seen).hasSize(100).isSorted();
        }
    }

    @Test
    @DisplayName("an error ends everything behind it in the chain with ECANCELED, and no more")
    void errorBreaksTheChain() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().nop().hardLinked());
            f.queue(f.lane.request().timeoutNanos(5));
            f.queue(f.lane.request().nop());
            f.tick();
            f.transport.result(f.transport.submitted.get(0), EIO);
            f.transport.result(f.transport.submitted.get(1), 0);
            assertThat(f.tick())
                    .containsExactly("NOP=EIO", "NOP=ECANCELED", "TIMEOUT=ECANCELED", "NOP=0");
        }
    }

    @Test
    @DisplayName("hardLinked() goes on after an error")
    void hardLinkGoesOn() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().hardLinked());
            f.queue(f.lane.request().nop());
            f.tick();
            f.transport.result(f.transport.submitted.get(0), EIO);
            assertThat(f.tick()).containsExactly("NOP=EIO");
            f.tick();
            assertThat(f.transport.submitted).hasSize(2);
            f.transport.result(f.transport.submitted.get(1), 0);
            assertThat(f.tick()).containsExactly("NOP=0");
        }
    }

    @Test
    @DisplayName("a link of the last intent of a run links nothing")
    void lastLinkIsIgnored() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.tick();
            f.queue(f.lane.request().nop());
            f.tick();
            assertThat(f.transport.submitted).hasSize(2);
        }
    }

    @Test
    @DisplayName("D6: a send that waits for its chain keeps its place; later sends wait behind it")
    void heldSendKeepsItsPlace() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("first")));
            f.send("second");
            f.tick();
            assertThat(f.transport.submitted(IoOpType.SEND)).isEmpty();
            assertThat(f.stream.pendingSends()).isEqualTo(2);
            f.transport.result(f.transport.submitted.get(0), 0);
            f.tick();
            f.tick();
            TransportOperation send = f.transport.last(IoOpType.SEND);
            assertThat(StreamFixture.text(send)).isEqualTo("firstsecond");
            f.transport.result(send, 11);
            assertThat(f.tick()).containsExactly("SEND=5", "SEND=6");
        }
    }

    @Test
    @DisplayName("a send whose chain breaks gives its bytes back, and those behind it go out")
    void brokenSendLeavesTheQueue() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().send(f.stream, StreamFixture.buffer("first")));
            f.send("second");
            f.tick();
            f.transport.result(f.transport.submitted.get(0), EIO);
            assertThat(f.tick()).containsExactly("NOP=EIO", "SEND=ECANCELED");
            assertThat(f.stream.pendingBytes()).isEqualTo(6);
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("second");
        }
    }

    @Test
    @DisplayName("sends of one stream that are linked to each other break one after the other")
    void sendsLinkedToEachOther() {
        try (StreamFixture f = new StreamFixture()) {
            for (String text : List.of("a", "b", "c")) {
                f.queue(f.lane.request().send(f.stream, StreamFixture.buffer(text)).linked());
            }
            f.send("d");
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("a");
            f.transport.result(f.transport.last(IoOpType.SEND), IoStatus.ECONNRESET.result());
            f.tick();
            assertThat(f.stream.pendingSends()).isZero();
        }
    }

    @Test
    @DisplayName("a shutdown and a close whose chain breaks leave the stream as it was")
    void brokenCloseReopens() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().shutdown(f.stream).linked());
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            assertThat(f.stream.isOpen()).isFalse();
            f.transport.result(f.transport.submitted.get(0), EIO);
            assertThat(f.tick())
                    .containsExactly("NOP=EIO", "SHUTDOWN=ECANCELED", "CLOSE=ECANCELED");
            assertThat(f.stream.isOpen()).isTrue();
            f.send("x");
            f.tick();
            assertThat(StreamFixture.text(f.transport.last(IoOpType.SEND))).isEqualTo("x");
        }
    }

    @Test
    @DisplayName("what is linked behind a lasting intent is delivered at INTAKE")
    void followersOfLastingOnesAreLasting() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().timeoutNanos(10).linked());
            f.queue(f.lane.request().nop());
            f.tick();
            assertThat(f.transport.submitted).isEmpty();
            f.clock.addAndGet(10);
            assertThat(f.tick()).containsExactly("TIMEOUT=0");
            f.transport.completingAll();
            f.loop.endPhase("phase");
            assertThat(f.seen()).as("not at the phase's end").isEmpty();
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("NOP=0");
        }
    }

    @Test
    @DisplayName("a cancel takes an intent that waits for its chain out, with all behind it")
    void cancelOfAFollower() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            long second = f.ticketOf(f.lane.request().nop().linked());
            f.queue(f.lane.request().nop());
            f.tick();
            f.queue(f.lane.request().cancel(second));
            assertThat(f.tick())
                    .containsExactlyInAnyOrder("NOP=ECANCELED", "NOP=ECANCELED", "CANCEL=0");
            f.transport.result(f.transport.submitted.get(0), 0);
            assertThat(f.tick()).containsExactly("NOP=0");
            assertThat(f.transport.submitted).hasSize(1);
        }
    }

    @Test
    @DisplayName("OPENED stands for the file that the chain's OPEN makes")
    void openReadClose() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().open(Path.of("x")).linked());
            f.queue(f.lane.request().read(IoFile.OPENED, StreamFixture.empty(8), 8).hardLinked());
            f.queue(f.lane.request().close(IoFile.OPENED));
            f.tick();
            f.transport.opened(f.transport.last(IoOpType.OPEN), true);
            assertThat(f.tick()).containsExactly("OPEN=0");
            IoFile file = f.lane.completions().iterator().next().file();
            assertThat(f.loop.resource(file.id())).containsSame(file);
            f.tick();
            TransportOperation read = f.transport.last(IoOpType.READ);
            assertThat(read.handle()).isSameAs(file.handle);
            f.transport.result(read, 3);
            assertThat(f.tick()).containsExactly("READ=3");
            f.tick();
            assertThat(f.transport.last(IoOpType.CLOSE).handle()).isSameAs(file.handle);
            f.transport.result(f.transport.last(IoOpType.CLOSE), 0);
            assertThat(f.tick()).containsExactly("CLOSE=0");
            assertThat(f.loop.resource(file.id())).isEmpty();
        }
    }

    @Test
    @DisplayName("OPENED without an OPEN before it in its chain completes with EBADF")
    void openedWithoutOpen() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().fsync(IoFile.OPENED));
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().close(IoFile.OPENED));
            f.queue(f.lane.request().open(Path.of("x")).linked());
            f.queue(f.lane.request().close(IoFile.OPENED).linked());
            f.queue(f.lane.request().fsync(IoFile.OPENED));
            f.transport.script =
                    (t, batch) -> {
                        for (TransportOperation operation : batch) {
                            if (operation.type() == IoOpType.OPEN) {
                                t.opened(operation, true);
                            } else {
                                t.result(operation, 0);
                            }
                        }
                    };
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                seen.addAll(f.tick());
            }
            assertThat(seen)
                    .containsExactlyInAnyOrder(
                            "FSYNC=EBADF",
                            "NOP=0",
                            "CLOSE=EBADF",
                            "OPEN=0",
                            "CLOSE=0",
                            "FSYNC=EBADF");
        }
    }

    @Test
    @DisplayName("an OPEN of a chain beyond the bound of resources fails, and opens nothing")
    void openBeyondTheBound() {
        try (StreamFixture f = new StreamFixture(BatchConfig.builder().resources(1).build())) {
            f.queue(f.lane.request().open(Path.of("x")).linked());
            f.queue(f.lane.request().close(IoFile.OPENED));
            assertThat(f.tick()).containsExactly("OPEN=EMFILE", "CLOSE=ECANCELED");
            assertThat(f.transport.submitted(IoOpType.OPEN)).isEmpty();
            assertThat(f.transport.leaked()).as("the stream alone").hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "the place of a chain's OPEN is kept when it is sealed, whichever the kernel ends"
                    + " first")
    void placesAreKeptInOrder() {
        try (StreamFixture f = new StreamFixture(BatchConfig.builder().resources(2).build())) {
            for (String name : List.of("first", "second")) {
                f.queue(f.lane.request().open(Path.of(name)).linked());
                f.queue(f.lane.request().close(IoFile.OPENED));
            }
            assertThat(f.tick()).containsExactly("OPEN=EMFILE", "CLOSE=ECANCELED");
            assertThat(f.transport.submitted(IoOpType.OPEN))
                    .singleElement()
                    .satisfies(open -> assertThat(open.path()).isEqualTo(Path.of("first")));
        }
    }

    @Test
    @DisplayName("an OPEN of a chain that fails or is cancelled gives its place back")
    void placesComeBack() {
        try (StreamFixture f = new StreamFixture(BatchConfig.builder().resources(2).build())) {
            f.queue(f.lane.request().open(Path.of("missing")).linked());
            f.queue(f.lane.request().close(IoFile.OPENED));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.OPEN), IoStatus.ENOENT.result());
            assertThat(f.tick()).containsExactly("OPEN=ENOENT", "CLOSE=ECANCELED");
            f.queue(f.lane.request().fsync(IoFile.OPENED).linked());
            f.queue(f.lane.request().open(Path.of("behind a broken link")).linked());
            f.queue(f.lane.request().close(IoFile.OPENED));
            assertThat(f.tick())
                    .containsExactly("FSYNC=EBADF", "OPEN=ECANCELED", "CLOSE=ECANCELED");
            f.queue(f.lane.request().open(Path.of("x")));
            f.tick();
            f.transport.opened(f.transport.last(IoOpType.OPEN), true);
            assertThat(f.tick()).containsExactly("OPEN=0");
        }
    }

    @Test
    @DisplayName("an OPEN whose followers were cancelled takes the place that was kept for it")
    void placeOfAnOpenWithoutFollowersAnyMore() {
        try (StreamFixture f = new StreamFixture(BatchConfig.builder().resources(2).build())) {
            for (int i = 0; i < 3; i++) {
                f.queue(f.lane.request().open(Path.of("x")).linked());
                long follower = f.ticketOf(f.lane.request().fsync(IoFile.OPENED));
                f.queue(f.lane.request().cancel(follower));
                f.tick();
                f.transport.opened(f.transport.last(IoOpType.OPEN), true);
                f.loop.endPhase("phase");
                f.loop.beginTick();
                IoCompletion opened = f.lane.completions().iterator().next();
                assertThat(opened.status()).isEqualTo(IoStatus.OK);
                f.queue(f.lane.request().close(opened.file()));
                f.tick();
                f.transport.result(f.transport.last(IoOpType.CLOSE), 0);
                f.tick();
            }
        }
    }

    @Test
    @DisplayName("multishot intents cannot lead a chain")
    void multishotCannotLead() {
        try (StreamFixture f = new StreamFixture()) {
            assertThatThrownBy(() -> f.lane.request().poll(f.stream, 1).multishot().linked())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("linked() does not go with POLL_ADD");
            assertThatThrownBy(() -> f.lane.request().poll(f.stream, 1).linked().multishot())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("at the loop's close every intent of a chain gets its completion")
    void closeEndsChains() {
        List<String> seen = new ArrayList<>();
        try (StreamFixture f = new StreamFixture()) {
            CompletionCallback note = (c, tick) -> seen.add(c.userData() + "=" + c.status());
            f.queue(f.lane.request().timeout(Duration.ofDays(1)).linked().onComplete(note));
            f.queue(f.lane.request().nop().linked().userData(1).onComplete(note));
            f.queue(
                    f.lane.request()
                            .send(f.stream, StreamFixture.buffer("x"))
                            .userData(2)
                            .onComplete(note));
            f.tick();
        }
        assertThat(seen).containsExactly("0=ECANCELED", "1=ECANCELED", "2=ECANCELED");
    }

    @Test
    @DisplayName("random chains agree with a walk along the chain, whatever order results come in")
    void randomChainsAgreeWithAModel() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            try (StreamFixture f = new StreamFixture()) {
                assertThat(runChains(f, random)).as("seed %d", seed).isEqualTo(expected(seed));
            }
        }
    }

    private static final int INTENTS = 60;

    /** Links and results are drawn first, so that the model sees the same ones. */
    private record Step(int link, int result) {
        static List<Step> draw(Random random) {
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < INTENTS; i++) {
                steps.add(new Step(random.nextInt(3), random.nextInt(4) == 0 ? EIO : 0));
            }
            return steps;
        }
    }

    private static List<Integer> expected(int seed) {
        List<Step> steps = Step.draw(new Random(seed));
        List<Integer> results = new ArrayList<>();
        boolean isBroken = false;
        for (int i = 0; i < INTENTS; i++) {
            int result = isBroken ? IoStatus.ECANCELED.result() : steps.get(i).result();
            results.add(result);
            boolean isLinked = steps.get(i).link() > 0;
            boolean breaks = steps.get(i).link() == 1 && result < 0;
            isBroken = isLinked && (isBroken || breaks);
        }
        return results;
    }

    private static List<Integer> runChains(StreamFixture f, Random random) {
        List<Step> steps = Step.draw(random);
        for (int i = 0; i < INTENTS; i++) {
            IoRequest request = f.lane.request().nop().userData(i);
            switch (steps.get(i).link()) {
                case 1 -> request.linked();
                case 2 -> request.hardLinked();
                default -> {}
            }
            f.queue(request);
        }
        List<TransportOperation> open = new ArrayList<>();
        f.transport.script = (t, batch) -> open.addAll(batch);
        Integer[] results = new Integer[INTENTS];
        int seen = 0;
        while (seen < INTENTS) {
            if (!open.isEmpty()) {
                TransportOperation any = open.remove(random.nextInt(open.size()));
                f.transport.result(
                        any, steps.get((int) ((OperationView) any).intent.userData).result());
            }
            f.tick();
            for (IoCompletion completion : f.lane.completions()) {
                results[(int) completion.userData()] = completion.result();
                seen++;
            }
        }
        return List.of(results);
    }

    /** A chain that opens a file, syncs it and closes it, of which the OPEN alone is over. */
    private static IoFile openOfChain(StreamFixture f) {
        f.queue(f.lane.request().open(Path.of("x")).linked());
        f.queue(f.lane.request().fsync(IoFile.OPENED).linked());
        f.queue(f.lane.request().close(IoFile.OPENED));
        f.tick();
        f.transport.opened(f.transport.last(IoOpType.OPEN), true);
        assertThat(f.tick()).containsExactly("OPEN=0");
        return f.lane.completions().iterator().next().file();
    }

    @Test
    @DisplayName("a chain's CLOSE of a file that another CLOSE is closing answers EBADF")
    void closedMeanwhile() {
        try (StreamFixture f = new StreamFixture()) {
            IoFile file = openOfChain(f);
            f.queue(f.lane.request().close(file));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.FSYNC), 0);
            assertThat(f.tick()).containsExactly("FSYNC=0", "CLOSE=EBADF");
            f.tick();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).hasSize(1);
            f.transport.result(f.transport.last(IoOpType.CLOSE), 0);
            assertThat(f.tick()).containsExactly("CLOSE=0");
        }
    }

    @Test
    @DisplayName("a chain's CLOSE that is taken back leaves another CLOSE of its file alone")
    void takenBackBesideAnother() {
        try (StreamFixture f = new StreamFixture()) {
            IoFile file = openOfChain(f);
            f.queue(f.lane.request().fdatasync(file));
            f.queue(f.lane.request().close(file));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.FSYNC), EIO);
            assertThat(f.tick()).containsExactly("FSYNC=EIO", "CLOSE=ECANCELED");
            assertThat(file.isOpen()).isFalse();
            f.transport.result(f.transport.last(IoOpType.FDATASYNC), 0);
            assertThat(f.tick()).containsExactly("FDATASYNC=0");
            f.tick();
            f.transport.result(f.transport.last(IoOpType.CLOSE), 0);
            assertThat(f.tick()).containsExactly("CLOSE=0");
        }
    }

    @Test
    @DisplayName("a SHUTDOWN whose chain breaks leaves the output shut by another one")
    void shutdownBesideAnother() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().shutdown(f.stream));
            f.queue(f.lane.request().shutdown(f.stream));
            f.tick();
            f.transport.result(f.transport.last(IoOpType.NOP), EIO);
            assertThat(f.tick()).containsExactly("NOP=EIO", "SHUTDOWN=ECANCELED");
            f.send("late");
            assertThat(f.tick()).containsExactly("SEND=EPIPE");
            f.transport.result(f.transport.last(IoOpType.SHUTDOWN), 0);
            assertThat(f.tick()).containsExactly("SHUTDOWN=0");
            f.send("later");
            assertThat(f.tick()).containsExactly("SEND=EPIPE");
            assertThat(f.transport.submitted(IoOpType.SEND)).isEmpty();
        }
    }

    @Test
    @DisplayName("a SHUTDOWN whose chain breaks lets a CLOSE of its stream go on")
    void brokenShutdownLeavesTheCloseAlone() {
        try (StreamFixture f = new StreamFixture()) {
            f.queue(f.lane.request().nop().linked());
            f.queue(f.lane.request().shutdown(f.stream));
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            assertThat(f.transport.submitted(IoOpType.CLOSE)).isEmpty();
            f.transport.result(f.transport.submitted.get(0), EIO);
            f.transport.script = ScriptedTransport::completeCloses;
            assertThat(f.tick()).containsExactly("NOP=EIO", "SHUTDOWN=ECANCELED");
            assertThat(f.tick()).containsExactly("CLOSE=0");
        }
    }

    @Test
    @DisplayName("a link of the last intent of a callback does not reach into the next callback")
    void linkEndsWithItsCallback() {
        try (StreamFixture f = new StreamFixture()) {
            CompletionCallback failing =
                    (c, t) -> t.intents().queue(t.request().fsync(IoFile.OPENED).linked());
            CompletionCallback other = (c, t) -> t.intents().queue(t.request().timeoutNanos(0));
            f.queue(f.lane.request().nop().onComplete(failing));
            f.queue(f.lane.request().nop().onComplete(other));
            f.tick();
            f.transport.submitted.forEach(nop -> f.transport.result(nop, 0));
            f.tick();
            assertThat(f.tick()).containsExactly("FSYNC=EBADF", "TIMEOUT=0");
        }
    }
}
