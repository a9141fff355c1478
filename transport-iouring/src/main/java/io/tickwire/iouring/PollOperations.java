package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.MULTISHOT;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import java.util.Arrays;

/** POLL_ADD, and the life of a multishot one. */
final class PollOperations implements ByToken {
    private final InFlight inFlight;
    private final Completions completions;
    private final PollShots shots;
    private final boolean hasMultishot;

    /** Multishot polls that the kernel has ended by itself. */
    private int[] toArm;

    private int toArmCount;

    PollOperations(
            InFlight inFlight, Completions completions, PollShots shots, KernelFeatures features) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.shots = shots;
        hasMultishot = features.multishotPoll();
        toArm = new int[inFlight.tokens().capacity()];
    }

    @Override
    public void grow(int tokenCapacity) {
        toArm = Arrays.copyOf(toArm, tokenCapacity);
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.POLL_ADD, this::poll, this::finish);
    }

    private void poll(TransportOperation operation, int token) {
        if (operation.isMultishot() && !hasMultishot) {
            inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result());
            return;
        }
        if (operation.isMultishot()) {
            inFlight.tokens().mark(token, MULTISHOT);
        }
        shots.begin(token, (int) operation.argument());
        inFlight.tokens().attach(token, operation.handle());
        arm(token);
    }

    private void arm(int token) {
        boolean isMultishot = inFlight.tokens().hasMark(token, MULTISHOT);
        inFlight.submit(
                token,
                LinuxAbi.OP_POLL_ADD,
                0,
                inFlight.attachment(token) instanceof IoUringHandle socket ? socket.fd() : -1,
                0L,
                0L,
                isMultishot ? LinuxAbi.POLL_ADD_MULTI : 0,
                shots.asked(token));
    }

    private void finish(int token, int result) {
        if (!inFlight.tokens().hasMark(token, MULTISHOT)) {
            int outcome = result < 0 ? result : shots.events(token, result);
            shots.end(token);
            completions.complete(token, outcome);
        } else if (result >= 0 && !inFlight.tokens().hasMark(token, CANCELLED)) {
            // The kernel ends a multishot when it has no room for a completion.
            shots.add(token, result);
            toArm[toArmCount++] = token;
        } else {
            shots.end(token);
            completions.complete(token, result < 0 ? result : IoStatus.ECANCELED.result());
        }
    }

    /** Hands to core what it has room for, in the order it came. */
    void pass() {
        int passed = 0;
        while (passed < shots.size() && isPassable(passed)) {
            int at = passed++;
            if (!shots.isGap(at)) {
                int token = shots.token(at);
                completions.events(token, shots.take(token));
            }
        }
        if (passed > 0) {
            shots.remove(passed);
        }
    }

    /** Whether a pass would bring something. */
    boolean canPass() {
        int first = 0;
        while (first < shots.size() && shots.isGap(first)) {
            first++;
        }
        return first < shots.size() && isPassable(first);
    }

    private boolean isPassable(int index) {
        return shots.isGap(index) || completions.hasShotRoom(shots.token(index));
    }

    /** Arms again what the kernel has ended. */
    void settle() {
        for (; toArmCount > 0; toArmCount--) {
            arm(toArm[toArmCount - 1]);
        }
    }
}
