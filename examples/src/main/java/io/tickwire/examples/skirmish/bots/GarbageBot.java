package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Sends, in one of several ways, what is no message. */
final class GarbageBot extends Bot {
    private static final int RANDOM_BYTES = 600;
    private static final int WAYS = 8;

    private final SplittableRandom random;

    GarbageBot(int number, BotPlan plan) {
        super(BotHabit.GARBAGE, number);
        random = new SplittableRandom(plan.seed() ^ token());
    }

    @Override
    void connected() throws IOException {
        ByteBuf out = Unpooled.buffer();
        switch (number() % WAYS) {
            case 0 -> writeRandom(out);
            case 1 -> out.writeShort(0xffff);
            case 2 -> out.writeShort(513);
            case 3 -> out.writeShort(0);
            case 4 -> frame(out, body -> protocol.chat(body, "not logged in"));
            case 5 -> frame(out, body -> protocol.login(body, "no name", 1));
            case 6 -> frame(out, body -> body.writeByte(99));
            default -> login();
        }
        link().sendRaw(out);
    }

    private void writeRandom(ByteBuf out) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        out.writeBytes(bytes);
    }

    private static void frame(ByteBuf out, Consumer<ByteBuf> message) {
        ByteBuf body = Unpooled.buffer();
        message.accept(body);
        out.writeShort(body.readableBytes()).writeBytes(body);
    }

    @Override
    public void welcome(int id, long inputToken, int inputPort, int visits) {
        super.welcome(id, inputToken, inputPort, visits);
        try {
            link().send(out -> protocol.chat(out, "a bell: \u0007"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
