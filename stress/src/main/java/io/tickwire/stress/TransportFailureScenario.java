package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoResultSlot;
import io.tickwire.IoStatus;
import io.tickwire.PollEvents;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TransportException;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Has the transport fail as a whole, at any of its calls, with all kinds of intents in flight. */
final class TransportFailureScenario extends StressScenario {
    private static final int GROUP = 1;
    private static final int STREAMS = 8;
    private static final int BIG = 1 << 20;

    TransportFailureScenario() {
        super(
                "transport-failure",
                "a transport that fails in mid-run ends all that is in flight with"
                        + " TRANSPORT_FAILED, in order, and leaves nothing open",
                12,
                500);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        long failed = 0;
        for (int round = 0; round < size; round++) {
            try (Stage scene = stage.scene()) {
                failed += new Run(scene).run();
            }
        }
        return size + " failures, which ended " + failed + " intents";
    }

    private static final class Run {
        private final Stage stage;
        private final FailingProvider provider;
        private final LoopDrive drive;
        private final List<Connection> links = new ArrayList<>();
        private final List<IoResultSlot> slots = new ArrayList<>();
        private final Set<Long> open = new HashSet<>();

        /** Tickets of what nothing but the failure can have ended. */
        private final Set<Long> stuck = new HashSet<>();

        private final List<ByteBuf> received = new ArrayList<>();
        private final ByteBuf big;
        private final ByteBuf small;
        private final IoListener listener;
        private final IoFile file;
        private long doomedPoll;
        private boolean hasFailed;
        private long lastFailedSequence = -1;
        private int failedCount;

        Run(Stage stage) throws Exception {
            this.stage = stage;
            provider = new FailingProvider(stage.transport());
            TickLoopBuilder builder = stage.builder().transport(provider).config(config());
            drive = stage.own(new LoopDrive(stage, builder, Stage.WAIT));
            big = stage.buffer(BIG).writeZero(BIG);
            small = stage.buffer(64).writeZero(64);
            listener = drive.listen(SocketOptions.DEFAULT.withBufferBytes(0, 8192));
            for (int i = 0; i < STREAMS; i++) {
                Peer peer = Peer.connectNarrow(listener.localAddress(), 4096).unblocked();
                links.add(drive.accept(listener, peer));
            }
            file =
                    drive.open(
                            stage.file(new byte[4096]),
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
        }

        private static BatchConfig config() {
            return BatchConfig.builder()
                    .laneCapacity(512)
                    .laneInFlight(2048)
                    .callbackCapacity(64)
                    .resources(1024)
                    .streamPending(8 * BIG, 1024)
                    .linger(Duration.ofHours(1))
                    .bufferGroup(new BufferGroup(GROUP, 256, 32))
                    .build();
        }

        int run() {
            queueStuck();
            drive.tick();
            drive.tick();
            FailingTransport.Point[] points = FailingTransport.Point.values();
            FailingTransport.Point point = points[stage.random().nextInt(points.length)];
            provider.made().failAt(point, stage.between(1, 12));
            tickUntilFailure();
            assertEnded();
            return failedCount;
        }

        /** What waits for peers that do nothing, or for an hour. */
        private void queueStuck() {
            stuck(drive.request().accept(listener).multishot());
            for (int i = 0; i < STREAMS; i++) {
                var stream = links.get(i).stream();
                switch (i % 4) {
                    case 0 -> {
                        stuck(drive.request().send(stream, big.retain()));
                        stuck(drive.request().send(stream, big.retain()));
                        stuck(drive.request().close(stream));
                    }
                    case 1 -> {
                        stuck(drive.request().recv(stream, buffer(), 64));
                        stuck(drive.request().recv(stream, buffer(), 64).linked());
                        stuck(drive.request().send(stream, small.retain()));
                    }
                    case 2 -> stuck(drive.request().recv(stream).fromGroup(GROUP).multishot());
                    default -> {
                        stuck(drive.request().poll(stream, PollEvents.READABLE).multishot());
                        stuck(drive.request().recv(stream, buffer(), 64).deadline(hour()));
                    }
                }
            }
            stuck(drive.request().timeout(hour()));
            doomedPoll = queue(drive.request().poll(links.get(3).stream(), PollEvents.READABLE));
        }

        private static Duration hour() {
            return Duration.ofHours(1);
        }

        private ByteBuf buffer() {
            ByteBuf buffer = stage.buffer(64);
            received.add(buffer);
            return buffer;
        }

        private void stuck(IoRequest request) {
            stuck.add(queue(request));
        }

        private long queue(IoRequest request) {
            IoResultSlot slot = new IoResultSlot();
            drive.queue(request.into(slot).onComplete(this::completed));
            slots.add(slot);
            open.add(request.ticket());
            return request.ticket();
        }

        private void tickUntilFailure() {
            Deadline deadline = stage.deadline("the failure");
            while (!hasFailed) {
                deadline.check();
                for (int i = stage.between(1, 20); i > 0; i--) {
                    queueAny();
                }
                try {
                    drive.tick();
                } catch (TransportException e) {
                    hasFailed = true;
                    Check.that(
                            String.valueOf(e.getMessage()).contains(FailingTransport.MESSAGE),
                            "the cause is not told: " + e);
                }
            }
        }

        private void queueAny() {
            IoRequest request = drive.request();
            switch (stage.random().nextInt(8)) {
                case 0 -> request.nop();
                case 1 -> request.nop().lasting();
                case 2 -> request.timeoutNanos(stage.random().nextInt(1_000_000));
                case 3 ->
                        request.write(file, small.retain(), 64).at(64L * stage.random().nextInt(9));
                case 4 -> request.read(file, buffer(), 64).linked();
                case 5 -> request.fsync(file);
                case 6 -> request.connect(listener.localAddress());
                default -> {
                    request.cancel(doomedPoll);
                    queue(request);
                    request.poll(links.get(3).stream(), PollEvents.READABLE);
                    doomedPoll = queue(request);
                    return;
                }
            }
            queue(request);
        }

        private void completed(IoCompletion completion, TickContext tick) {
            if (!completion.isLast()) {
                return;
            }
            long ticket = completion.ticket();
            Check.that(open.remove(ticket), "two last completions: " + completion);
            if (completion.status() == IoStatus.TRANSPORT_FAILED) {
                failedCount++;
                stuck.remove(ticket);
                Check.that(
                        completion.sequence() > lastFailedSequence,
                        "TRANSPORT_FAILED out of order: " + completion);
                lastFailedSequence = completion.sequence();
            } else {
                Check.that(!stuck.contains(ticket), "nothing could end " + completion);
                Check.that(failedCount == 0, "after TRANSPORT_FAILED came " + completion);
            }
        }

        private void assertEnded() {
            drive.watch().check();
            Check.that(drive.watch().isEnded(), "the loop has not ended");
            Check.equal("intents without an end", 0, open.size());
            Check.equal("intents that ended without the failure", 0, stuck.size());
            Check.that(slots.stream().allMatch(IoResultSlot::isDone), "a slot was not filled");
            try {
                drive.loop().tick();
                throw new AssertionError("a failed loop ticks on");
            } catch (IllegalStateException expected) {
                // As promised.
            }
            Deadline deadline = stage.deadline("the end of every connection");
            for (Connection link : links) {
                while (!link.peer().isEnded()) {
                    deadline.pause();
                }
            }
        }
    }
}
