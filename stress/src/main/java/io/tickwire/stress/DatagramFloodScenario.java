package io.tickwire.stress;

import io.tickwire.IoDatagram;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Datagram sockets that are flooded, beside others that take buffers of the same group. */
final class DatagramFloodScenario extends WaitScenario {
    private static final int FLOODS_MAX = 40;
    private static final int POURED = 32;

    DatagramFloodScenario() {
        super(
                "datagram-flood",
                "no flood of datagrams keeps other sockets from a group's buffers: each is served",
                GroupFlood.TICKS_MAX,
                20,
                1_000);
    }

    @Override
    LoopDrive drive(Stage stage) {
        return GroupFlood.drive(stage);
    }

    @Override
    Flood begin(Stage stage, LoopDrive drive) throws Exception {
        Sockets sockets = new Sockets(drive, stage.own(DatagramChannel.open()));
        sockets.open(stage.between(1, FLOODS_MAX));
        return sockets;
    }

    private static final class Sockets extends GroupFlood<SocketAddress> {
        private final DatagramChannel sender;
        private final ByteBuffer datagram = ByteBuffer.allocate(16);

        Sockets(LoopDrive drive, DatagramChannel sender) {
            super(drive);
            this.sender = sender;
        }

        @Override
        SocketAddress open() {
            IoDatagram socket = drive.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
            take(drive.request().recvmsg(socket), result -> result >= 0 ? 1 : 0);
            return socket.localAddress();
        }

        @Override
        public void pour() {
            for (SocketAddress each : floods) {
                for (int i = 0; i < POURED; i++) {
                    sendTo(each);
                }
            }
        }

        private void sendTo(SocketAddress address) {
            try {
                sender.send(datagram.clear(), address);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void send(int peer) {
            sendTo(honest.get(peer));
        }

        @Override
        public String report() {
            return flooded() + " datagrams to " + floods.size() + " flooded sockets";
        }
    }
}
