package io.tickwire.stress;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoDatagram;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Datagram sockets that are flooded, beside others that take buffers of the same group. */
final class DatagramFloodScenario extends WaitScenario {
    private static final int GROUP = 1;
    private static final int TICKS_MAX = 12;
    private static final int FLOODS_MAX = 40;
    private static final int HONEST = 20;
    private static final int POURED = 32;

    DatagramFloodScenario() {
        super(
                "datagram-flood",
                "no flood of datagrams keeps other sockets from a group's buffers: each is served",
                TICKS_MAX,
                20,
                1_000);
    }

    @Override
    LoopDrive drive(Stage stage) {
        return stage.drive(
                BatchConfig.builder().bufferGroup(new BufferGroup(GROUP, 1_024, 64)).build());
    }

    @Override
    Flood begin(Stage stage, LoopDrive drive) throws Exception {
        Sockets sockets = new Sockets(drive, stage.own(DatagramChannel.open()));
        int floods = stage.between(1, FLOODS_MAX);
        for (int i = 0; i < floods; i++) {
            sockets.floods.add(sockets.bind(i));
        }
        for (int i = 0; i < HONEST; i++) {
            sockets.honest.add(sockets.bind(floods + i));
        }
        return sockets;
    }

    private static final class Sockets implements Flood {
        private final LoopDrive drive;
        private final DatagramChannel sender;
        private final List<SocketAddress> floods = new ArrayList<>();
        private final List<SocketAddress> honest = new ArrayList<>();
        private final long[] received = new long[FLOODS_MAX + HONEST];
        private final ByteBuffer datagram = ByteBuffer.allocate(16);

        Sockets(LoopDrive drive, DatagramChannel sender) {
            this.drive = drive;
            this.sender = sender;
        }

        SocketAddress bind(int number) {
            IoDatagram socket = drive.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
            drive.queue(
                    drive.request()
                            .recvmsg(socket)
                            .fromGroup(GROUP)
                            .multishot()
                            .onComplete((done, tick) -> received[number] += done.isOk() ? 1 : 0));
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
        public int peers() {
            return honest.size();
        }

        @Override
        public void send(int peer) {
            sendTo(honest.get(peer));
        }

        @Override
        public long arrived(int peer) {
            return received[floods.size() + peer];
        }

        @Override
        public String report() {
            long count = 0;
            for (int i = 0; i < floods.size(); i++) {
                Check.that(received[i] > 0, "nothing of flood " + i + " was received");
                count += received[i];
            }
            return count + " datagrams to " + floods.size() + " flooded sockets";
        }
    }
}
