package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Logs in so slowly that the time for a login is over long before. */
final class LorisBot extends Bot {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int BYTES_SENT_MAX = 15;

    private final ByteBuf login = Unpooled.buffer();
    private long nextNanos;
    private boolean hasBegun;

    LorisBot(int number) {
        super(BotHabit.LORIS, number);
    }

    @Override
    void connected() {
        ByteBuf body = Unpooled.buffer();
        protocol.login(body, name(), token());
        login.writeShort(body.readableBytes()).writeBytes(body);
    }

    @Override
    void act(long nowNanos) throws IOException {
        if (login.readerIndex() < BYTES_SENT_MAX && (!hasBegun || nowNanos - nextNanos >= 0)) {
            hasBegun = true;
            nextNanos = nowNanos + PAUSE_NANOS;
            link().sendRaw(login.readSlice(1));
        }
    }
}
