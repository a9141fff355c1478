package io.tickwire.stress;

import io.tickwire.IoCompletion;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;

/** Timeouts that must fire once and not before their time. */
final class TimerLoad implements MixedLoadScenario.Part {
    private static final int MAX = 64;
    private static final int LONGEST_NANOS = 2_000_000;

    private final Stage stage;
    private final LoopDrive drive;
    private int inFlight;

    TimerLoad(Stage stage, LoopDrive drive) {
        this.stage = stage;
        this.drive = drive;
    }

    @Override
    public void queueOne() {
        if (inFlight == MAX) {
            return;
        }
        long nanos = stage.random().nextInt(LONGEST_NANOS);
        long start = drive.tickNanos();
        if (drive.offer(
                drive.request()
                        .timeoutNanos(nanos)
                        .onComplete(
                                (done, tick) -> fired(done, tick.timeNanos() - start - nanos)))) {
            inFlight++;
        }
    }

    private void fired(IoCompletion done, long lateNanos) {
        inFlight--;
        Check.equal("a timeout's result", 0, done.result());
        Check.that(lateNanos >= 0, "a timeout fired too early by nanoseconds: " + -lateNanos);
    }

    @Override
    public void windUp() {}

    @Override
    public boolean isIdle() {
        return inFlight == 0;
    }
}
