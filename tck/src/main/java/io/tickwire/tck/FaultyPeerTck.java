package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.TickLoop;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What single peers do wrong must not touch the others. */
abstract class FaultyPeerTck extends TckCase {
    private static final int HONEST = 50;
    private static final int BYTES = 20_000;

    FaultyPeerTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("one peer that resets changes nothing for fifty honest ones")
    void resets() {
        serveHonestBeside(
                address -> {
                    Peer peer = Peer.connect(address);
                    peer.send(new byte[5_000]);
                    peer.reset();
                    return peer;
                });
    }

    @Test
    @DisplayName("one peer that closes half at once changes nothing for fifty honest ones")
    void closesHalf() {
        serveHonestBeside(
                address -> {
                    Peer peer = Peer.connect(address);
                    peer.send(new byte[5_000]);
                    peer.shutdown();
                    return peer;
                });
    }

    @Test
    @DisplayName("one peer that sends nothing changes nothing for fifty honest ones")
    void sendsNothing() {
        serveHonestBeside(Peer::connect);
    }

    @Test
    @DisplayName("one peer that reads nothing changes nothing for fifty honest ones")
    void readsNothing() {
        serveHonestBeside(
                address -> {
                    Peer peer = Peer.connectNarrow(address, 4096);
                    // Fills the server's receive and send side and then waits for ever.
                    fill(peer);
                    return peer;
                });
    }

    @Test
    @DisplayName("a hundred peers that connect and leave at once change nothing for honest ones")
    void comesAndGoes() {
        serveHonestBeside(
                address -> {
                    for (int i = 0; i < 50; i++) {
                        Peer.connect(address).close();
                        Peer.connect(address).reset();
                    }
                    return Peer.connect(address);
                });
    }

    /** How a faulty peer behaves; it stays connected if it answers before it closes. */
    private interface Behaviour {
        Peer meet(SocketAddress address) throws Exception;
    }

    private void serveHonestBeside(Behaviour faulty) {
        EchoSystem echo = own(new EchoSystem(4_096));
        try (TickLoop loop = builder().phase("p", phase -> phase.system(echo)).build()) {
            FutureTask<Peer> fault = inBackground(() -> faulty.meet(echo.address()));
            List<FutureTask<Boolean>> honest = new ArrayList<>();
            for (int i = 0; i < HONEST; i += 10) {
                byte[] content = randomBytes(BYTES);
                honest.add(inBackground(() -> isEchoed(echo.address(), content)));
            }
            Deadline deadline = new Deadline("fifty honest peers");
            long ticks = 0;
            while (!honest.stream().allMatch(FutureTask::isDone) || !fault.isDone()) {
                loop.tick();
                ticks++;
                deadline.check();
            }
            assertThat(loop.stats().snapshot().ticks()).isEqualTo(ticks);
            assertThat(honest).allMatch(TckCase::get);
            own(get(fault));
            loop.close(Duration.ZERO);
        }
    }

    /** Ten connections, each with its turn of sending and reading. */
    private static boolean isEchoed(SocketAddress address, byte[] content) {
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                peers.add(Peer.connect(address));
            }
            for (int from = 0; from < content.length; from += 1_000) {
                byte[] piece = Arrays.copyOfRange(content, from, from + 1_000);
                for (Peer peer : peers) {
                    peer.send(piece);
                }
                for (Peer peer : peers) {
                    if (!Arrays.equals(peer.receive(1_000), piece)) {
                        return false;
                    }
                }
            }
            return true;
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static void fill(Peer peer) throws IOException {
        peer.channel().configureBlocking(false);
        ByteBuffer zeros = ByteBuffer.allocate(64 << 10);
        int refusals = 0;
        while (refusals < 100) {
            refusals = peer.channel().write(zeros.clear()) == 0 ? refusals + 1 : 0;
        }
    }
}
