package io.tickwire.readiness;

import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.util.EnumMap;

/**
 * How each kind of operation is performed, and who goes on with what waits at each kind of socket.
 */
final class OperationTable {
    /** Performs one operation, or parks it. */
    @FunctionalInterface
    interface Performer {
        void perform(TransportOperation operation);
    }

    private final EnumMap<IoOpType, Performer> performers = new EnumMap<>(IoOpType.class);
    private final EnumMap<ReadinessSocket.Kind, SocketOperations> waiting =
            new EnumMap<>(ReadinessSocket.Kind.class);

    void enter(IoOpType type, Performer performer) {
        performers.put(type, performer);
    }

    void enter(ReadinessSocket.Kind kind, SocketOperations operations) {
        waiting.put(kind, operations);
    }

    void perform(TransportOperation operation) {
        Performer performer = performers.get(operation.type());
        if (performer == null) {
            throw new IllegalStateException("no operation for a transport: " + operation.type());
        }
        performer.perform(operation);
    }

    SocketOperations waitingAt(ReadinessSocket socket) {
        SocketOperations operations = waiting.get(socket.kind());
        if (operations == null) {
            throw new IllegalStateException("no operations on " + socket);
        }
        return operations;
    }
}
