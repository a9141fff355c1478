package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.recipes.StreamTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The game: takes the players' messages as they come, and tells each player the state of the world
 * once a tick, and now and then all of them the same news. Where the last messages to a player are
 * still on their way the next one goes out with them; what fails then fails with all that is behind
 * it, so no player hears of a gap. Who says something wrong, says nothing for a while or does not
 * read is dropped; who ends its side gets a farewell. Belongs to the loop's thread.
 */
final class GameSystem implements TickSystem {
    static final BufferGroup GROUP = new BufferGroup(1, 256, 2048);

    private static final Duration IDLE_LIMIT = Duration.ofSeconds(5);
    private static final int STUCK_TICKS_MAX = 200;
    private static final int NEWS_TICKS = 20;
    private static final int LONG_NEWS_TICKS = 600;

    private final ByteBufAllocator allocator;
    private final Witness witness;
    private final StreamTimeouts idle = new StreamTimeouts(IDLE_LIMIT);
    private final List<IoStream> arrivals = new ArrayList<>();
    private final List<Player> players = new ArrayList<>();

    /** Those who have been told of the tick and play on. */
    private final List<IoStream> audience = new ArrayList<>();

    private int newsCount;

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

    private void tellAll(TickContext tick) {
        int count = 0;
        audience.clear();
        for (int i = 0; i < players.size(); i++) {
            Player player = players.get(i);
            if (!player.isSpokenTo()) {
                continue;
            }
            int stuckTicks = player.countStuckTicks();
            if (stuckTicks == 0) {
                tell(tick, player);
                count++;
            } else if (stuckTicks > STUCK_TICKS_MAX) {
                drop(tick, player);
            }
        }
        if (tick.number() % LONG_NEWS_TICKS == 0) {
            count += tellNews(tick, Message.LONG_NEWS_BODY_BYTES);
        } else if (tick.number() % NEWS_TICKS == 0) {
            count += tellNews(tick, Message.NEWS_BODY_BYTES);
        }
        witness.messagesSent(count);
    }

    private void tell(TickContext tick, Player player) {
        if (player.state() != Player.State.PLAYING) {
            bidFarewell(tick, player);
            return;
        }
        IoStream stream = player.stream();
        if (!tick.output(stream).write(Message.FRAME_BYTES, player, Player::write)) {
            throw new IllegalStateException("no room for " + stream);
        }
        audience.add(stream);
    }

    /** Tells all that play the same, behind what each was told; answers to how many it went. */
    private int tellNews(TickContext tick, int bodyBytes) {
        ByteBuf news = allocator.heapBuffer(Message.LENGTH_BYTES + bodyBytes);
        Message.writeNews(news, bodyBytes, newsCount++);
        audience.forEach(stream -> player(stream).countNews());
        int count = tick.broadcast(news, audience, stream -> drop(tick, player(stream)));
        news.release();
        return count;
    }

    private static Player player(IoStream stream) {
        return (Player) Objects.requireNonNull(stream.attachment());
    }

    /**
     * The close breaks off if the farewell fails; a SEND of an output would be no part of its
     * chain.
     */
    private void bidFarewell(TickContext tick, Player player) {
        ByteBuf farewell = allocator.directBuffer(Message.FRAME_BYTES, Message.FRAME_BYTES);
        player.writeFarewell(farewell);
        player.become(Player.State.FAREWELL);
        IoStream stream = player.stream();
        GameServer.queue(tick, tick.request().send(stream, farewell).linked().errorsOnly());
        GameServer.queue(tick, tick.request().close(stream));
    }
}
