package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One peer that always has more to send than the system takes, beside a hundred that send a message
 * at a time and wait for the answer. All use Unix sockets: what such a peer has written is there
 * for the next tick, so that ticks, and not time, can be counted.
 */
final class FloodScenario extends StressScenario {
    private static final int GROUP = 3;
    private static final int GROUP_BYTES = 4_096;
    private static final int GROUP_COUNT = 64;
    private static final int SHARE = 8;
    private static final int HONEST = 100;
    private static final int MESSAGE = 64;
    private static final long FLOOD_KEY = -1;

    /**
     * A tick in which 56 honest messages find a buffer, one for the rest, one for the answers, and
     * as many again for receives that had to pause and be armed anew.
     */
    private static final int TICKS_MAX = 8;

    private static final long GROWTH_MAX = 8 << 20;

    FloodScenario() {
        super(
                "flood",
                "no flood starves others: a hundred honest peers are each answered within "
                        + TICKS_MAX
                        + " ticks, and memory does not grow",
                40,
                2_000);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(512)
                        .laneInFlight(1_024)
                        .callbackCapacity(512)
                        .multishotRoom(128)
                        .bufferGroup(new BufferGroup(GROUP, GROUP_BYTES, GROUP_COUNT, SHARE))
                        .build();
        Run run = new Run(stage, stage.drive(config));
        run.round();
        long heapBefore = heapBytes();
        long directBefore = directBytes();
        for (int round = 1; round < size; round++) {
            run.round();
        }
        Check.atMost("growth of the heap", GROWTH_MAX, heapBytes() - heapBefore);
        Check.atMost("growth of direct memory", 0, directBytes() - directBefore);
        return run.report();
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long directBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static final class Run {
        private final Stage stage;
        private final LoopDrive drive;
        private final List<Honest> honest = new ArrayList<>();
        private final Peer flooder;
        private final ByteBuffer flood = ByteBuffer.allocate(64 << 10);
        private long floodSent;
        private long floodReceived;
        private long answered;
        private long ticksMax;

        Run(Stage stage, LoopDrive drive) throws Exception {
            this.stage = stage;
            this.drive = drive;
            IoListener listener =
                    drive.listen(
                            UnixDomainSocketAddress.of(stage.directory().resolve("s")),
                            SocketOptions.DEFAULT);
            Connection link = drive.link(listener);
            flooder = link.peer();
            flood.limit(0);
            receive(link.stream(), this::flooded);
            for (int i = 0; i < HONEST; i++) {
                Connection each = drive.link(listener);
                Honest one = new Honest(i, each);
                honest.add(one);
                receive(each.stream(), one::received);
            }
            drive.tick();
        }

        private void receive(IoStream stream, CompletionCallback callback) {
            drive.queue(
                    drive.request().recv(stream).fromGroup(GROUP).multishot().onComplete(callback));
        }

        /** Some or all of the honest send, and tick by tick they are answered. */
        void round() {
            int senders = stage.oneIn(2) ? HONEST : stage.between(1, HONEST);
            int first = stage.random().nextInt(HONEST);
            for (int i = 0; i < senders; i++) {
                honest.get((first + i) % HONEST).send();
            }
            long start = drive.ticks();
            int waiting = senders;
            while (waiting > 0) {
                keepFlooding();
                drive.tick();
                for (Honest each : honest) {
                    if (each.hasAnswer()) {
                        waiting--;
                        answered++;
                    }
                }
                Check.that(
                        waiting == 0 || drive.ticks() - start < TICKS_MAX,
                        waiting
                                + " of "
                                + senders
                                + " messages unanswered after "
                                + TICKS_MAX
                                + " ticks");
            }
            ticksMax = Math.max(ticksMax, drive.ticks() - start);
        }

        /** Fills the system's buffer. */
        private void keepFlooding() {
            int sent;
            do {
                if (!flood.hasRemaining()) {
                    flood.clear().put(Pattern.bytes(FLOOD_KEY, floodSent, flood.capacity())).flip();
                }
                sent = flooder.write(flood);
                floodSent += sent;
            } while (sent > 0);
        }

        private void flooded(IoCompletion done, TickContext tick) {
            if (done.isLast()) {
                return;
            }
            ByteBuf buffer = done.buffer();
            Pattern.check(buffer, buffer.readerIndex(), done.result(), FLOOD_KEY, floodReceived);
            floodReceived += done.result();
        }

        String report() {
            Check.that(floodReceived > 0, "nothing of the flood was received");
            return answered
                    + " answers, each within "
                    + ticksMax
                    + " ticks, beside "
                    + (floodReceived >> 10)
                    + " KiB of flood";
        }

        /** A peer that waits for its answer before it sends again. */
        private final class Honest {
            private final int number;
            private final Connection link;

            /** Two: the next message may come before the completion of the last answer's send. */
            private final ByteBuf answers = stage.buffer(2 * MESSAGE);

            private final ByteBuffer in = ByteBuffer.allocate(MESSAGE);
            private long sent;
            private long received;
            private long heard;

            Honest(int number, Connection link) {
                this.number = number;
                this.link = link;
            }

            void send() {
                link.peer().send(Pattern.bytes(number, sent, MESSAGE));
                sent += MESSAGE;
            }

            private void received(IoCompletion done, TickContext tick) {
                if (done.isLast()) {
                    return;
                }
                ByteBuf buffer = done.buffer();
                int bytes = done.result();
                Pattern.check(buffer, buffer.readerIndex(), bytes, number, received);
                answers.setBytes((int) (received % (2 * MESSAGE)), buffer, bytes);
                received += bytes;
                if (received % MESSAGE == 0) {
                    answers.retain();
                    Check.that(
                            tick.intents()
                                    .queue(
                                            tick.request()
                                                    .send(link.stream(), answers, MESSAGE)
                                                    .index(
                                                            (int)
                                                                    ((received - MESSAGE)
                                                                            % (2 * MESSAGE)))
                                                    .onComplete(
                                                            (sending, next) ->
                                                                    LoopDrive.requireOk(sending))),
                            "no room for an answer");
                }
            }

            /** Whether an answer has come, whole, since the last look. */
            boolean hasAnswer() {
                if (heard == sent || link.peer().read(in) <= 0 || in.hasRemaining()) {
                    return false;
                }
                Pattern.check(in.array(), 0, MESSAGE, number, heard);
                heard += MESSAGE;
                in.clear();
                return true;
            }
        }
    }
}
