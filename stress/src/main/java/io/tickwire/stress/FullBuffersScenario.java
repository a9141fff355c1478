package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Sends to peers that do not read until every bound is reached, has them read, and again. One peer
 * beside them reads all the time.
 */
final class FullBuffersScenario extends StressScenario {
    private static final int PENDING_BYTES = 64 << 10;
    private static final int PENDING_SENDS = 100;
    private static final int SYSTEM_BYTES = 8_192;
    private static final int MESSAGE_MAX = 3_000;
    private static final int HEADER = 8;
    private static final int STREAMS = 4;

    FullBuffersScenario() {
        super(
                "full-buffers",
                "D6: a peer that does not read fills its stream to the bound and no further; when"
                        + " it reads it gets all that was taken, in order",
                10,
                300);
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(512)
                        .laneInFlight(2_048)
                        .streamPending(PENDING_BYTES, PENDING_SENDS)
                        .build();
        LoopDrive drive = stage.drive(config);
        IoListener listener = drive.listen(SocketOptions.DEFAULT.withBufferBytes(0, SYSTEM_BYTES));
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i <= STREAMS; i++) {
            Peer peer = Peer.connectNarrow(listener.localAddress(), SYSTEM_BYTES).unblocked();
            readers.add(new Reader(stage, drive, drive.accept(listener, peer)));
        }
        Reader honest = readers.remove(STREAMS);
        for (int round = 0; round < size; round++) {
            fill(drive, readers, honest);
            // Every refusal has been told before the peers read.
            drive.tick();
            drive.until("all that was taken", () -> readAll(readers, honest));
        }
        readers.add(honest);
        readers.forEach(Reader::shutDown);
        drive.until("the ends", () -> readers.stream().allMatch(Reader::hasEnded));
        long taken = readers.stream().mapToLong(reader -> reader.taken).sum();
        long refused = readers.stream().mapToLong(reader -> reader.refused).sum();
        return taken + " messages taken, " + refused + " refused";
    }

    /** Until each stream has refused something. The honest one refuses nothing. */
    private static void fill(LoopDrive drive, List<Reader> readers, Reader honest) {
        readers.forEach(reader -> reader.isFull = false);
        drive.until(
                "every stream to be full",
                () -> {
                    for (Reader reader : readers) {
                        reader.sendSome(8);
                    }
                    honest.sendSome(1);
                    honest.read();
                    Check.equal("messages that the honest peer was refused", 0, honest.refused);
                    return readers.stream().allMatch(reader -> reader.isFull);
                });
    }

    private static boolean readAll(List<Reader> readers, Reader honest) {
        readers.forEach(Reader::read);
        honest.read();
        return honest.hasAll() && readers.stream().allMatch(Reader::hasAll);
    }

    /** A stream's messages: number, length, and bytes that derive from the number. */
    private static final class Reader {
        private final Stage stage;
        private final LoopDrive drive;
        private final Connection link;

        /** Numbers of messages that were not refused so far, in order. */
        private final Deque<Integer> due = new ArrayDeque<>();

        private final ByteBuffer in = ByteBuffer.allocate(16 << 10);
        private final Deque<ByteBuf> free = new ArrayDeque<>();
        private int messages;
        private int inFlight;
        private boolean isFull;
        private boolean isEnded;
        private long taken;
        private long refused;

        Reader(Stage stage, LoopDrive drive, Connection link) {
            this.stage = stage;
            this.drive = drive;
            this.link = link;
        }

        void sendSome(int most) {
            for (int i = 0; i < most && !isFull && inFlight < 2 * PENDING_SENDS; i++) {
                send();
            }
            Check.atMost("pending bytes", PENDING_BYTES, link.stream().pendingBytes());
            Check.atMost("pending sends", PENDING_SENDS, link.stream().pendingSends());
        }

        private void send() {
            int number = messages;
            int length = stage.random().nextInt(MESSAGE_MAX);
            ByteBuf message = free.isEmpty() ? stage.buffer(HEADER + MESSAGE_MAX) : free.pop();
            message.clear().writeInt(number).writeInt(length);
            Pattern.write(message, number, 0, length);
            message.retain();
            if (drive.offer(
                    drive.request()
                            .send(link.stream(), message)
                            .onComplete(
                                    (done, tick) ->
                                            sent(done, number, HEADER + length, message)))) {
                messages++;
                inFlight++;
                due.add(number);
            } else {
                message.release();
                free.push(message);
            }
        }

        private void sent(IoCompletion done, int number, int bytes, ByteBuf message) {
            inFlight--;
            free.push(message);
            if (done.status() == IoStatus.ENOBUFS) {
                refused++;
                isFull = true;
                Check.that(due.remove(number), "a message was refused after it had arrived");
            } else {
                taken++;
                Check.equal("bytes sent", bytes, done.result());
            }
        }

        /** Whether all that was taken has arrived. */
        boolean hasAll() {
            return due.isEmpty() && inFlight == 0;
        }

        void read() {
            int count = link.peer().read(in);
            while (count > 0) {
                in.flip();
                while (isMessageThere()) {
                    takeMessage();
                }
                in.compact();
                count = link.peer().read(in);
            }
            isEnded = count < 0;
        }

        private boolean isMessageThere() {
            return in.remaining() >= HEADER
                    && in.remaining() >= HEADER + in.getInt(in.position() + Integer.BYTES);
        }

        private void takeMessage() {
            int number = in.getInt();
            byte[] bytes = new byte[in.getInt()];
            in.get(bytes);
            Pattern.check(bytes, 0, bytes.length, number, 0);
            Integer next = due.poll();
            Check.that(next != null && next == number, "message " + number + " for " + next);
        }

        void shutDown() {
            drive.queue(
                    drive.request()
                            .shutdown(link.stream())
                            .onComplete((done, tick) -> LoopDrive.requireOk(done)));
        }

        boolean hasEnded() {
            read();
            return isEnded;
        }
    }
}
