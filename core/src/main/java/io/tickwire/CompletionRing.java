package io.tickwire;

import io.tickwire.spi.TransportHandle;
import org.jspecify.annotations.Nullable;

/**
 * Harvested completions on their way to delivery, and the free ones. There is one for the last
 * completion of every slot, and {@code multishotRoom} more for the shots before the last, so a last
 * completion always finds room.
 */
final class CompletionRing {
    private final IoCompletion[] free;
    private final IoCompletion[] phase;
    private final IoCompletion[] intake;
    private int freeCount;
    private int phaseCount;
    private int intakeCount;
    private int shotRoom;

    CompletionRing(int slots, int multishotRoom) {
        int capacity = slots + multishotRoom;
        free = new IoCompletion[capacity];
        phase = new IoCompletion[capacity];
        intake = new IoCompletion[capacity];
        shotRoom = multishotRoom;
        while (freeCount < capacity) {
            free[freeCount++] = new IoCompletion();
        }
    }

    int capacity() {
        return free.length;
    }

    int shotRoom() {
        return shotRoom;
    }

    IoCompletion[] phase() {
        return phase;
    }

    int phaseCount() {
        return phaseCount;
    }

    IoCompletion[] intake() {
        return intake;
    }

    int intakeCount() {
        return intakeCount;
    }

    void phaseDelivered() {
        phaseCount = 0;
    }

    void intakeDelivered() {
        intakeCount = 0;
    }

    /** Puts what was meant for the end of a phase with what is for INTAKE. */
    void movePhaseToIntake() {
        System.arraycopy(phase, 0, intake, intakeCount, phaseCount);
        intakeCount += phaseCount;
        phaseCount = 0;
    }

    /** Enters a result for delivery at the end of the phase, or at the next INTAKE. */
    void add(
            Intent intent,
            int result,
            @Nullable TransportHandle opened,
            boolean isLast,
            boolean isForPhase,
            long nanos) {
        if (!isLast && shotRoom-- == 0) {
            throw new IllegalStateException("no room for another shot of " + intent);
        }
        IoCompletion completion = free[--freeCount];
        completion.intent = intent;
        completion.sequence = intent.sequence;
        completion.shot = intent.shots++;
        completion.result = result;
        completion.isLast = isLast;
        completion.harvestedNanos = nanos;
        completion.opened = opened;
        completion.resource = intent.resource;
        if (isForPhase) {
            phase[phaseCount++] = completion;
        } else {
            intake[intakeCount++] = completion;
        }
    }

    /** Takes back a completion that was delivered and is not looked at any more. */
    void release(IoCompletion completion) {
        if (!completion.isLast) {
            shotRoom++;
        }
        completion.clear();
        free[freeCount++] = completion;
    }
}
