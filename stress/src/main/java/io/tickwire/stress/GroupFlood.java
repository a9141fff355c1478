package io.tickwire.stress;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoRequest;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Peers that flood and others beside them, which all take buffers of one group. */
abstract class GroupFlood<T> implements WaitScenario.Flood {
    static final int TICKS_MAX = 12;
    private static final int GROUP = 1;
    private static final int HONEST = 20;

    final LoopDrive drive;
    final List<T> floods = new ArrayList<>();
    final List<T> honest = new ArrayList<>();
    private final List<long[]> received = new ArrayList<>();

    GroupFlood(LoopDrive drive) {
        this.drive = drive;
    }

    static LoopDrive drive(Stage stage) {
        return stage.drive(
                BatchConfig.builder().bufferGroup(new BufferGroup(GROUP, 1_024, 64)).build());
    }

    /** Opens one that floods or not, and has its input {@link #take taken}. */
    abstract T open();

    final void open(int floodCount) {
        for (int i = 0; i < floodCount; i++) {
            floods.add(open());
        }
        for (int i = 0; i < HONEST; i++) {
            honest.add(open());
        }
    }

    /** Queues a receive, and counts what its results come to. */
    final void take(IoRequest receive, IntUnaryOperator amount) {
        long[] sum = new long[1];
        received.add(sum);
        drive.queue(
                receive.fromGroup(GROUP)
                        .multishot()
                        .onComplete((done, tick) -> sum[0] += amount.applyAsInt(done.result())));
    }

    @Override
    public final int peers() {
        return honest.size();
    }

    @Override
    public final long arrived(int peer) {
        return received.get(floods.size() + peer)[0];
    }

    /** What has come of all floods; of each there is something. */
    final long flooded() {
        long all = 0;
        for (int i = 0; i < floods.size(); i++) {
            Check.that(received.get(i)[0] > 0, "nothing of flood " + i + " was received");
            all += received.get(i)[0];
        }
        return all;
    }
}
