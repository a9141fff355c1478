package io.tickwire.stress;

import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections that the loop opens to itself, talks over in both directions, and ends; over and
 * over.
 */
final class StreamLoad implements MixedLoadScenario.Part {
    private static final int CONNECTIONS = 24;

    private final Stage stage;
    private final LoopDrive drive;
    private final IoListener listener;
    private final List<StreamEnd> ends = new ArrayList<>();
    private final Deque<StreamEnd.Memory> memories = new ArrayDeque<>();
    private final Map<Long, Talk> talks = new HashMap<>();
    private long opened;
    private long bytes;
    private boolean isWindingUp;

    StreamLoad(Stage stage, LoopDrive drive) {
        this.stage = stage;
        this.drive = drive;
        listener = drive.listen();
        drive.queue(drive.request().accept(listener).multishot().onComplete(this::accepted));
    }

    @Override
    public void queueOne() {
        if (talks.size() < CONNECTIONS) {
            connect();
        } else if (!ends.isEmpty()) {
            ends.get(stage.random().nextInt(ends.size())).queueOne();
        }
    }

    @Override
    public void windUp() {
        isWindingUp = true;
        List.copyOf(ends).forEach(StreamEnd::windUp);
    }

    @Override
    public boolean isIdle() {
        return talks.isEmpty();
    }

    private void connect() {
        Talk talk = new Talk(opened);
        if (drive.offer(
                drive.request()
                        .connect(listener.localAddress())
                        .onComplete((done, tick) -> connected(done, talk)))) {
            talks.put(opened++, talk);
        }
    }

    private void connected(IoCompletion done, Talk talk) {
        LoopDrive.requireOk(done);
        add(done.stream(), 0).begin(talk);
    }

    private void accepted(IoCompletion done, TickContext tick) {
        if (done.isLast()) {
            Check.that(isWindingUp, "the accept has ended: " + done);
        } else {
            LoopDrive.requireOk(done);
            add(done.stream(), 1);
        }
    }

    private StreamEnd add(IoStream stream, int side) {
        StreamEnd.Memory memory = memories.poll();
        if (memory == null) {
            memory = StreamEnd.Memory.of(stage);
        }
        StreamEnd end = new StreamEnd(stage, drive, stream, side, memory, this::find, this::over);
        ends.add(end);
        return end;
    }

    private Talk find(long number) {
        Talk talk = talks.get(number);
        if (talk == null) {
            throw new AssertionError("no connection has the number " + number);
        }
        return talk;
    }

    private void over(StreamEnd end) {
        ends.remove(end);
        memories.push(end.memory());
        Talk talk = end.talk();
        bytes += talk.received[end.side()];
        if (talk.isOver()) {
            talks.remove(talk.number);
        }
    }

    @Override
    public String toString() {
        return opened + " connections, " + bytes + " bytes received";
    }
}
