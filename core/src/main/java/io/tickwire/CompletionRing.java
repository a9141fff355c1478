package io.tickwire;

import io.tickwire.spi.TransportHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Harvested completions on their way to delivery. Every slot has a completion of its own for its
 * last result, made with the slot, so that one always finds room; {@code multishotRoom} further
 * ones for accepts, polls and receives each take the shots before the last. The lists grow when
 * more may be on its way than ever before.
 *
 * <p>Lists hold the completions' ids and not references: a store of a reference between old objects
 * costs a fence under the G1 collector, several of them more than everything else on an intent's
 * way.
 */
final class CompletionRing {
    /** Accepts, polls and receives have a room of their own, so that none fills another's. */
    private static final int KINDS = 3;

    private static final int LIST_FIRST = 256;

    /** By id: first the slots' own, as far as they were made, then those for shots. */
    private final IoCompletion[] all;

    private final int slots;
    private final int[] freeShots;
    private int[] phase = new int[LIST_FIRST];
    private int[] intake = new int[LIST_FIRST];
    private int freeShotCount;

    /** The kind of each shot that is taken, by id less slots. */
    private final byte[] kindOfShot;

    /** How many shots of each kind are taken. */
    private final int[] takenOfKind = new int[KINDS];

    private final int roomOfKind;
    private int phaseCount;
    private int intakeCount;

    CompletionRing(int slots, int multishotRoom) {
        this.slots = slots;
        roomOfKind = multishotRoom;
        all = new IoCompletion[slots + KINDS * multishotRoom];
        freeShots = new int[KINDS * multishotRoom];
        kindOfShot = new byte[freeShots.length];
        for (int id = all.length - 1; id >= slots; id--) {
            all[id] = new IoCompletion(id);
            freeShots[freeShotCount++] = id;
        }
    }

    /** Makes the completion of a slot that was made. */
    void make(Intent intent) {
        IoCompletion completion = new IoCompletion(intent.slot);
        completion.intent = intent;
        all[intent.slot] = completion;
    }

    /** The completions that ids stand for. */
    IoCompletion[] all() {
        return all;
    }

    /** The completion that a slot's last result goes to. */
    IoCompletion last(int slot) {
        return all[slot];
    }

    /** How many results before the last of an operation there is room for now. */
    int shotRoom(IoOpType type) {
        return roomOfKind - takenOfKind[kind(type)];
    }

    private static int kind(IoOpType type) {
        return switch (type) {
            case ACCEPT -> 0;
            case POLL_ADD -> 1;
            default -> 2;
        };
    }

    /** Whether results before the last are on their way. */
    boolean hasShots() {
        return freeShotCount < freeShots.length;
    }

    int[] phase() {
        return phase;
    }

    int phaseCount() {
        return phaseCount;
    }

    int[] intake() {
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

    /**
     * Makes room for all shots, and for the last results of as many intents as there can be until
     * the next call: nothing that is added until then needs memory.
     */
    void reserve(int intents) {
        phase = withCapacity(phase, phaseCount + intents);
        intake = withCapacity(intake, intakeCount + phaseCount + freeShots.length + intents);
    }

    private static int[] withCapacity(int[] list, int capacity) {
        return capacity <= list.length
                ? list
                : Arrays.copyOf(list, Math.max(capacity, 2 * list.length));
    }

    /** Puts what was meant for the end of a phase with what is for INTAKE. */
    void movePhaseToIntake() {
        System.arraycopy(phase, 0, intake, intakeCount, phaseCount);
        intakeCount += phaseCount;
        phaseCount = 0;
    }

    /** Enters the last result of an intent, for the end of the phase or for the next INTAKE. */
    void addLast(
            Intent intent,
            int result,
            @Nullable TransportHandle opened,
            boolean isForPhase,
            long nanos) {
        all[intent.slot].take(intent.sequence, intent.shots++, result, opened, true, nanos);
        if (isForPhase) {
            phase[phaseCount++] = intent.slot;
        } else {
            intake[intakeCount++] = intent.slot;
        }
    }

    /** Enters a result before the last, for the next INTAKE. */
    IoCompletion addShot(Intent intent, int result, @Nullable TransportHandle opened, long nanos) {
        if (shotRoom(intent.type) == 0) {
            throw new IllegalStateException("no room for another shot of " + intent);
        }
        int id = freeShots[--freeShotCount];
        int kind = kind(intent.type);
        kindOfShot[id - slots] = (byte) kind;
        takenOfKind[kind]++;
        all[id].intent = intent;
        all[id].take(intent.sequence, intent.shots++, result, opened, false, nanos);
        intake[intakeCount++] = id;
        return all[id];
    }

    /** Takes back a completion that was delivered and is not looked at any more. */
    void release(IoCompletion completion) {
        completion.clear();
        if (completion.id >= slots) {
            completion.intent = null;
            takenOfKind[kindOfShot[completion.id - slots]]--;
            freeShots[freeShotCount++] = completion.id;
        }
    }
}
