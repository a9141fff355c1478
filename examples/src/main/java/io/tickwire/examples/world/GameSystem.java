package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.recipes.StreamTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The game: takes the players' messages as they come, and tells each player the state of the world
 * once a tick. Where the last messages to a player are still on their way the next one goes out
 * with them; what fails then fails with all that is behind it, so no player hears of a gap. Who
 * says something wrong, says nothing for a while or does not read is dropped; who ends its side
 * gets a farewell. Belongs to the loop's thread.
 */
final class GameSystem implements TickSystem {
    static final BufferGroup GROUP = new BufferGroup(1, 256, 2048);

    private static final Duration IDLE_LIMIT = Duration.ofSeconds(5);
    private static final int STUCK_TICKS_MAX = 200;

    private final ByteBufAllocator allocator;
    private final Witness witness;
    private final StreamTimeouts idle = new StreamTimeouts(IDLE_LIMIT);
    private final List<IoStream> arrivals = new ArrayList<>();
    private final List<Player> players = new ArrayList<>();

    GameSystem(ByteBufAllocator allocator, Witness witness) {
        this.allocator = allocator;
        this.witness = witness;
    }

    /** Takes a new connection over. */
    void welcome(IoStream stream) {
        arrivals.add(stream);
    }

    int playerCount() {
        return players.size();
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            witness.saw(tick.number(), completion);
            Player player = (Player) completion.stream().attachment();
            if (player == null) {
                throw new IllegalStateException("nobody's: " + completion);
            }
            switch (completion.operation()) {
                case RECV -> received(tick, player, completion);
                case SEND -> sendFailed(tick, player);
                case CLOSE -> closed(tick, player, completion);
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
        arrivals.forEach(stream -> admit(tick, stream));
        arrivals.clear();
        idle.expire(tick, stream -> dropIdle(tick, stream));
        if (!players.isEmpty()) {
            tellAll(tick);
        }
    }

    @Override
    public void tearDown() {
        players.forEach(Player::release);
        players.clear();
    }

    private void admit(TickContext tick, IoStream stream) {
        Player player = new Player(stream, witness);
        stream.attach(player);
        player.place = players.size();
        players.add(player);
        idle.start(stream, tick.timeNanos());
        receive(tick, stream);
    }

    private static void receive(TickContext tick, IoStream stream) {
        GameServer.queue(tick, tick.request().recv(stream).fromGroup(GROUP.id()).multishot());
    }

    private void received(TickContext tick, Player player, IoCompletion completion) {
        if (player.state() == Player.State.DROPPED) {
            return;
        }
        if (completion.isEndOfStream() && player.isBetweenMessages()) {
            idle.stop(player.stream());
            if (player.state() == Player.State.NEW) {
                drop(tick, player);
            } else {
                player.become(Player.State.LEAVING);
            }
        } else if (completion.result() <= 0) {
            drop(tick, player);
        } else if (!player.take(completion.buffer())) {
            witness.violationSeen();
            drop(tick, player);
        } else {
            idle.touch(player.stream(), tick.timeNanos());
            if (completion.isLast()) {
                receive(tick, player.stream());
            }
        }
    }

    /** What follows a farewell that failed is cancelled, and {@link #closed} sees it. */
    private void sendFailed(TickContext tick, Player player) {
        if (player.state().compareTo(Player.State.FAREWELL) < 0) {
            drop(tick, player);
        }
    }

    private void closed(TickContext tick, Player player, IoCompletion completion) {
        if (completion.status() == IoStatus.ECANCELED) {
            drop(tick, player);
            return;
        }
        if (player.state() == Player.State.FAREWELL) {
            witness.farewellSent();
        }
        Player last = players.remove(players.size() - 1);
        if (last != player) {
            players.set(player.place, last);
            last.place = player.place;
        }
        player.release();
    }

    private void dropIdle(TickContext tick, IoStream stream) {
        if (stream.attachment() instanceof Player player
                && player.state() != Player.State.DROPPED) {
            drop(tick, player);
        }
    }

    private void drop(TickContext tick, Player player) {
        idle.stop(player.stream());
        player.become(Player.State.DROPPED);
        GameServer.queue(tick, tick.request().abort(player.stream()));
    }

    /** The tick's messages share a buffer: each send holds it until its own part has left. */
    private void tellAll(TickContext tick) {
        ByteBuf page = allocator.directBuffer(players.size() * Message.FRAME_BYTES);
        int count = 0;
        for (int i = 0; i < players.size(); i++) {
            Player player = players.get(i);
            if (!player.isSpokenTo()) {
                continue;
            }
            int stuckTicks = player.countStuckTicks();
            if (stuckTicks == 0) {
                tell(tick, player, page);
                count++;
            } else if (stuckTicks > STUCK_TICKS_MAX) {
                drop(tick, player);
            }
        }
        witness.messagesSent(count);
        page.release();
    }

    private static void tell(TickContext tick, Player player, ByteBuf page) {
        int index = page.writerIndex();
        IoStream stream = player.stream();
        if (player.state() == Player.State.PLAYING) {
            player.write(page);
            GameServer.queue(tick, message(tick, stream, page, index));
            return;
        }
        player.writeFarewell(page);
        player.become(Player.State.FAREWELL);
        GameServer.queue(tick, message(tick, stream, page, index).linked());
        GameServer.queue(tick, tick.request().close(stream));
    }

    private static IoRequest message(TickContext tick, IoStream stream, ByteBuf page, int index) {
        return tick.request()
                .send(stream, page.retain(), Message.FRAME_BYTES)
                .index(index)
                .errorsOnly();
    }
}
