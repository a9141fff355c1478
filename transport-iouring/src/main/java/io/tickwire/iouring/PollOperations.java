package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.Completions;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.TransportOperation;

/** POLL_ADD. */
final class PollOperations {
    private final InFlight inFlight;
    private final Completions completions;
    private final PollShots shots;
    private final boolean hasMultishot;

    PollOperations(
            InFlight inFlight, Completions completions, PollShots shots, KernelFeatures features) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.shots = shots;
        hasMultishot = features.multishotPoll();
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
            // The kernel ends one when it has no room for a completion.
            inFlight.tokens().mark(token, TokenTable.MULTISHOT | TokenTable.REARMED);
        }
        shots.begin(token, (int) operation.argument());
        inFlight.tokens().attach(token, operation.handle());
        arm(token);
    }

    void arm(int token) {
        boolean isMultishot = inFlight.tokens().hasMark(token, TokenTable.MULTISHOT);
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

    void shot(int token) {
        completions.events(token, shots.take(token));
    }

    private void finish(int token, int result) {
        completions.complete(token, result < 0 ? result : shots.events(token, result));
    }
}
