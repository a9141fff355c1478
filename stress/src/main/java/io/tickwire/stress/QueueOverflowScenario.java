package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Fills what a program can fill, to the last place, and has it empty again; over and over. */
final class QueueOverflowScenario extends StressScenario {
    private static final int CAPACITY = 64;
    private static final int IN_FLIGHT = 96;
    private static final int CALLBACKS = 32;
    private static final int STREAMS = 4;

    QueueOverflowScenario() {
        super(
                "queue-overflow",
                "full queues refuse exactly what is beyond their capacity, and come back to it",
                25,
                3_000);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(CAPACITY)
                        .laneInFlight(IN_FLIGHT)
                        .callbackCapacity(CALLBACKS)
                        .build();
        Run run = new Run(stage, stage.drive(config));
        for (int round = 0; round < size; round++) {
            run.fillLane();
            run.fillQuota();
            run.fillCallbacks();
        }
        return run.end();
    }

    private static final class Run {
        private final Stage stage;
        private final LoopDrive drive;
        private final IoFile file;
        private final ByteBuf payload;
        private final ByteBuf received;
        private final List<Connection> links = new ArrayList<>();
        private long refused;
        private int callbacksQueued;
        private int receives;

        Run(Stage stage, LoopDrive drive) throws Exception {
            this.stage = stage;
            this.drive = drive;
            file = drive.open(stage.file(new byte[1]), StandardOpenOption.WRITE);
            payload = stage.buffer(16).writeZero(16);
            received = stage.buffer(IN_FLIGHT + 1);
            IoListener listener = drive.listen();
            for (int i = 0; i < STREAMS; i++) {
                links.add(drive.link(listener));
            }
            drive.tick();
        }

        /** As many as the lane's capacity; what is beyond changes nothing. */
        void fillLane() {
            Check.equal("free places", CAPACITY, drive.lane().intents().remaining());
            int accepted = 0;
            while (offerAny()) {
                accepted++;
            }
            Check.equal("intents that a lane takes", CAPACITY, accepted);
            Check.equal("free places", 0, drive.lane().intents().remaining());
            int references = payload.refCnt();
            Check.that(!drive.offer(write()), "a full lane took a write");
            Check.equal("references after a refused write", references, payload.refCnt());
            refused += 2;
            finish();
        }

        private boolean offerAny() {
            IoRequest request = drive.request();
            switch (stage.random().nextInt(4)) {
                case 0 -> request.nop();
                case 1 -> request.nop().lasting();
                case 2 -> request.timeoutNanos(0);
                default -> {
                    payload.retain();
                    boolean isQueued = drive.offer(write());
                    if (!isQueued) {
                        payload.release();
                    }
                    return isQueued;
                }
            }
            return drive.offer(request);
        }

        private IoRequest write() {
            return drive.request().write(file, payload, 16).at(stage.random().nextInt(1_000));
        }

        /** As many receives as may be in flight, over two ticks; then a byte for each. */
        void fillQuota() {
            received.clear();
            receives = 0;
            while (offerReceive()) {}
            Check.equal("receives that a lane takes", CAPACITY, receives);
            drive.tick();
            while (offerReceive()) {}
            Check.equal("receives in flight", IN_FLIGHT, receives);
            Check.that(!drive.offer(drive.request().nop()), "a lane went beyond its quota");
            refused += 3;
            drive.tick();
            for (int i = 0; i < STREAMS; i++) {
                links.get(i).peer().send(Pattern.bytes(i, 0, IN_FLIGHT / STREAMS));
            }
            finish();
            checkReceived();
        }

        private boolean offerReceive() {
            int index = receives;
            IoRequest receive =
                    drive.request()
                            .recv(links.get(index % STREAMS).stream(), received, 1)
                            .index(index)
                            .onComplete((done, tick) -> Check.equal("bytes", 1, done.result()));
            if (!drive.offer(receive)) {
                return false;
            }
            receives++;
            return true;
        }

        private void checkReceived() {
            for (int i = 0; i < IN_FLIGHT; i++) {
                Pattern.check(received, i, 1, i % STREAMS, i / STREAMS);
            }
        }

        /** As many as callbacks may queue, all together. */
        void fillCallbacks() {
            callbacksQueued = 0;
            drive.queue(drive.request().nop().onComplete(this::queueToTheBrim));
            drive.tick();
            Check.equal("intents that callbacks queue", CALLBACKS, callbacksQueued);
            refused++;
            finish();
        }

        private void queueToTheBrim(IoCompletion completion, TickContext tick) {
            while (tick.intents().queue(tick.request().nop())) {
                callbacksQueued++;
            }
        }

        private void finish() {
            drive.untilIdle();
            drive.tick();
            Check.equal("free places", CAPACITY, drive.lane().intents().remaining());
        }

        String end() {
            Check.equal("refused intents", refused, drive.loop().stats().snapshot().rejected());
            return drive.watch().sealed() + " intents, " + refused + " refused";
        }
    }
}
