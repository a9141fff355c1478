package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.HELD;
import static io.tickwire.iouring.TokenTable.MULTISHOT;
import static io.tickwire.iouring.TokenTable.STOPPING;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSockets;
import java.util.Arrays;

/**
 * ACCEPT, and the life of a multishot one.
 *
 * <p>Connections go through the shot queue to core as long as core has room. When room runs out the
 * queue keeps them, and their ACCEPT is cancelled. Its last completion is then held back until core
 * has taken them all, and becomes a pause, unless core had cancelled the ACCEPT itself.
 *
 * <p>A kernel without multishot gets single ones, one after the other under one token.
 */
final class AcceptOperations implements ByToken {
    private final InFlight inFlight;
    private final Completions completions;
    private final ShotQueue shots;
    private final UnixSockets sockets;
    private final boolean hasMultishot;
    private int[] heldResults;
    private int[] toArm;
    private int toArmCount;

    AcceptOperations(
            InFlight inFlight,
            Completions completions,
            ShotQueue shots,
            UnixSockets sockets,
            KernelFeatures features) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.shots = shots;
        this.sockets = sockets;
        hasMultishot = features.multishotAccept();
        heldResults = new int[inFlight.tokens().capacity()];
        toArm = new int[inFlight.tokens().capacity()];
    }

    @Override
    public void grow(int tokenCapacity) {
        heldResults = Arrays.copyOf(heldResults, tokenCapacity);
        toArm = Arrays.copyOf(toArm, tokenCapacity);
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.ACCEPT, this::accept, this::finish);
    }

    private void accept(TransportOperation operation, int token) {
        if (operation.isMultishot()) {
            inFlight.tokens().mark(token, MULTISHOT);
        }
        inFlight.tokens().attach(token, operation.handle());
        arm(token);
    }

    private void arm(int token) {
        boolean isKernelMultishot = hasMultishot && inFlight.tokens().hasMark(token, MULTISHOT);
        // The new socket need not be non-blocking: the ring waits for readiness either way.
        inFlight.submit(
                token,
                LinuxAbi.OP_ACCEPT,
                isKernelMultishot ? LinuxAbi.IOPRIO_ACCEPT_MULTISHOT : 0,
                listener(token).fd(),
                0L,
                0L,
                0,
                LinuxAbi.SOCK_CLOEXEC);
    }

    private IoUringHandle listener(int token) {
        if (inFlight.attachment(token) instanceof IoUringHandle listener) {
            return listener;
        }
        throw new IllegalStateException("token " + token + " has no listener");
    }

    private IoUringHandle accepted(int token, int fd) {
        return listener(token).accepted(fd, sockets);
    }

    private void finish(int token, int result) {
        if (inFlight.tokens().hasMark(token, MULTISHOT)) {
            finishMultishot(token, result);
        } else if (result < 0) {
            completions.complete(token, result);
        } else {
            completions.completeOpened(token, accepted(token, result));
        }
    }

    /** A result of 0 or more is a connection: the kernel has ended the multishot with a success. */
    private void finishMultishot(int token, int result) {
        boolean isConnection = result >= 0;
        if (isConnection) {
            shots.add(token, result);
            passShots();
        }
        boolean isAllPassed = shots.countOf(token) == 0;
        boolean canGoOn = !hasMultishot && !inFlight.tokens().hasMark(token, CANCELLED);
        if (isConnection && isAllPassed && canGoOn) {
            toArm[toArmCount++] = token;
            return;
        }
        heldResults[token] = result;
        inFlight.tokens().mark(token, HELD);
        if (isAllPassed) {
            end(token);
        }
    }

    private void end(int token) {
        int result = heldResults[token];
        boolean isCancelled = inFlight.tokens().hasMark(token, CANCELLED);
        boolean isStopped =
                inFlight.tokens().hasMark(token, STOPPING) && result == IoStatus.ECANCELED.result();
        if ((result >= 0 || isStopped) && !isCancelled) {
            completions.paused(token);
        } else {
            completions.complete(token, result >= 0 ? IoStatus.ECANCELED.result() : result);
        }
    }

    /** Hands connections to core until it has no more room. */
    void passShots() {
        while (!shots.isEmpty() && completions.hasShotRoom(shots.token(0))) {
            int token = shots.token(0);
            IoUringHandle accepted = accepted(token, shots.fd(0));
            shots.remove();
            completions.shot(token, accepted);
            if (shots.countOf(token) == 0 && inFlight.tokens().hasMark(token, HELD)) {
                end(token);
            }
        }
    }

    /** Whether a pass would bring something. */
    boolean canPassShots() {
        return !shots.isEmpty() && completions.hasShotRoom(shots.token(0));
    }

    /** Stops the multishots whose connections had to be kept, and arms the emulated ones again. */
    void settle() {
        for (int i = 0; i < shots.size(); i++) {
            int token = shots.token(i);
            if (!inFlight.tokens().hasMark(token, STOPPING) && inFlight.isCancellable(token)) {
                inFlight.cancelAnonymously(token);
                inFlight.tokens().mark(token, STOPPING);
            }
        }
        for (; toArmCount > 0; toArmCount--) {
            arm(toArm[toArmCount - 1]);
        }
    }
}
