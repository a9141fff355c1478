package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSockets;
import java.util.Arrays;

/**
 * How each kind of operation is sent and ended, by {@link IoOpType#ordinal()}. An operation is
 * added where its family enters itself.
 */
final class OperationTable {
    /** Sends an operation to the kernel, or completes it locally. */
    interface Preparer {
        void prepare(TransportOperation operation, int token);
    }

    /** Makes an operation's outcome of its last completion. */
    interface Finisher {
        void finish(int token, int result);
    }

    private final Preparer[] preparers = new Preparer[IoOpType.values().length];
    private final Finisher[] finishers = new Finisher[IoOpType.values().length];

    OperationTable(
            InFlight inFlight,
            Outcomes outcomes,
            UnixSockets sockets,
            AcceptPreparer accept,
            GroupReceiver groups,
            ZeroCopySends zeroCopy,
            KernelFeatures has) {
        Arrays.fill(
                preparers,
                (Preparer)
                        (operation, token) ->
                                inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result()));
        Arrays.fill(finishers, (Finisher) outcomes::complete);
        new ControlPreparer(inFlight, has).enter(this);
        new PathPreparer(inFlight, outcomes, has).enter(this);
        if (has.hasFiles()) {
            new FilePreparer(inFlight, has).enter(this);
        } else {
            new EmulatedFilePreparer(inFlight, outcomes).enter(this);
        }
        accept.enter(this);
        new ConnectPreparer(inFlight, outcomes, sockets).enter(this);
        new StreamPreparer(inFlight, outcomes, sockets, groups, zeroCopy, has).enter(this);
    }

    /** Where an operation stands in this table. */
    @SuppressWarnings("EnumOrdinal")
    static int index(IoOpType type) {
        return type.ordinal();
    }

    /** Enters an operation whose result is passed on as it is. */
    void enter(IoOpType type, Preparer preparer) {
        preparers[index(type)] = preparer;
    }

    void enter(IoOpType type, Preparer preparer, Finisher finisher) {
        enter(type, preparer);
        finishers[index(type)] = finisher;
    }

    void prepare(int type, TransportOperation operation, int token) {
        preparers[type].prepare(operation, token);
    }

    void finish(int type, int token, int result) {
        finishers[type].finish(token, result);
    }
}
