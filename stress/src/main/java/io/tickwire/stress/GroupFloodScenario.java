package io.tickwire.stress;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoListener;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Streams that flood a group, more and fewer than it has shares for. */
final class GroupFloodScenario extends WaitScenario {
    private static final int GROUP = 1;
    private static final int TICKS_MAX = 12;
    private static final int FLOODS_MAX = 60;
    private static final int HONEST = 20;

    GroupFloodScenario() {
        super(
                "group-flood",
                "no flood over streams keeps others from a group's buffers: each is served",
                TICKS_MAX,
                20,
                2_000);
    }

    @Override
    LoopDrive drive(Stage stage) {
        return stage.drive(
                BatchConfig.builder().bufferGroup(new BufferGroup(GROUP, 1_024, 64)).build());
    }

    @Override
    Flood begin(Stage stage, LoopDrive drive) throws Exception {
        IoListener listener =
                drive.listen(
                        UnixDomainSocketAddress.of(stage.directory().resolve("s")),
                        SocketOptions.DEFAULT);
        Streams streams = new Streams(drive, listener);
        int floods = stage.between(1, FLOODS_MAX);
        for (int i = 0; i < floods; i++) {
            streams.floods.add(streams.connect(i));
        }
        for (int i = 0; i < HONEST; i++) {
            streams.honest.add(streams.connect(floods + i));
        }
        return streams;
    }

    private static final class Streams implements Flood {
        private final LoopDrive drive;
        private final IoListener listener;
        private final List<Connection> floods = new ArrayList<>();
        private final List<Connection> honest = new ArrayList<>();
        private final long[] received = new long[FLOODS_MAX + HONEST];
        private final ByteBuffer water = ByteBuffer.allocate(64 << 10);

        Streams(LoopDrive drive, IoListener listener) {
            this.drive = drive;
            this.listener = listener;
        }

        Connection connect(int number) {
            Connection link = drive.link(listener);
            drive.queue(
                    drive.request()
                            .recv(link.stream())
                            .fromGroup(GROUP)
                            .multishot()
                            .onComplete(
                                    (done, tick) ->
                                            received[number] += Math.max(0, done.result())));
            return link;
        }

        @Override
        public void pour() {
            for (Connection each : floods) {
                while (each.peer().write(water.clear()) > 0) {}
            }
        }

        @Override
        public int peers() {
            return honest.size();
        }

        @Override
        public void send(int peer) {
            honest.get(peer).peer().send(new byte[1]);
        }

        @Override
        public long arrived(int peer) {
            return received[floods.size() + peer];
        }

        @Override
        public String report() {
            long bytes = 0;
            for (int i = 0; i < floods.size(); i++) {
                Check.that(received[i] > 0, "nothing of flood " + i + " was received");
                bytes += received[i];
            }
            return floods.size() + " floods of " + (bytes >> 10) + " KiB";
        }
    }
}
