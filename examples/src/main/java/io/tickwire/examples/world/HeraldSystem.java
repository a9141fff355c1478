package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Tells a lobby every five seconds how many players there are, by a connection of its own each
 * time. Where that fails it tries again soon. Belongs to the loop's thread.
 */
final class HeraldSystem implements TickSystem {
    static final int BYTES = Long.BYTES + Integer.BYTES;

    private static final long PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final InetSocketAddress lobby;
    private final ByteBufAllocator allocator;
    private final IntSupplier playerCount;
    private final Witness witness;
    private boolean isBusy;
    private boolean isGivingUp;
    private long dueNanos;

    HeraldSystem(
            InetSocketAddress lobby,
            ByteBufAllocator allocator,
            IntSupplier playerCount,
            Witness witness) {
        this.lobby = lobby;
        this.allocator = allocator;
        this.playerCount = playerCount;
        this.witness = witness;
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            witness.saw(tick.number(), completion);
            switch (completion.operation()) {
                case CONNECT -> connected(tick, completion);
                case SEND -> {} // it failed, and took the close along
                case CLOSE -> closed(tick, completion);
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
        if (!isBusy && tick.timeNanos() >= dueNanos) {
            isBusy = true;
            GameServer.queue(tick, tick.request().connect(lobby).deadline(PATIENCE));
        }
    }

    private void connected(TickContext tick, IoCompletion completion) {
        if (!completion.isOk()) {
            rest(tick, RETRY_NANOS);
            return;
        }
        IoStream stream = completion.stream();
        ByteBuf news = allocator.directBuffer(BYTES, BYTES);
        news.writeLong(tick.number()).writeInt(playerCount.getAsInt());
        GameServer.queue(tick, tick.request().send(stream, news).errorsOnly().linked());
        GameServer.queue(tick, tick.request().close(stream));
    }

    private void closed(TickContext tick, IoCompletion completion) {
        if (completion.status() == IoStatus.ECANCELED) {
            isGivingUp = true;
            GameServer.queue(tick, tick.request().abort(completion.stream()));
            return;
        }
        rest(tick, isGivingUp ? RETRY_NANOS : PERIOD_NANOS);
        isGivingUp = false;
    }

    private void rest(TickContext tick, long nanos) {
        isBusy = false;
        dueNanos = tick.timeNanos() + nanos;
    }
}
