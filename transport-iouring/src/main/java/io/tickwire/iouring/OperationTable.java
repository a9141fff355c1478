package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.Completions;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSockets;
import java.util.Arrays;

/**
 * How each kind of operation is sent and ended, by {@link TokenTable#index}. An operation is added
 * where its family enters itself.
 */
final class OperationTable {
    /** Sends an operation to the kernel, or completes it locally. */
    interface Performer {
        void perform(TransportOperation operation, int token);
    }

    /** Makes an operation's outcome of its last completion. */
    interface Finisher {
        void finish(int token, int result);
    }

    private final Performer[] performers = new Performer[IoOpType.values().length];
    private final Finisher[] finishers = new Finisher[IoOpType.values().length];

    OperationTable(
            InFlight inFlight,
            Completions completions,
            UnixSockets sockets,
            AcceptOperations accept,
            GroupReceiver groups,
            ZeroCopySends zeroCopy,
            KernelFeatures has) {
        Arrays.fill(
                performers,
                (Performer)
                        (operation, token) ->
                                inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result()));
        Arrays.fill(finishers, (Finisher) completions::complete);
        new ControlOperations(inFlight, has).enter(this);
        new PathOperations(inFlight, completions, has).enter(this);
        if (has.hasFiles()) {
            new FileOperations(inFlight, has).enter(this);
        } else {
            new EmulatedFileOperations(inFlight, completions).enter(this);
        }
        accept.enter(this);
        new ConnectOperations(inFlight, completions, sockets).enter(this);
        new StreamOperations(inFlight, completions, sockets, groups, zeroCopy, has).enter(this);
    }

    /** Enters an operation whose result is passed on as it is. */
    void enter(IoOpType type, Performer performer) {
        performers[TokenTable.index(type)] = performer;
    }

    void enter(IoOpType type, Performer performer, Finisher finisher) {
        enter(type, performer);
        finishers[TokenTable.index(type)] = finisher;
    }

    void perform(int type, TransportOperation operation, int token) {
        performers[type].perform(operation, token);
    }

    void finish(int type, int token, int result) {
        finishers[type].finish(token, result);
    }
}
