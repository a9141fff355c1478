package io.tickwire.stress;

import io.tickwire.BatchConfig;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A listener whose backlog is never empty, beside others that get a connection at a time. */
final class AcceptFloodScenario extends WaitScenario {
    private static final int TICKS_MAX = 6;
    private static final int HONEST = 4;
    private static final int BACKLOG = 100;

    AcceptFloodScenario() {
        super(
                "accept-flood",
                "no flood of connections keeps other listeners from theirs: each is accepted",
                TICKS_MAX,
                20,
                200);
    }

    @Override
    LoopDrive drive(Stage stage) {
        return stage.drive(BatchConfig.DEFAULT);
    }

    @Override
    Flood begin(Stage stage, LoopDrive drive) throws Exception {
        var folder = stage.directory();
        Listeners listeners = new Listeners();
        for (int i = 0; i <= HONEST; i++) {
            var address = UnixDomainSocketAddress.of(folder.resolve("s" + i));
            listeners.all.add(new Door(stage, drive, drive.listen(address, SocketOptions.DEFAULT)));
        }
        return listeners;
    }

    /** A listener: what is accepted is closed at both ends. */
    private static final class Door implements CompletionCallback {
        private final Stage stage;
        private final IoListener listener;
        private final Deque<Peer> waiting = new ArrayDeque<>();
        private long accepted;

        Door(Stage stage, LoopDrive drive, IoListener listener) {
            this.stage = stage;
            this.listener = listener;
            drive.queue(drive.request().accept(listener).multishot().onComplete(this));
        }

        void fill(int most) {
            while (waiting.size() < most) {
                waiting.add(stage.own(Peer.connect(listener.localAddress())));
            }
        }

        @Override
        public void completed(IoCompletion accept, TickContext tick) {
            if (accept.isOk()) {
                accepted++;
                waiting.remove().close();
                // Finds room, unless the loop is being closed, which closes the stream too.
                boolean unused = tick.intents().queue(tick.request().close(accept.stream()));
            }
        }
    }

    private static final class Listeners implements Flood {
        private final List<Door> all = new ArrayList<>();

        @Override
        public void pour() {
            all.get(0).fill(BACKLOG);
        }

        @Override
        public int peers() {
            return HONEST;
        }

        @Override
        public void send(int peer) {
            Door door = all.get(1 + peer);
            door.fill(door.waiting.size() + 1);
        }

        @Override
        public long arrived(int peer) {
            return all.get(1 + peer).accepted;
        }

        @Override
        public String report() {
            return all.get(0).accepted + " connections to the flooded listener";
        }
    }
}
