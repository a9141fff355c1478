package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoRequest;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.OrderWatch;
import io.tickwire.stress.harness.Stage;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has systems of several phases and callbacks queue at random. What is queued first is sealed
 * first: callbacks run before the next system does, and each system is sealed as it returns.
 */
final class CallbackOrderScenario extends StressScenario {
    private static final int BYTES = 64;

    CallbackOrderScenario() {
        super(
                "callback-order",
                "D1, D2: callbacks run in delivery order, once each, and what they queue heads the"
                        + " next batch in that order",
                250,
                10_000);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(40)
                        .laneInFlight(256)
                        .callbackCapacity(48)
                        .build();
        OrderWatch watch = new OrderWatch();
        Run run = new Run(stage, watch);
        TickLoop loop =
                stage.own(
                        stage.builder()
                                .observer(run)
                                .config(config)
                                .phase(
                                        "first",
                                        phase ->
                                                phase.wait(Stage.WAIT)
                                                        .system("a", run.system())
                                                        .system("b", run.system()))
                                .phase(
                                        "second",
                                        phase -> phase.wait(Stage.WAIT).system("c", run.system()))
                                .build());
        run.drive(loop, size);
        return run.report();
    }

    /** Also the loop's observer, between the loop and the watch. */
    private static final class Run implements LoopObserver {
        private final Stage stage;
        private final OrderWatch watch;
        private final Path path;

        /** Tickets in the order in which they were queued, and were not sealed yet. */
        private final Deque<Long> queued = new ArrayDeque<>();

        private final List<ByteBuf> buffers = new ArrayList<>();
        private final Deque<ByteBuf> freeBuffers = new ArrayDeque<>();
        private @Nullable IoFile file;
        private boolean isOpening;
        private boolean isWindingUp;

        /** The delivery that a callback or an inbox must be told of next. */
        private long shownTicket = -1;

        private boolean isShownTold = true;
        private long callbacks;
        private long refused;

        Run(Stage stage, OrderWatch watch) throws Exception {
            this.stage = stage;
            this.watch = watch;
            path = stage.file(Pattern.bytes(0, 0, 1_000));
            for (int i = 0; i < 32; i++) {
                buffers.add(stage.buffer(BYTES));
            }
            freeBuffers.addAll(buffers);
        }

        TickSystem system() {
            return new TickSystem() {
                @Override
                public void setUp(SystemSetup setup) {}

                @Override
                public void run(TickContext tick) {
                    for (IoCompletion completion : tick.completions()) {
                        Check.equal("a completion without callback", 1, completion.userData());
                    }
                    if (!isWindingUp) {
                        queueSome(tick, 60);
                    }
                }
            };
        }

        void drive(TickLoop loop, int ticks) {
            Deadline deadline = stage.deadline("a tick");
            for (int i = 0; i < ticks; i++) {
                deadline.renew();
                tick(loop, deadline);
            }
            isWindingUp = true;
            while (watch.inFlight() > 0 || !queued.isEmpty()) {
                tick(loop, deadline);
                deadline.pause();
            }
        }

        private void tick(TickLoop loop, Deadline deadline) {
            deadline.check();
            loop.tick();
            watch.check();
        }

        String report() {
            return watch.sealed()
                    + " intents, "
                    + callbacks
                    + " callbacks, "
                    + refused
                    + " refused";
        }

        private void queueSome(TickContext tick, int most) {
            for (int i = stage.random().nextInt(most); i > 0; i--) {
                queueOne(tick);
            }
        }

        private void queueOne(TickContext tick) {
            IoRequest request = tick.request();
            ByteBuf buffer = null;
            switch (stage.random().nextInt(6)) {
                case 0, 1 -> request.nop();
                case 2 -> request.nop().lasting();
                case 3 -> request.timeoutNanos(stage.random().nextInt(500_000));
                default -> {
                    IoFile open = file;
                    buffer = open == null ? null : freeBuffers.poll();
                    if (open == null && !isOpening) {
                        isOpening = offer(tick.intents(), request.open(path), this::opened);
                        return;
                    } else if (open == null || buffer == null) {
                        request.nop();
                    } else {
                        request.read(open, buffer.clear(), BYTES).at(stage.random().nextInt(900));
                    }
                }
            }
            ByteBuf filled = buffer;
            boolean isTaken =
                    (filled == null && stage.oneIn(4))
                            ? offer(tick.intents(), request.userData(1), null)
                            : offer(
                                    tick.intents(),
                                    request,
                                    (done, next) -> completed(done, next, filled));
            if (!isTaken && filled != null) {
                freeBuffers.push(filled);
            }
        }

        private boolean offer(
                IoIntentQueue intents, IoRequest request, @Nullable CompletionCallback callback) {
            if (!intents.queue(callback == null ? request : request.onComplete(callback))) {
                refused++;
                return false;
            }
            queued.add(request.ticket());
            return true;
        }

        private void opened(IoCompletion done, TickContext tick) {
            told(done);
            LoopDrive.requireOk(done);
            file = done.file();
        }

        private void completed(IoCompletion done, TickContext tick, @Nullable ByteBuf filled) {
            told(done);
            LoopDrive.requireOk(done);
            if (filled != null) {
                freeBuffers.push(filled);
            }
            if (!isWindingUp && stage.oneIn(2)) {
                queueSome(tick, 3);
            }
        }

        private void told(IoCompletion done) {
            callbacks++;
            Check.equal("the callback whose turn it is", shownTicket, done.ticket());
            Check.that(!isShownTold, "a callback was called twice: " + done);
            isShownTold = true;
        }

        @Override
        public void tickBegan(long number, long timeNanos) {
            watch.tickBegan(number, timeNanos);
        }

        @Override
        public void sealed(IntentView intent) {
            watch.sealed(intent);
            Long first = queued.poll();
            if (first == null || first != intent.ticket()) {
                watch.fail("D2: ticket " + intent.ticket() + " was sealed before " + first);
            }
        }

        @Override
        public void deliveryBegan(DeliveryPoint point) {
            watch.deliveryBegan(point);
        }

        @Override
        public void delivered(IntentView intent, IoCompletion completion) {
            watch.delivered(intent, completion);
            if (!isShownTold) {
                watch.fail("the callback of ticket " + shownTicket + " was not called");
            }
            shownTicket = intent.ticket();
            isShownTold = completion.userData() == 1;
        }

        @Override
        public void loopEnded() {
            watch.loopEnded();
        }
    }
}
