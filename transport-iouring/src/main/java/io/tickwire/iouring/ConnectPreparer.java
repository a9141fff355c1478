package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** CONNECT: the socket is made at once, only the connection is the ring's. */
final class ConnectPreparer {
    private final InFlight inFlight;
    private final Outcomes outcomes;

    ConnectPreparer(InFlight inFlight, Outcomes outcomes) {
        this.inFlight = inFlight;
        this.outcomes = outcomes;
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
        int fd = Sockets.newStream(address, operation.options());
        if (fd < 0) {
            inFlight.completeLocally(token, fd);
            return;
        }
        boolean isUnix = address instanceof UnixDomainSocketAddress;
        inFlight.tokens().attach(token, IoUringHandle.stream(fd, isUnix));
        inFlight.submit(token, LinuxAbi.OP_CONNECT, 0, fd, length, memory.memoryAddress(), 0, 0);
    }

    private void finish(int token, int result) {
        boolean isConnected = result >= 0;
        if (inFlight.attachment(token) instanceof IoUringHandle stream) {
            if (isConnected) {
                outcomes.completeOpened(token, stream);
                return;
            }
            stream.closeNow();
        }
        outcomes.complete(token, result);
    }
}
