package io.tickwire.iouring;

import static io.tickwire.completion.TokenTable.MULTISHOT;
import static io.tickwire.completion.TokenTable.REARMED;

import io.tickwire.IoOpType;
import io.tickwire.completion.Completions;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSockets;

/**
 * ACCEPT. A kernel without multishot gets single ones, one after the other under one token, each of
 * which waits until core has the connection of the one before.
 */
final class AcceptOperations {
    private final InFlight inFlight;
    private final Completions completions;
    private final UnixSockets sockets;
    private final boolean hasMultishot;

    AcceptOperations(
            InFlight inFlight,
            Completions completions,
            UnixSockets sockets,
            KernelFeatures features) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.sockets = sockets;
        hasMultishot = features.multishotAccept();
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.ACCEPT, this::accept, this::finish);
    }

    private void accept(TransportOperation operation, int token) {
        if (operation.isMultishot()) {
            inFlight.tokens().mark(token, hasMultishot ? MULTISHOT : MULTISHOT | REARMED);
        }
        inFlight.tokens().attach(token, operation.handle());
        arm(token);
    }

    void arm(int token) {
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

    void shot(int token, int fd) {
        completions.shot(token, accepted(token, fd));
    }

    private void finish(int token, int result) {
        if (result < 0) {
            completions.complete(token, result);
        } else {
            completions.completeOpened(token, accepted(token, result));
        }
    }
}
