package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A broadcast to peers of which some never read, with the default bounds. The others must get every
 * message, soon, however much waits for the ones that do not read; these can be aborted although
 * the lane is full. All use Unix sockets: what was sent is there for the next look, so that ticks,
 * and not time, can be counted.
 */
final class LanesScenario extends StressScenario {
    private static final int SILENT = 16;
    private static final int HONEST = 100;
    private static final int MESSAGES = 16;
    private static final int MESSAGE_BYTES = 256;

    /** The tick that queued a message has it sent; one more for what the system has to do. */
    private static final long TICKS_MAX = 2;

    /** By then the buffers of the silent peers are full, and so is their share. */
    private static final int FULL_TICKS = 120;

    private static final int NOBODY = -1;

    LanesScenario() {
        super(
                "lanes",
                "peers that never read take no lane from the others: each message reaches a "
                        + HONEST
                        + " honest peers within "
                        + TICKS_MAX
                        + " ticks, and every silent one can be aborted",
                150,
                3_000);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        Run run = new Run(stage, stage.drive(BatchConfig.DEFAULT));
        for (int tick = 0; tick < size; tick++) {
            run.broadcast();
        }
        run.abortInAFullLane();
        return run.report();
    }

    private static final class Run {
        private final LoopDrive drive;
        private final ByteBuf payload;
        private final List<Connection> silent = new ArrayList<>();
        private final List<Honest> honest = new ArrayList<>();
        private long refused;
        private int rounds;
        private int timersEnded;

        Run(Stage stage, LoopDrive drive) throws Exception {
            this.drive = drive;
            payload = stage.buffer(MESSAGE_BYTES);
            payload.writeBytes(Pattern.bytes(NOBODY, 0, MESSAGE_BYTES));
            IoListener listener =
                    drive.listen(
                            UnixDomainSocketAddress.of(stage.directory().resolve("s")),
                            SocketOptions.DEFAULT);
            for (int i = 0; i < SILENT; i++) {
                silent.add(drive.link(listener));
            }
            for (int i = 0; i < HONEST; i++) {
                honest.add(new Honest(drive.link(listener)));
            }
        }

        /** The same number of messages for everybody, the silent first. */
        void broadcast() {
            silent.forEach(each -> send(each, true));
            for (Honest each : honest) {
                each.expect(MESSAGES * MESSAGE_BYTES);
                send(each.link, false);
            }
            drive.tick();
            honest.forEach(Honest::read);
            rounds++;
        }

        private void send(Connection to, boolean isSilent) {
            for (int i = 0; i < MESSAGES; i++) {
                payload.retain();
                drive.queue(
                        drive.request()
                                .send(to.stream(), payload, MESSAGE_BYTES)
                                .index(0)
                                .onComplete(isSilent ? this::sentToSilent : this::sentToHonest));
            }
        }

        private void sentToHonest(IoCompletion done, TickContext tick) {
            LoopDrive.requireOk(done);
        }

        private void sentToSilent(IoCompletion done, TickContext tick) {
            if (done.status() == IoStatus.ENOBUFS) {
                refused++;
            }
        }

        /** Fills what is left of the lane, and ends the silent peers by it. */
        void abortInAFullLane() {
            Check.that(drive.lane().intents().remaining() > 0, "the lane is full");
            List<Long> timers = new ArrayList<>();
            IoRequest request = drive.request();
            while (drive.offer(request.timeout(Duration.ofHours(1)).onComplete(this::end))) {
                timers.add(request.ticket());
                if (drive.lane().intents().remaining() == 0) {
                    drive.tick();
                }
            }
            for (Connection each : silent) {
                drive.queue(
                        drive.request()
                                .abort(each.stream())
                                .onComplete((done, tick) -> LoopDrive.requireOk(done)));
            }
            for (long timer : timers) {
                drive.queue(
                        drive.request()
                                .timeoutRemove(timer)
                                .onComplete((done, tick) -> LoopDrive.requireOk(done)));
            }
            drive.untilIdle();
            Check.equal("timers that were removed", timers.size(), timersEnded);
            for (Connection each : silent) {
                Check.equal("pending sends", 0, each.stream().pendingSends());
            }
        }

        private void end(IoCompletion done, TickContext tick) {
            timersEnded++;
        }

        String report() {
            long ticksMax = 0;
            for (Honest each : honest) {
                ticksMax = Math.max(ticksMax, each.ticksMax);
            }
            Check.that(refused > 0 || rounds < FULL_TICKS, "no ENOBUFS");
            return drive.watch().sealed()
                    + " intents, each message there within "
                    + ticksMax
                    + " ticks, beside "
                    + refused
                    + " refused";
        }

        /** A peer that takes what is there after each tick. */
        private final class Honest {
            private final Connection link;
            private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
            private long sent;
            private long received;
            private long lastWhole;
            private long ticksMax;

            Honest(Connection link) {
                this.link = link;
            }

            void expect(int bytes) {
                if (received == sent) {
                    lastWhole = drive.ticks();
                }
                sent += bytes;
            }

            void read() {
                in.clear();
                received += Math.max(0, link.peer().read(in));
                long waited = drive.ticks() - lastWhole;
                Check.that(
                        received == sent || waited < TICKS_MAX,
                        (sent - received) + " bytes are missing after " + waited + " ticks");
                ticksMax = Math.max(ticksMax, waited);
            }
        }
    }
}
