package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoCompletion;
import io.tickwire.IoStream;
import io.tickwire.PollEvents;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection under mixed load. It sends and receives until it has sent enough, shuts
 * its sending side down, receives to the end, and closes. A client begins with its connection's
 * number, by which the server's end finds out what to expect.
 */
final class StreamEnd {
    private static final int SENDS_MAX = 4;
    private static final int SEND_BYTES_MAX = 3_000;
    private static final int RECEIVE_BYTES = 4_096;

    /** The memory that an end works with; used again by later ones. */
    record Memory(ByteBuf in, ByteBuf out) {
        static Memory of(Stage stage) {
            return new Memory(
                    stage.buffer(RECEIVE_BYTES), stage.buffer(SENDS_MAX * SEND_BYTES_MAX));
        }
    }

    private final Stage stage;
    private final LoopDrive drive;
    private final IoStream stream;
    private final int side;
    private final Memory memory;
    private final LongFunction<Talk> talks;
    private final Consumer<StreamEnd> over;
    private @Nullable Talk talk;
    private int sendsLeft;
    private long sendCount;
    private int sending;
    private boolean isBusyReceiving;
    private boolean hasSeenEnd;
    private boolean isShut;
    private boolean isClosing;

    /** The number's bytes that a server has got so far. */
    private long numberSoFar;

    private int numberBytes;

    StreamEnd(
            Stage stage,
            LoopDrive drive,
            IoStream stream,
            int side,
            Memory memory,
            LongFunction<Talk> talks,
            Consumer<StreamEnd> over) {
        this.stage = stage;
        this.drive = drive;
        this.stream = stream;
        this.side = side;
        this.memory = memory;
        this.talks = talks;
        this.over = over;
        sendsLeft = stage.between(1, 40);
    }

    int side() {
        return side;
    }

    Memory memory() {
        return memory;
    }

    Talk talk() {
        return Objects.requireNonNull(talk, "talk");
    }

    /** Has a client begin. */
    void begin(Talk newTalk) {
        talk = newTalk;
        memory.out.setLong(0, newTalk.number);
        send(Long.BYTES, false);
    }

    /** Queues one intent if there is something to do. */
    void queueOne() {
        if (isClosing) {
            return;
        }
        if (hasSeenEnd && isShut && sending == 0) {
            close();
        } else if (!isBusyReceiving && !hasSeenEnd && (isShut || stage.random().nextBoolean())) {
            receive();
        } else if (talk != null && !isShut) {
            sendOrShut();
        }
    }

    /** Sends no more than it must. */
    void windUp() {
        sendsLeft = 0;
        queueOne();
    }

    private void sendOrShut() {
        if (sendsLeft == 0) {
            isShut =
                    drive.offer(
                            drive.request()
                                    .shutdown(stream)
                                    .onComplete((done, tick) -> LoopDrive.requireOk(done)));
        } else if (sending < SENDS_MAX) {
            send(stage.between(1, SEND_BYTES_MAX), true);
        }
    }

    /** One place in the buffer for each send in flight; they end in order. */
    private void send(int bytes, boolean isPattern) {
        int index = (int) (sendCount % SENDS_MAX) * SEND_BYTES_MAX;
        ByteBuf out = memory.out;
        Talk mine = talk();
        if (isPattern) {
            Pattern.write(out.writerIndex(index), mine.key(side), mine.sent[side], bytes);
        }
        out.retain();
        if (!drive.offer(
                drive.request()
                        .send(stream, out, bytes)
                        .index(index)
                        .onComplete((done, tick) -> sent(done, bytes)))) {
            out.release();
            Check.that(isPattern, "no room for the first send");
            return;
        }
        sendCount++;
        sending++;
        sendsLeft = Math.max(0, sendsLeft - 1);
        mine.sent[side] += bytes;
    }

    private void sent(IoCompletion done, int bytes) {
        sending--;
        Check.equal("bytes sent", bytes, done.result());
    }

    private void receive() {
        if (stage.oneIn(3)) {
            isBusyReceiving =
                    drive.offer(
                            drive.request()
                                    .poll(stream, PollEvents.READABLE)
                                    .onComplete(this::polled));
        } else {
            int most = stage.between(1, RECEIVE_BYTES);
            isBusyReceiving =
                    drive.offer(
                            drive.request()
                                    .recv(stream, memory.in.clear(), most)
                                    .onComplete(this::received));
        }
    }

    private void polled(IoCompletion done, TickContext tick) {
        Check.equal("readiness", PollEvents.READABLE, done.result());
        if (!tick.intents()
                .queue(
                        tick.request()
                                .recv(stream, memory.in.clear(), RECEIVE_BYTES)
                                .onComplete(this::received))) {
            isBusyReceiving = false;
        }
    }

    private void received(IoCompletion done, TickContext tick) {
        isBusyReceiving = false;
        int bytes = done.result();
        if (bytes == 0) {
            hasSeenEnd = true;
            return;
        }
        LoopDrive.requireOk(done);
        int from = 0;
        while (talk == null && from < bytes) {
            numberSoFar = (numberSoFar << Byte.SIZE) | memory.in.getUnsignedByte(from++);
            if (++numberBytes == Long.BYTES) {
                talk = talks.apply(numberSoFar);
                talk.received[side] = Long.BYTES;
            }
        }
        if (from < bytes) {
            Talk mine = talk();
            Pattern.check(memory.in, from, bytes - from, mine.key(1 - side), mine.received[side]);
            mine.received[side] += bytes - from;
        }
    }

    private void close() {
        isClosing =
                drive.offer(
                        drive.request()
                                .close(stream)
                                .onComplete(
                                        (done, tick) -> {
                                            LoopDrive.requireOk(done);
                                            over.accept(this);
                                        }));
    }
}
