package io.tickwire.stress;

import io.tickwire.IoListener;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;

/** Streams that flood a group, more and fewer than it has shares for. */
final class GroupFloodScenario extends WaitScenario {
    private static final int FLOODS_MAX = 60;

    GroupFloodScenario() {
        super(
                "group-flood",
                "no flood over streams keeps others from a group's buffers: each is served",
                GroupFlood.TICKS_MAX,
                20,
                2_000);
    }

    @Override
    LoopDrive drive(Stage stage) {
        return GroupFlood.drive(stage);
    }

    @Override
    Flood begin(Stage stage, LoopDrive drive) throws Exception {
        IoListener listener =
                drive.listen(
                        UnixDomainSocketAddress.of(stage.directory().resolve("s")),
                        SocketOptions.DEFAULT);
        Streams streams = new Streams(drive, listener);
        streams.open(stage.between(1, FLOODS_MAX));
        return streams;
    }

    private static final class Streams extends GroupFlood<Connection> {
        private final IoListener listener;
        private final ByteBuffer water = ByteBuffer.allocate(64 << 10);

        Streams(LoopDrive drive, IoListener listener) {
            super(drive);
            this.listener = listener;
        }

        @Override
        Connection open() {
            Connection connection = drive.link(listener);
            take(drive.request().recv(connection.stream()), result -> Math.max(0, result));
            return connection;
        }

        @Override
        public void pour() {
            for (Connection each : floods) {
                while (each.peer().write(water.clear()) > 0) {}
            }
        }

        @Override
        public void send(int peer) {
            honest.get(peer).peer().send(new byte[1]);
        }

        @Override
        public String report() {
            return floods.size() + " floods of " + (flooded() >> 10) + " KiB";
        }
    }
}
