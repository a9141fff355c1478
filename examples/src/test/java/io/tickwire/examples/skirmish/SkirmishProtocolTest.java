package io.tickwire.examples.skirmish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages, both ways. */
class SkirmishProtocolTest {
    private final SkirmishClientProtocol client = new SkirmishClientProtocol();
    private final ByteBuf frame = Unpooled.buffer();
    private final List<String> seen = new ArrayList<>();

    private final class ServerSide implements ClientMessages<String> {
        @Override
        public void login(String session, String name, long token) {
            seen.add(session + " login " + name + " " + token);
        }

        @Override
        public void chat(String session, String text) {
            seen.add(session + " chat " + text);
        }

        @Override
        public void ping(String session, long nonce) {
            seen.add(session + " ping " + nonce);
        }

        @Override
        public void goodbye(String session) {
            seen.add(session + " goodbye");
        }
    }

    private final class ClientSide implements ServerMessages {
        @Override
        public void welcome(int id, long inputToken, int inputPort, int visits) {
            seen.add("welcome " + id + " " + inputToken + " " + inputPort + " " + visits);
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            seen.add("snapshot " + snapshot.tick());
        }

        @Override
        public void chatted(int player, String text) {
            seen.add("chatted " + player + " " + text);
        }

        @Override
        public void pong(long nonce) {
            seen.add("pong " + nonce);
        }

        @Override
        public void kicked(KickReason reason, String text) {
            seen.add("kicked " + reason + " " + text);
        }
    }

    private void serverReads(boolean isPlaying) {
        SkirmishProtocol.read(frame, "s", isPlaying, new ServerSide());
        assertThat(frame.isReadable()).isFalse();
        frame.clear();
    }

    private void clientReads() {
        client.read(frame, new ClientSide());
        frame.clear();
    }

    @Test
    @DisplayName("a server reads what a client writes")
    void aServerReadsWhatAClientWrites() {
        client.login(frame, "Ann-1_", 7);
        serverReads(false);
        client.chat(frame, "hej åäö");
        serverReads(true);
        client.ping(frame, -1);
        serverReads(true);
        client.goodbye(frame);
        serverReads(true);
        assertThat(seen)
                .containsExactly("s login Ann-1_ 7", "s chat hej åäö", "s ping -1", "s goodbye");
    }

    @Test
    @DisplayName("a client reads what a server writes")
    void aClientReadsWhatAServerWrites() {
        SkirmishWorld world = new SkirmishWorld(2, 1);
        int id = world.join("ann", 1);
        world.step();
        SkirmishProtocol.welcome(frame, world, id, 65_535);
        clientReads();
        world.snapshot(id, frame);
        clientReads();
        SkirmishProtocol.chatted(frame, 3, "hej");
        clientReads();
        SkirmishProtocol.pong(frame, 9);
        clientReads();
        SkirmishProtocol.kick(frame, KickReason.CHEATING, "så");
        clientReads();
        SkirmishProtocol.kick(frame, KickReason.IDLE, "");
        clientReads();
        assertThat(seen)
                .containsExactly(
                        "welcome 0 " + world.inputToken(id) + " 65535 1",
                        "snapshot 1",
                        "chatted 3 hej",
                        "pong 9",
                        "kicked CHEATING s?",
                        "kicked IDLE -");
    }

    @Test
    @DisplayName("a client finds out that a snapshot has changed on its way")
    void aClientFindsOutThatASnapshotHasChanged() {
        SkirmishWorld world = new SkirmishWorld(2, 1);
        int id = world.join("ann", 1);
        world.step();
        world.snapshot(id, frame);
        for (int i = 1; i < frame.readableBytes(); i++) {
            ByteBuf changed = frame.copy();
            changed.setByte(i, changed.getByte(i) ^ 1);
            assertThatThrownBy(() -> client.read(changed, new ClientSide()))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    @DisplayName("what is no message, or not allowed now, is refused")
    void whatIsNoMessageIsRefused() {
        assertRefused(true, new byte[0]);
        assertRefused(true, 0);
        assertRefused(true, 99);
        assertRefused(false, 3, 0, 0, 0, 0, 0, 0, 0, 0);
        assertRefused(true, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'a');
        assertRefused(false, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, ' ');
        assertRefused(false, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertRefused(false, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 'a');
        assertRefused(false, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'a', 'b');
        assertRefused(false, 1, 0, 0, 0);
        assertRefused(true, 2, 1, 10);
        assertRefused(true, 2, 1, 0xff);
        assertRefused(true, 2);
        assertRefused(true, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertRefused(true, 4, 0);
        byte[] longest = "x".repeat(100).getBytes(StandardCharsets.US_ASCII);
        frame.writeByte(2).writeByte(100).writeBytes(longest);
        serverReads(true);
        frame.writeByte(2).writeByte(101).writeBytes(longest).writeByte('x');
        assertThatThrownBy(() -> serverReads(true)).isInstanceOf(RefusedException.class);
        assertThat(seen).hasSize(1);
    }

    private void assertRefused(boolean isPlaying, int... bytes) {
        byte[] message = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            message[i] = (byte) bytes[i];
        }
        assertRefused(isPlaying, message);
    }

    private void assertRefused(boolean isPlaying, byte[] message) {
        ByteBuf wrapped = Unpooled.wrappedBuffer(message);
        assertThatThrownBy(() -> SkirmishProtocol.read(wrapped, "s", isPlaying, new ServerSide()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(KickReason.PROTOCOL));
    }

    @Test
    @DisplayName("random bytes are messages or refused, for both sides")
    void randomBytesAreMessagesOrRefused() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (bytes[0] & 0x17);
            }
            try {
                SkirmishProtocol.read(
                        Unpooled.wrappedBuffer(bytes), "s", i % 2 == 0, new ServerSide());
            } catch (RefusedException e) {
                assertThat(e.getStackTrace()).isEmpty();
            }
            try {
                client.read(Unpooled.wrappedBuffer(bytes), new ClientSide());
            } catch (RefusedException e) {
                assertThat(e.reason()).isEqualTo(KickReason.PROTOCOL);
            }
        }
    }

    @Test
    @DisplayName("limits out of their range are refused")
    void limitsOutOfTheirRangeAreRefused() {
        SkirmishLimits good = SkirmishLimits.defaults();
        assertThatThrownBy(
                        () ->
                                new SkirmishLimits(
                                        200,
                                        199,
                                        good.loginWithin(),
                                        good.idleAfter(),
                                        good.sendBufferBytes(),
                                        good.slowBytes(),
                                        good.slowFor(),
                                        good.saveEvery()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("199");
    }
}
