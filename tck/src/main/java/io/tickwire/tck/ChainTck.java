package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.Buffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Chains whose breaks the platform decides, where a transport has links of its own. */
abstract class ChainTck extends TckCase {
    private static final int CHAINS = 400;
    private static final int CHAIN_LENGTH_MAX = 90;
    private static final int FILE_BYTES = 1_000;

    ChainTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("hundreds of random chains of file operations break where they should, and only")
    void randomChains() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), randomBytes(FILE_BYTES));
        IoFile file = loop.open(path, READ, WRITE);
        IoFile readOnly = loop.open(path, READ);
        ByteBuf out = buffers.keep(16).setZero(0, 16).writerIndex(16);
        ByteBuf into = buffers.keep(8 * CHAIN_LENGTH_MAX);
        for (int chain = 0; chain < CHAINS; chain++) {
            int length = 1 + random.nextInt(random.nextInt(20) == 0 ? CHAIN_LENGTH_MAX : 5);
            List<Integer> expected = new ArrayList<>();
            List<Long> tickets = new ArrayList<>();
            boolean isBroken = false;
            for (int i = 0; i < length; i++) {
                Step step = Step.draw(random);
                IoRequest request =
                        step.request(loop, step.isRefused() ? readOnly : file, out, into, i);
                expected.add(isBroken ? IoStatus.ECANCELED.result() : step.result);
                boolean isHard = random.nextInt(4) == 0;
                if (isHard) {
                    request.hardLinked();
                } else {
                    request.linked();
                }
                tickets.add(loop.queue(request));
                isBroken = isBroken || (!isHard && step.isBreaking);
            }
            List<Outcome> outcomes = loop.awaitAll(tickets);
            assertThat(outcomes)
                    .as("chain %d", chain)
                    .extracting(Outcome::result)
                    .containsExactlyElementsOf(expected);
            loop.emptyInbox();
        }
        assertThat(Files.size(path)).isEqualTo(FILE_BYTES);
    }

    /** What a member of a chain does. */
    private enum Step {
        READ_ALL(8, false),
        SHORT_READ(3, true),
        END_OF_FILE(0, true),
        WRITE_SOME(8, false),
        TRUNCATE(0, false),
        FAILING_WRITE(IoStatus.EBADF.result(), true),
        FAILING_TRUNCATE(IoStatus.EINVAL.result(), true),
        FAILING_ALLOCATE(IoStatus.EBADF.result(), true);

        final int result;
        final boolean isBreaking;

        Step(int result, boolean isBreaking) {
            this.result = result;
            this.isBreaking = isBreaking;
        }

        /** Breaks are rare, so that chains get far. */
        static Step draw(Random random) {
            return switch (random.nextInt(24)) {
                case 0 -> SHORT_READ;
                case 1 -> END_OF_FILE;
                case 2 -> FAILING_WRITE;
                case 3 -> FAILING_TRUNCATE;
                case 4 -> FAILING_ALLOCATE;
                case 5 -> TRUNCATE;
                case 6, 7, 8, 9, 10 -> WRITE_SOME;
                default -> READ_ALL;
            };
        }

        /** Whether it is asked of a file that is open for reading only. */
        boolean isRefused() {
            return this == FAILING_WRITE || this == FAILING_TRUNCATE || this == FAILING_ALLOCATE;
        }

        IoRequest request(LoopFixture loop, IoFile file, ByteBuf out, ByteBuf into, int place) {
            return switch (this) {
                case READ_ALL -> read(loop, file, 100, into, place);
                case SHORT_READ -> read(loop, file, FILE_BYTES - 3, into, place);
                case END_OF_FILE -> read(loop, file, FILE_BYTES, into, place);
                case TRUNCATE, FAILING_TRUNCATE -> loop.request().truncate(file, FILE_BYTES);
                case FAILING_ALLOCATE -> loop.request().allocate(file, 8).at(0);
                default -> loop.request().write(file, out.retain(), 8).at(0);
            };
        }

        private static IoRequest read(
                LoopFixture loop, IoFile file, int offset, ByteBuf into, int place) {
            return loop.request().read(file, into, 8).index(8 * place).at(offset);
        }
    }

    @Test
    @DisplayName("a TRUNCATE or ALLOCATE that fails breaks its chain, wherever it stands in it")
    void failureWithoutATransfer() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), randomBytes(8));
        IoFile file = loop.open(path, READ, WRITE);
        IoFile readOnly = loop.open(path, READ);
        int cancelled = IoStatus.ECANCELED.result();
        long written = loop.queue(loop.request().write(file, give(new byte[8]), 8).linked());
        long cut = loop.queue(loop.request().truncate(readOnly, 0).linked());
        long read = loop.queue(loop.request().read(file, buffers.keep(8), 8).linked());
        long last = loop.queue(loop.request().write(file, give(new byte[16]), 16));
        assertThat(loop.awaitAll(List.of(written, cut, read, last)))
                .extracting(Outcome::result)
                .containsExactly(8, IoStatus.EINVAL.result(), cancelled, cancelled);
        long allocated = loop.queue(loop.request().allocate(readOnly, 99).at(0).linked());
        long behind = loop.queue(loop.request().write(file, give(new byte[16]), 16));
        assertThat(loop.awaitAll(List.of(allocated, behind)))
                .extracting(Outcome::result)
                .containsExactly(IoStatus.EBADF.result(), cancelled);
        long forced = loop.queue(loop.request().truncate(readOnly, 0).hardLinked());
        long then = loop.queue(loop.request().read(file, buffers.keep(8), 8));
        assertThat(loop.awaitAll(List.of(forced, then)))
                .extracting(Outcome::result)
                .containsExactly(IoStatus.EINVAL.result(), 8);
        assertThat(Files.size(path)).isEqualTo(8);
    }

    @Test
    @DisplayName("an FSYNC or FDATASYNC that fails breaks its chain")
    void failingSync() throws IOException {
        Path unsynced = Path.of("/proc/self/comm");
        assumeTrue(Files.isReadable(unsynced), "a file that cannot be synced: needs Linux's /proc");
        LoopFixture loop = loop();
        IoFile file = loop.open(directory().resolve("file"), READ, WRITE, CREATE);
        IoFile failing = loop.open(unsynced, READ);
        long sync = loop.queue(loop.request().fsync(failing).linked());
        long write = loop.queue(loop.request().write(file, give(new byte[8]), 8));
        assertThat(loop.await(sync).result()).isNegative();
        assertThat(loop.await(write).status()).isEqualTo(IoStatus.ECANCELED);
        long dataSync = loop.queue(loop.request().fdatasync(failing).linked());
        long writeBehind = loop.queue(loop.request().write(file, give(new byte[8]), 8));
        assertThat(loop.await(dataSync).result()).isNegative();
        assertThat(loop.await(writeBehind).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("write, fsync, read, write of one chain take effect in this order")
    void orderWithinAChain() throws IOException {
        LoopFixture loop = loop();
        Path path = directory().resolve("file");
        IoFile file = loop.open(path, READ, WRITE, CREATE);
        for (int round = 0; round < 50; round++) {
            byte[] first = randomBytes(100);
            byte[] second = randomBytes(100);
            ByteBuf between = buffers.keep(100);
            loop.queue(loop.request().write(file, give(first), 100).linked());
            loop.queue(loop.request().fsync(file).linked());
            long read = loop.queue(loop.request().read(file, between, 100).linked());
            long last = loop.queue(loop.request().write(file, give(second), 100));
            assertThat(loop.await(last).result()).isEqualTo(100);
            assertThat(loop.await(read).result()).isEqualTo(100);
            assertThat(Buffers.bytes(between)).isEqualTo(first);
            assertThat(Files.readAllBytes(path)).isEqualTo(second);
        }
    }

    @Test
    @DisplayName("read, write, close of one chain end with the file closed, in order")
    void readWriteClose() throws IOException {
        LoopFixture loop = loop();
        byte[] content = randomBytes(50);
        Path path = Files.write(directory().resolve("file"), content);
        IoFile file = loop.open(path, READ, WRITE);
        ByteBuf into = buffers.keep(50);
        long read = loop.queue(loop.request().read(file, into, 50).linked());
        long write = loop.queue(loop.request().write(file, give(new byte[10]), 10).linked());
        long close = loop.queue(loop.request().close(file));
        List<Outcome> outcomes = loop.awaitAll(List.of(read, write, close));
        assertThat(outcomes).extracting(Outcome::result).containsExactly(50, 10, 0);
        assertThat(outcomes).extracting(Outcome::sequence).isSorted();
        assertThat(Buffers.bytes(into)).isEqualTo(content);
        Arrays.fill(content, 0, 10, (byte) 0);
        assertThat(path).hasBinaryContent(content);
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    @DisplayName(
            "a cancel of a file ends a chain of several files there, and nothing starts behind")
    void cancelWithinAChainOfSeveralFiles() throws IOException {
        LoopFixture loop = loop();
        Path firstPath = directory().resolve("first");
        IoFile first = loop.open(firstPath, READ, WRITE, CREATE);
        IoFile second = loop.open(directory().resolve("second"), READ, WRITE, CREATE);
        byte[] content = randomBytes(20);
        List<Long> chain = new ArrayList<>();
        // Callbacks' intents are sealed before those of the lane, and in the same phase.
        loop.queue(
                loop.request()
                        .nop()
                        .onComplete(
                                (completion, tick) -> {
                                    IoRequest request = tick.request();
                                    for (IoFile file : List.of(first, second, first)) {
                                        request.write(file, give(content), 20)
                                                .at(chain.size() * 20L)
                                                .linked();
                                        assertThat(tick.intents().queue(request)).isTrue();
                                        chain.add(request.ticket());
                                    }
                                }));
        loop.tick();
        long cancel = loop.queue(loop.request().cancel(second));
        long other = loop.queue(loop.request().nop());
        assertThat(loop.await(cancel).result()).isEqualTo(1);
        assertThat(loop.awaitAll(chain))
                .extracting(Outcome::status)
                .containsExactly(IoStatus.OK, IoStatus.ECANCELED, IoStatus.ECANCELED);
        assertThat(loop.await(other).result()).isZero();
        assertThat(firstPath).hasBinaryContent(content);
    }

    private TickLoop twoLanes() {
        return own(
                builder()
                        .phase(
                                "phase",
                                phase ->
                                        phase.lane("chain")
                                                .lane("other")
                                                .wait(WaitPolicy.awaitPrompt()))
                        .build());
    }

    private static List<IoFile> open(TickLoop loop, Path directory, int count) {
        Lane lane = loop.lane("chain");
        for (int i = 0; i < count; i++) {
            lane.intents()
                    .queue(lane.request().open(directory.resolve("f" + i), READ, WRITE, CREATE));
        }
        loop.tick();
        List<IoFile> files = new ArrayList<>();
        lane.completions().forEach(opened -> files.add(opened.file()));
        loop.tick();
        return files;
    }

    private static List<Integer> results(Lane lane) {
        List<Integer> results = new ArrayList<>();
        lane.completions().forEach(completion -> results.add(completion.result()));
        return results;
    }

    @Test
    @DisplayName(
            "what another lane withdraws from a sealed chain breaks it there, and nothing else")
    void withdrawnBeforeSubmission() throws IOException {
        int cancelled = IoStatus.ECANCELED.result();
        for (int withdrawn = 0; withdrawn < 3; withdrawn++) {
            Path directory = directory();
            TickLoop loop = twoLanes();
            List<IoFile> files = open(loop, directory, 4);
            Lane chain = loop.lane("chain");
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ByteBuf bytes = give(new byte[5]);
                chain.intents().queue(chain.request().write(files.get(i), bytes, 5).linked());
                expected.add(i < withdrawn ? 5 : cancelled);
            }
            chain.intents().queue(chain.request().read(files.get(3), buffers.keep(5), 5));
            expected.add(cancelled);
            Lane other = loop.lane("other");
            other.intents().queue(other.request().cancel(files.get(withdrawn)));
            other.intents().queue(other.request().write(files.get(3), give(new byte[5]), 5));
            loop.tick();
            assertThat(results(chain)).as("without %d", withdrawn).isEqualTo(expected);
            assertThat(results(other).get(1)).isEqualTo(5);
            loop.tick();
            assertThat(Files.size(directory.resolve("f0"))).isEqualTo(withdrawn > 0 ? 5 : 0);
            assertThat(Files.size(directory.resolve("f1"))).isEqualTo(withdrawn > 1 ? 5 : 0);
            assertThat(Files.size(directory.resolve("f2"))).isZero();
            assertThat(Files.size(directory.resolve("f3"))).isEqualTo(5);
        }
    }

    @Test
    @DisplayName("a chain whose last member is withdrawn is not linked to what comes behind it")
    void lastMemberWithdrawn() {
        TickLoop loop = twoLanes();
        List<IoFile> files = open(loop, directory(), 3);
        Lane chain = loop.lane("chain");
        // The read finds the end of the file, which breaks a chain.
        chain.intents().queue(chain.request().read(files.get(0), buffers.keep(5), 5).linked());
        chain.intents().queue(chain.request().write(files.get(1), give(new byte[5]), 5));
        Lane other = loop.lane("other");
        other.intents().queue(other.request().cancel(files.get(1)));
        other.intents().queue(other.request().write(files.get(2), give(new byte[5]), 5));
        loop.tick();
        assertThat(results(chain)).containsExactly(0, IoStatus.ECANCELED.result());
        assertThat(results(other)).containsExactly(1, 5);
    }
}
