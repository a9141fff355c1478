package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.PollEvents;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Has far more operations end at once than the completion ring has entries. */
final class CompletionStormScenario extends StressScenario {
    private static final int RING = 8;
    private static final int STREAMS = 150;
    private static final int BYTES = 8;
    private static final int NOPS = 1_000;
    private static final int READS = 100;
    private static final int TIMEOUTS = 100;
    private static final int PER_ROUND = 2 * STREAMS + NOPS + READS + TIMEOUTS;

    CompletionStormScenario() {
        super(
                "completion-storm",
                "more completions at once than the completion ring holds: none is lost or doubled",
                5,
                200);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        // Netty warns each time that the ring has overflown; the kernel keeps what did not fit.
        AtomicInteger overflows = stage.swallow("io.netty.channel.uring.IoUringIoHandler");
        BatchConfig config =
                BatchConfig.builder()
                        .sqEntries(RING)
                        .cqEntries(RING)
                        .laneCapacity(PER_ROUND)
                        .laneInFlight(PER_ROUND)
                        .build();
        Run run = new Run(stage, stage.drive(config));
        for (int round = 0; round < size; round++) {
            run.storm(round);
        }
        return size + " storms of " + PER_ROUND + " completions, " + overflows + " warnings";
    }

    private static final class Run {
        private final LoopDrive drive;
        private final IoFile file;
        private final ByteBuf content;
        private final ByteBuf received;
        private final List<Connection> links = new ArrayList<>();
        private final long fileKey;
        private int completed;

        Run(Stage stage, LoopDrive drive) throws Exception {
            this.drive = drive;
            fileKey = stage.random().nextInt();
            file = drive.open(stage.file(Pattern.bytes(fileKey, 0, READS * BYTES)));
            content = stage.buffer(READS * BYTES);
            received = stage.buffer(STREAMS * BYTES);
            IoListener listener = drive.listen();
            for (int i = 0; i < STREAMS; i++) {
                links.add(drive.link(listener));
            }
        }

        void storm(int round) {
            completed = 0;
            armStreams();
            drive.tick();
            drive.tick();
            Check.equal("completions before the storm", 0, completed);
            for (int i = 0; i < STREAMS; i++) {
                links.get(i).peer().send(Pattern.bytes(i, (long) round * BYTES, BYTES));
            }
            queueTheRest();
            drive.untilIdle();
            Check.equal("completions of a storm", PER_ROUND, completed);
            for (int i = 0; i < STREAMS; i++) {
                Pattern.check(received, i * BYTES, BYTES, i, (long) round * BYTES);
            }
            Pattern.check(content, 0, READS * BYTES, fileKey, 0);
            received.setZero(0, received.capacity());
            content.setZero(0, content.capacity());
        }

        private void armStreams() {
            for (int i = 0; i < STREAMS; i++) {
                Connection link = links.get(i);
                drive.queue(
                        drive.request()
                                .poll(link.stream(), PollEvents.READABLE)
                                .onComplete(
                                        (done, tick) ->
                                                expect(PollEvents.READABLE, done.result())));
                drive.queue(
                        drive.request()
                                .recv(link.stream(), received, BYTES)
                                .index(i * BYTES)
                                .onComplete((done, tick) -> expect(BYTES, done.result())));
            }
        }

        private void queueTheRest() {
            for (int i = 0; i < NOPS; i++) {
                drive.queue(
                        drive.request().nop().onComplete((done, tick) -> expect(0, done.result())));
            }
            for (int i = 0; i < READS; i++) {
                drive.queue(
                        drive.request()
                                .read(file, content, BYTES)
                                .index(i * BYTES)
                                .at((long) i * BYTES)
                                .onComplete((done, tick) -> expect(BYTES, done.result())));
            }
            for (int i = 0; i < TIMEOUTS; i++) {
                drive.queue(
                        drive.request()
                                .timeoutNanos(i)
                                .onComplete((done, tick) -> expect(0, done.result())));
            }
        }

        private void expect(int expected, int result) {
            Check.equal("a result", expected, result);
            completed++;
        }
    }
}
