package io.tickwire.examples.skirmish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The game itself. */
class SkirmishWorldTest {
    private final SkirmishWorld world = new SkirmishWorld(4, 1);
    private final ByteBuf buffer = Unpooled.buffer();

    @Test
    @DisplayName("the same calls lead to the same snapshots and saves")
    void theSameCallsLeadToTheSameSnapshotsAndSaves() {
        assertThat(history(200)).isEqualTo(history(200));
    }

    private static String history(int players) {
        SkirmishWorld world = new SkirmishWorld(players, 7);
        SplittableRandom random = new SplittableRandom(3);
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < players; i++) {
            world.join("player-" + i, i);
        }
        for (int tick = 1; tick <= 200; tick++) {
            for (int i = 0; i < players; i++) {
                input(world, world.inputToken(i), tick, legalButtons(random));
            }
            world.step();
            world.snapshot(tick % players, all);
        }
        world.save(all);
        return ByteBufUtil.hexDump(all);
    }

    private static int legalButtons(SplittableRandom random) {
        int buttons = random.nextInt(32);
        return Buttons.isLegal(buttons) ? buttons : Buttons.FIRE;
    }

    private static int input(SkirmishWorld world, long token, int sequence, int buttons) {
        ByteBuf datagram = Unpooled.buffer();
        new SkirmishClientProtocol().input(datagram, token, sequence, buttons);
        return world.input(datagram);
    }

    @Test
    @DisplayName("a crowd of 200 fits into frames and is shot at, and snapshots stay whole")
    void aCrowdFitsIntoFrames() {
        SkirmishWorld crowd = new SkirmishWorld(200, 7);
        for (int i = 0; i < 200; i++) {
            int id = crowd.join("player-" + i, i);
            crowd.player(id).x = 100 + i;
            crowd.player(id).y = 100;
            crowd.player(id).buttons = Buttons.FIRE;
        }
        int scores = 0;
        for (int tick = 0; tick < 600; tick++) {
            crowd.step();
            for (int id = 0; id < 200; id++) {
                Snapshot snapshot = snapshot(crowd, id);
                scores = Math.max(scores, snapshot.score());
                assertThat(snapshot.count()).isLessThanOrEqualTo(SkirmishWorld.SEEN_MAX);
            }
        }
        assertThat(scores).isPositive();
    }

    private Snapshot snapshot(SkirmishWorld of, int id) {
        buffer.clear();
        of.snapshot(id, buffer);
        assertThat(buffer.readableBytes()).isLessThanOrEqualTo(SkirmishProtocol.FRAME_BYTES_MAX);
        buffer.skipBytes(1);
        return new Snapshot().of(buffer);
    }

    @Test
    @DisplayName("an input moves its player from the next step on and is acknowledged")
    void anInputMovesItsPlayer() {
        int id = world.join("ann", 1);
        world.player(id).x = 100;
        world.player(id).y = 4095;
        assertThat(input(world, world.inputToken(id), 5, Buttons.LEFT | Buttons.DOWN))
                .isEqualTo(SkirmishWorld.NOBODY);
        world.step();
        Snapshot snapshot = snapshot(world, id);
        assertThat(snapshot.tick()).isEqualTo(1);
        assertThat(snapshot.acknowledged()).isEqualTo(5);
        assertThat(snapshot.x()).isEqualTo(92);
        assertThat(snapshot.y()).isEqualTo(4095);
        assertThat(snapshot.count()).isEqualTo(1);
        assertThat(snapshot.seenId(0)).isEqualTo(id);
        assertThat(snapshot.seenX(0)).isEqualTo(92);
        assertThat(snapshot.seenY(0)).isEqualTo(4095);
    }

    @Test
    @DisplayName("inputs of nobody, of the wrong length, or older ones change nothing")
    void strangeDatagramsChangeNothing() {
        int id = world.join("ann", 1);
        long token = world.inputToken(id);
        input(world, token, 5, Buttons.LEFT);
        assertThat(input(world, token + 1, 6, 255)).isEqualTo(SkirmishWorld.NOBODY);
        assertThat(input(world, token ^ 1L << 40, 6, 255)).isEqualTo(SkirmishWorld.NOBODY);
        assertThat(input(world, -1, 6, 255)).isEqualTo(SkirmishWorld.NOBODY);
        assertThat(input(world, token, 4, Buttons.UP)).isEqualTo(SkirmishWorld.NOBODY);
        assertThat(world.input(Unpooled.buffer().writeZero(12))).isEqualTo(SkirmishWorld.NOBODY);
        assertThat(world.player(id).sequence).isEqualTo(5);
        assertThat(world.player(id).buttons).isEqualTo(Buttons.LEFT);
    }

    @Test
    @DisplayName("impossible buttons, a leap of the sequence or a flood are a cheat's")
    void aCheatIsFoundOut() {
        int id = world.join("ann", 1);
        long token = world.inputToken(id);
        assertThat(input(world, token, 1, 32)).isEqualTo(id);
        assertThat(input(world, token, 1, Buttons.UP | Buttons.DOWN)).isEqualTo(id);
        assertThat(input(world, token, 601, 0)).isEqualTo(id);
        int found = SkirmishWorld.NOBODY;
        for (int i = 1; i <= 120; i++) {
            found = input(world, token, i, 0);
        }
        assertThat(found).isEqualTo(id);
        assertThat(world.player(id).buttons).isZero();
    }

    @Test
    @DisplayName("an input each tick for a minute is honest")
    void anInputEachTickIsHonest() {
        int id = world.join("ann", 1);
        for (int tick = 1; tick <= 3600; tick++) {
            assertThat(input(world, world.inputToken(id), tick, 0)).isEqualTo(SkirmishWorld.NOBODY);
            world.step();
        }
    }

    @Test
    @DisplayName("who is shot down is put elsewhere, and the shooter scores")
    void whoIsShotDownIsPutElsewhere() {
        int shooter = world.join("ann", 1);
        int target = world.join("bob", 2);
        world.player(shooter).x = 100;
        world.player(shooter).y = 100;
        world.player(target).x = 150;
        world.player(target).y = 120;
        input(world, world.inputToken(shooter), 1, Buttons.FIRE);
        for (int tick = 0; tick < 4 * 30 + 1; tick++) {
            world.step();
        }
        assertThat(snapshot(world, target).health()).isZero();
        assertThat(snapshot(world, shooter).score()).isEqualTo(1);
        world.step();
        assertThat(snapshot(world, target).health()).isEqualTo(100);
        assertThat(snapshot(world, target).respawns()).isEqualTo(1);
    }

    @Test
    @DisplayName("a login is refused when the world is full, the name here or its token wrong")
    void aLoginIsRefused() {
        world.join("ann", 1);
        assertRefused("ann", 1, KickReason.NAME_TAKEN);
        assertRefused("ann", 2, KickReason.WRONG_TOKEN);
        world.join("bob", 1);
        world.join("cat", 1);
        world.join("dan", 1);
        assertRefused("eve", 1, KickReason.FULL);
        world.leave(1);
        assertThat(world.join("eve", 1)).isEqualTo(1);
        assertThat(world.playerCount()).isEqualTo(4);
    }

    private void assertRefused(String name, long token, KickReason reason) {
        assertThatThrownBy(() -> world.join(name, token))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    @DisplayName("chat is three at once and then one a second")
    void chatIsLimited() {
        int id = world.join("ann", 1);
        for (int i = 0; i < 3; i++) {
            assertThat(world.mayChat(id)).isTrue();
        }
        assertThat(world.mayChat(id)).isFalse();
        for (int i = 0; i < 59; i++) {
            world.step();
        }
        assertThat(world.mayChat(id)).isFalse();
        world.step();
        assertThat(world.mayChat(id)).isTrue();
        assertThat(world.mayChat(id)).isFalse();
    }

    @Test
    @DisplayName("a loaded world goes on like the one that was saved")
    void aLoadedWorldGoesOn() {
        int ann = world.join("ann", 1);
        world.join("bob", 2);
        input(world, world.inputToken(ann), 1, Buttons.RIGHT);
        world.step();
        world.leave(0);
        world.leave(1);
        world.save(buffer);
        SkirmishWorld loaded = SkirmishWorld.load(4, buffer.duplicate());
        for (SkirmishWorld each : new SkirmishWorld[] {world, loaded}) {
            each.join("bob", 2);
            each.join("ann", 1);
            each.join("cat", 3);
            each.step();
        }
        assertThat(loaded.tick()).isEqualTo(2);
        assertThat(loaded.visits(1)).isEqualTo(2);
        for (int id = 0; id < 3; id++) {
            assertThat(loaded.inputToken(id)).isEqualTo(world.inputToken(id));
            assertThat(bytes(loaded, id)).isEqualTo(bytes(world, id));
        }
    }

    private static String bytes(SkirmishWorld world, int id) {
        ByteBuf out = Unpooled.buffer();
        world.snapshot(id, out);
        return ByteBufUtil.hexDump(out);
    }

    @Test
    @DisplayName("a save with any byte cut off or changed is refused")
    void aDamagedSaveIsRefused() {
        world.join("ann", 1);
        world.save(buffer);
        for (int length = 0; length < buffer.readableBytes(); length++) {
            ByteBuf cut = buffer.slice(0, length);
            assertThatThrownBy(() -> SkirmishWorld.load(4, cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not a save");
        }
        for (int i = 0; i < buffer.readableBytes(); i++) {
            ByteBuf changed = buffer.copy();
            changed.setByte(i, changed.getByte(i) ^ 4);
            assertThatThrownBy(() -> SkirmishWorld.load(4, changed))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName(
            "of more players than are known those are forgotten who have been away the longest")
    void thoseAreForgottenWhoHaveBeenAwayTheLongest() {
        for (int i = 0; i < SkirmishWorld.FIGHTERS_MAX; i++) {
            world.leave(world.join("player-" + i, i));
        }
        world.leave(world.join("player-0", 0));
        world.leave(world.join("new", 0));
        assertThat(world.visits(world.join("player-0", 0))).isEqualTo(3);
        assertThat(world.visits(world.join("player-1", 5))).isEqualTo(1);
        assertThat(world.visits(world.join("player-3", 3))).isEqualTo(2);
    }
}
