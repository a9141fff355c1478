package io.tickwire.examples.skirmish.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.examples.skirmish.Buttons;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.ServerMessages;
import io.tickwire.examples.skirmish.SkirmishClientProtocol;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import io.tickwire.examples.skirmish.SkirmishWorld;
import io.tickwire.examples.skirmish.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checks of the honest bots find what they look for. */
class BotChecksTest implements ServerMessages {
    private final SkirmishWorld world = new SkirmishWorld(4, 1);
    private final SkirmishClientProtocol protocol = new SkirmishClientProtocol();
    private final BotStats stats = new BotStats();
    private final List<String> faults = new ArrayList<>();
    private final SnapshotCheck snapshots = new SnapshotCheck(stats, faults::add);
    private final ChatCheck chats = new ChatCheck(stats, faults::add);
    private final int id = world.join("ann", 1);
    private long inputToken;

    @Test
    @DisplayName("a game as it should be has no fault and no miss")
    void aGameAsItShouldBeHasNoFault() {
        join();
        for (int tick = 0; tick < 100; tick++) {
            input(snapshots.nextSequence(Buttons.LEFT), Buttons.LEFT);
            world.step();
            show();
        }
        assertThat(faults).isEmpty();
        assertThat(stats.ticksMissed).isZero();
        assertThat(stats.inputsAcknowledged).isEqualTo(100);
    }

    @Test
    @DisplayName("ticks without a snapshot are counted")
    void ticksWithoutASnapshotAreCounted() {
        world.step();
        show();
        world.step();
        world.step();
        world.step();
        show();
        assertThat(stats.ticksMissed).isEqualTo(2);
    }

    @Test
    @DisplayName("a snapshot that comes twice is a fault")
    void aSnapshotThatComesTwiceIsAFault() {
        world.step();
        show();
        show();
        assertThat(faults).anyMatch(fault -> fault.contains("tick 1 after 1"));
    }

    @Test
    @DisplayName("a move that no input led to is a fault")
    void aMoveThatNoInputLedToIsAFault() {
        join();
        world.step();
        show();
        snapshots.nextSequence(Buttons.LEFT);
        input(1, Buttons.RIGHT);
        world.step();
        show();
        assertThat(faults).singleElement().asString().contains(" by 4 to ");
    }

    @Test
    @DisplayName("an input that was never sent, or none for long, is a fault")
    void anInputThatWasNeverSentIsAFault() {
        join();
        snapshots.nextSequence(0);
        for (int tick = 0; tick < 700; tick++) {
            world.step();
            show();
        }
        assertThat(faults).singleElement().asString().contains("no input has taken effect");
        input(2, 0);
        world.step();
        show();
        assertThat(faults).anyMatch(fault -> fault.contains("input 2 after 0, sent 1"));
    }

    @Test
    @DisplayName("chats that are missing, twice or strange are found")
    void chatsThatAreMissingAreFound() {
        String first = chats.nextText();
        assertThat(chats.isQuiet()).isFalse();
        chats.check(1, first, true);
        assertThat(chats.isQuiet()).isTrue();
        chats.check(2, first.replace('1', '7'), false);
        chats.check(2, first.replace('1', '9'), false);
        assertThat(stats.chatsMissed).isEqualTo(1);
        assertThat(faults).isEmpty();
        chats.check(1, first, true);
        chats.check(1, "2", false);
        assertThat(faults).hasSize(2);
    }

    private void join() {
        ByteBuf out = Unpooled.buffer();
        SkirmishProtocol.welcome(out, world, id, 1);
        protocol.read(out, this);
    }

    private void input(int sequence, int buttons) {
        ByteBuf datagram = Unpooled.buffer();
        protocol.input(datagram, inputToken, sequence, buttons);
        assertThat(world.input(datagram)).isEqualTo(SkirmishWorld.NOBODY);
    }

    private void show() {
        ByteBuf out = Unpooled.buffer();
        world.snapshot(id, out);
        protocol.read(out, this);
    }

    @Override
    public void welcome(int player, long token, int inputPort, int visits) {
        inputToken = token;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        snapshots.check(snapshot, id);
    }

    @Override
    public void chatted(int player, String text) {
        throw new AssertionError(text);
    }

    @Override
    public void pong(long nonce) {
        throw new AssertionError(nonce);
    }

    @Override
    public void kicked(KickReason reason, String text) {
        throw new AssertionError(text);
    }
}
