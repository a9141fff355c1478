package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.completion.Completions;
import io.tickwire.spi.TransportOperation;
import io.tickwire.unix.UnixSocket;
import io.tickwire.unix.UnixSockets;
import java.io.IOException;
import java.net.SocketAddress;

/** CONNECT: the socket is made at once, only the connection is the ring's. */
final class ConnectOperations {
    private final InFlight inFlight;
    private final Completions completions;
    private final UnixSockets sockets;

    ConnectOperations(InFlight inFlight, Completions completions, UnixSockets sockets) {
        this.inFlight = inFlight;
        this.completions = completions;
        this.sockets = sockets;
    }

    void enter(OperationTable table) {
        table.enter(IoOpType.CONNECT, this::connect, this::finish);
    }

    private void connect(TransportOperation operation, int token) {
        SocketAddress address = operation.address();
        ByteBuf memory = inFlight.takeBlock(token);
        int length = SockaddrCodec.encode(address, memory);
        if (length < 0) {
            inFlight.completeLocally(token, length);
            return;
        }
        try {
            UnixSocket socket = sockets.openStream(address, operation.options());
            int fd = socket.intValue();
            inFlight.tokens().attach(token, IoUringHandle.stream(fd, socket.isUnix()));
            long base = memory.memoryAddress();
            inFlight.submit(token, LinuxAbi.OP_CONNECT, 0, fd, length, base, 0, 0);
        } catch (IOException failure) {
            inFlight.completeLocally(token, sockets.result(failure));
        }
    }

    private void finish(int token, int result) {
        boolean isConnected = result >= 0;
        if (inFlight.attachment(token) instanceof IoUringHandle stream) {
            if (isConnected) {
                completions.completeOpened(token, stream);
                return;
            }
            stream.closeNow();
        }
        completions.complete(token, result);
    }
}
