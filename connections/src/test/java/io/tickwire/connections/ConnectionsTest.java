package io.tickwire.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program is told of its clients, and what becomes of them, in a world without faults. */
class ConnectionsTest {
    private static final int[] FRAME_BYTES = {4_000, 10, 5_000};

    private static World world() {
        return World.builder().seed(7).build();
    }

    private static void sayAll(Visitor visitor, String... texts) {
        for (String text : texts) {
            visitor.say(text);
        }
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    @DisplayName("a client joins, its frames come in order, and it leaves when it hangs up")
    void joinsAndLeaves(Seam seam) {
        World world = World.builder().seed(7).seam(seam).build();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            sayAll(ann, "hello", "", "echo");
            room.runMillis(500);
            assertThat(room.clients.size()).isEqualTo(1);
            assertThat(ann.heard).containsExactly("echo");
            ann.peer.close();
            room.runMillis(500);
            assertThat(room.events)
                    .containsExactly("joined 1", "1: hello", "1: ", "1: echo", "left 1: HUNG_UP");
            assertThat(room.clients.size()).isZero();
            assertThat(room.clients.joined()).isEqualTo(1);
            assertThat(room.clients.left(Reason.HUNG_UP)).isEqualTo(1);
            assertThat(room.member(1).connection.isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("a client whose connection breaks has left with RESET")
    void reset() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            ann.say("hello");
            room.runMillis(300);
            ann.peer.reset();
            room.runMillis(300);
            assertThat(room.reasonOf(1)).isEqualTo(Reason.RESET);
        }
    }

    @Test
    @DisplayName("who is not admitted in time leaves, hears no broadcast, and others stay")
    void login() {
        World world = world();
        try (Room room = new Room(world, Room.settings().login(Duration.ofSeconds(2)))) {
            Visitor mute = room.visitor();
            room.runMillis(100);
            Visitor ann = room.visitor();
            sayAll(ann, "login", "all");
            room.runMillis(1_000);
            assertThat(ann.heard).containsExactly("to all");
            assertThat(mute.heard).isEmpty();
            assertThat(room.clients).hasSize(1);
            assertThat(room.clients.size()).isEqualTo(2);
            room.runMillis(1_500);
            assertThat(room.reasonOf(1)).isEqualTo(Reason.NO_LOGIN);
            assertThat(room.member(2).leave).isNull();
            assertThat(mute.isEnded || mute.isReset).isTrue();
        }
    }

    @Test
    @DisplayName("who sends no whole frame for too long leaves, however many bytes it sends")
    void idle() {
        World world = world();
        try (Room room = new Room(world, Room.settings().idle(Duration.ofSeconds(2)))) {
            Visitor loris = room.visitor();
            Visitor ann = room.visitor();
            loris.raw(new byte[] {0, 90});
            for (int i = 1; i < 40; i++) {
                world.after(Duration.ofMillis(100L * i), () -> loris.raw(new byte[1]));
                world.after(Duration.ofMillis(100L * i), () -> ann.say("x"));
            }
            room.runMillis(3_000);
            assertThat(room.reasonOf(1)).isEqualTo(Reason.IDLE);
            assertThat(room.member(2).leave).isNull();
        }
    }

    @Test
    @DisplayName("who does not read leaves as slow, and nobody else loses a frame")
    void slow() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            List<Visitor> visitors = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> visitors.add(room.visitor()));
            visitors.subList(0, 5).forEach(stalled -> stalled.peer.readSpeed(0));
            String packet = "p".repeat(2_000);
            room.step = tick -> room.clients.broadcast(tick, Room.text(packet + tick.number()));
            room.run(Duration.ofSeconds(30));
            room.step = tick -> {};
            room.run(Duration.ofSeconds(1));
            assertThat(room.clients.left(Reason.SLOW)).isEqualTo(5);
            for (Visitor visitor : visitors.subList(5, 20)) {
                int first = Integer.parseInt(visitor.heard.get(0).substring(2_000));
                assertThat(visitor.heard).hasSize(600 - first);
                for (int i = 0; i < visitor.heard.size(); i++) {
                    assertThat(visitor.heard.get(i)).isEqualTo(packet + (first + i));
                }
            }
        }
    }

    @Test
    @DisplayName("a client without room for a frame is dropped as slow")
    void noRoom() {
        World world = world();
        ConnectionSettings settings =
                Room.settings().slow(1 << 30, Duration.ofSeconds(60)).closeSlow(true);
        BatchConfig config = BatchConfig.builder().streamPending(10_000, 1_024).build();
        try (Room room = new Room(world, settings, config)) {
            Visitor stalled = room.visitor();
            stalled.peer.readSpeed(0);
            List<Boolean> taken = new ArrayList<>();
            room.step =
                    tick ->
                            room.clients.forEach(
                                    member ->
                                            taken.add(
                                                    member.connection.write(
                                                            tick, Room.text("p".repeat(9_000)))));
            room.run(Duration.ofSeconds(30));
            assertThat(taken).contains(true).endsWith(false);
            assertThat(room.reasonOf(1)).isEqualTo(Reason.SLOW);
        }
    }

    @Test
    @DisplayName("who has missed a frame gets no later one, so that no client sees a gap")
    void noGap() {
        World world = world();
        ConnectionSettings settings = Room.settings().closeSlow(true);
        BatchConfig config = BatchConfig.builder().streamPending(10_000, 1_024).build();
        try (Room room = new Room(world, settings, config)) {
            Visitor stalled = room.visitor();
            stalled.peer.readSpeed(0);
            List<String> taken = new ArrayList<>();
            List<String> missed = new ArrayList<>();
            room.step =
                    tick -> {
                        for (int size : room.members.isEmpty() ? new int[0] : FRAME_BYTES) {
                            String text = "p".repeat(size) + tick.number();
                            boolean isTaken = room.clients.broadcast(tick, Room.text(text)) == 1;
                            (isTaken ? taken : missed).add(text);
                            assertThat(isTaken && !missed.isEmpty()).as(text).isFalse();
                        }
                    };
            while (missed.isEmpty()) {
                room.runMillis(50);
            }
            stalled.peer.readSpeed(Long.MAX_VALUE);
            room.run(Duration.ofSeconds(2));
            assertThat(room.reasonOf(1)).isEqualTo(Reason.SLOW);
            assertThat(stalled.heard).hasSizeGreaterThan(3).isEqualTo(taken);
        }
    }

    @ParameterizedTest
    @EnumSource(Seam.class)
    @DisplayName(
            "who comes while the loop stops is told of the end, and does not count as too many")
    void comesWhileStopping(Seam seam) {
        World world = World.builder().seed(7).seam(seam).build();
        ConnectionSettings settings =
                Room.settings()
                        .farewell(Reason.ENDING, "end".getBytes(StandardCharsets.UTF_8))
                        .farewell(Reason.FULL, "full".getBytes(StandardCharsets.UTF_8));
        try (Room room = new Room(world, settings)) {
            Visitor stalled = room.visitor();
            stalled.peer.readSpeed(0);
            room.step = tick -> room.clients.broadcast(tick, Room.text("p".repeat(9_000)));
            List<Visitor> late = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                world.after(Duration.ofMillis(1_480 + i), () -> late.add(room.visitor()));
            }
            world.after(Duration.ofMillis(1_510), room.loop::stop);
            world.check(() -> room.loop.run(TickRate.hertz(20)));
            world.advance(Duration.ofSeconds(1));
            assertThat(room.clients.left(Reason.FULL)).isZero();
            assertThat(late).noneMatch(visitor -> visitor.heard.contains("full"));
            assertThat(room.clients.size()).isZero();
        }
    }

    @Test
    @DisplayName("bytes that break the framing end the connection, and what is wrong is told")
    void protocol() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor cheat = room.visitor();
            cheat.say("hello");
            cheat.raw(new byte[] {0, 101});
            room.runMillis(500);
            assertThat(room.events).containsExactly("joined 1", "1: hello", "left 1: PROTOCOL");
            assertThat(room.member(1).leave.detail()).contains("101").contains("100");
        }
    }

    @Test
    @DisplayName("who is kicked gets the last frame, and nothing it sent behind it is seen")
    void kick() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            sayAll(ann, "echo", "kick me", "not seen");
            room.runMillis(1_000);
            assertThat(ann.heard).containsExactly("echo", "go");
            assertThat(ann.isEnded).isTrue();
            assertThat(room.events)
                    .containsExactly("joined 1", "1: echo", "1: kick me", "left 1: KICKED");
            assertThat(room.member(1).leave.detail()).isEqualTo("asked for it");
        }
    }

    @Test
    @DisplayName("who is kicked gets the last frame however much of what it sent is unread")
    void kickWhileItSends() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            ann.say("kick me");
            IntStream.range(0, 200).forEach(i -> ann.say("more and more of it " + i));
            room.runMillis(1_500);
            assertThat(ann.heard).containsExactly("go");
            assertThat(ann.isReset).isFalse();
            assertThat(ann.isEnded).isTrue();
            assertThat(room.loop.stats().snapshot().openResources()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("who is kicked and does not end its side is reset in the end")
    void kickOfOneThatStays() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            ann.isStaying = true;
            ann.say("kick me");
            room.runMillis(1_500);
            assertThat(ann.isEnded).isTrue();
            assertThat(room.loop.stats().snapshot().openResources()).isEqualTo(2);
            room.runMillis(2_000);
            assertThat(ann.isReset).isTrue();
            assertThat(room.loop.stats().snapshot().openResources()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("another system kicks too; a client leaves once, whatever comes together")
    void kickByAnotherSystem() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            room.runMillis(500);
            room.step =
                    tick -> {
                        room.member(1).connection.kick(tick, "first");
                        room.member(1).connection.kick(tick, "second");
                        assertThat(room.member(1).connection.write(tick, Room.text("x"))).isFalse();
                    };
            ann.peer.close();
            room.runMillis(500);
            assertThat(room.member(1).leave).isEqualTo(new Leave(Reason.KICKED, "first"));
        }
    }

    @Test
    @DisplayName("an exception of the handler drops the client that it came by, and nobody else")
    void handlerFails() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            Visitor bob = room.visitor();
            Visitor cid = room.visitor();
            sayAll(ann, "fail", "not seen");
            cid.say("short");
            bob.say("hello");
            room.runMillis(500);
            sayAll(bob, "echo");
            room.runMillis(500);
            assertThat(bob.heard).containsExactly("echo");
            assertThat(room.clients.left(Reason.FAILED)).isEqualTo(1);
            assertThat(room.clients.left(Reason.PROTOCOL)).as("a frame too short").isEqualTo(1);
            assertThat(room.clients.size()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("who is over the limit gets the frame for that, and never joins")
    void full() {
        World world = world();
        ConnectionSettings settings =
                Room.settings()
                        .limit(2)
                        .farewell(Reason.FULL, "full".getBytes(StandardCharsets.UTF_8));
        try (Room room = new Room(world, settings)) {
            Visitor ann = room.visitor();
            Visitor bob = room.visitor();
            room.runMillis(300);
            Visitor cid = room.visitor();
            room.runMillis(500);
            assertThat(cid.heard).containsExactly("full");
            assertThat(cid.isEnded).isTrue();
            assertThat(room.members).hasSize(2);
            assertThat(room.clients.left(Reason.FULL)).isEqualTo(1);
            ann.peer.close();
            bob.say("hello");
            room.runMillis(300);
            room.visitor().say("hello");
            room.runMillis(300);
            assertThat(room.members).containsOnlyKeys(1L, 2L, 3L);
        }
    }

    @Test
    @DisplayName("broadcasts go to all, to all but one, and large ones to all")
    void broadcasts() {
        World world = world();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            Visitor bob = room.visitor();
            room.runMillis(300);
            sayAll(ann, "all", "others", "large", "echo");
            room.runMillis(500);
            assertThat(ann.heard).containsExactly("to all", "L".repeat(5_000), "echo");
            assertThat(bob.heard).containsExactly("to all", "to others", "L".repeat(5_000));
        }
    }

    @Test
    @DisplayName("lines are frames too")
    void lines() {
        World world = world();
        try (Room room = new Room(world, ConnectionSettings.listen(Room.ADDRESS).lines(20))) {
            Visitor ann = room.visitor();
            ann.raw("one\r\ntwo\necho\n".getBytes(StandardCharsets.UTF_8));
            room.runMillis(500);
            assertThat(room.member(1).said).containsExactly("one", "two", "echo");
            assertThatThrownBy(() -> room.clients.broadcast(null, Room.text("one\ntwo")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("line feed");
        }
    }

    @Test
    @DisplayName("without descriptors accepting rests, and goes on when there are some again")
    void acceptRests() {
        World world =
                World.builder()
                        .seed(3)
                        .faults(FaultRates.NONE.with(Fault.ACCEPT_NO_DESCRIPTOR, 1))
                        .build();
        try (Room room = new Room(world, Room.settings())) {
            Visitor ann = room.visitor();
            ann.say("echo");
            room.runMillis(1_000);
            assertThat(room.members).isEmpty();
            world.faults(FaultRates.NONE);
            room.runMillis(1_000);
            assertThat(ann.heard).containsExactly("echo");
        }
    }

    @Test
    @DisplayName("a lane with room for few intents serves everybody in the end")
    void fullLane() {
        World world = world();
        BatchConfig config = BatchConfig.builder().laneCapacity(3).build();
        try (Room room = new Room(world, Room.settings(), config)) {
            List<Visitor> visitors = new ArrayList<>();
            IntStream.range(0, 20).forEach(i -> visitors.add(room.visitor()));
            visitors.forEach(visitor -> sayAll(visitor, "hello", "kick me"));
            room.run(Duration.ofSeconds(5));
            assertThat(room.clients.left(Reason.KICKED)).isEqualTo(20);
            assertThat(visitors).allMatch(visitor -> visitor.isEnded);
        }
    }

    @Test
    @DisplayName("when the loop is closed everybody who is there has left with ENDING")
    void ending() {
        World world = world();
        Room room = new Room(world, Room.settings());
        Visitor ann = room.visitor();
        room.runMillis(300);
        room.close();
        assertThat(room.reasonOf(1)).isEqualTo(Reason.ENDING);
        assertThat(room.clients.size()).isZero();
        assertThat(ann.peer.isConnected()).isTrue();
    }

    @Test
    @DisplayName("settings and frames out of range are refused with the value")
    void misuse() {
        assertThatThrownBy(ConnectionSettings::listen).hasMessageContaining("no address");
        ConnectionSettings settings = Room.settings();
        assertThatThrownBy(() -> settings.lengthField(0, 1)).hasMessageContaining("0");
        assertThatThrownBy(() -> settings.lengthField(5, 1)).hasMessageContaining("5");
        assertThatThrownBy(() -> settings.lines(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> settings.limit(0)).hasMessageContaining("limit: 0");
        assertThatThrownBy(() -> settings.idle(Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> settings.slow(0, Duration.ZERO)).hasMessageContaining("0");
        settings.farewell(Reason.IDLE, new byte[300]);
        assertThatThrownBy(() -> settings.farewell(Reason.KICKED, new byte[1]))
                .hasMessageContaining("KICKED");
        assertThatThrownBy(() -> new Connections<>(settings.lengthField(1, 100), null))
                .as("a farewell that a later format cannot tell")
                .hasMessageContaining("300");
        settings.farewell(Reason.IDLE, new byte[100]);
        World world = world();
        try (Room room = new Room(world, settings)) {
            Visitor ann = room.visitor();
            ann.raw(new byte[] {1, 'x'});
            room.runMillis(300);
            assertThatThrownBy(
                            () ->
                                    room.clients.broadcast(
                                            null, Unpooled.buffer(256).writerIndex(256)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("256");
        }
    }
}
