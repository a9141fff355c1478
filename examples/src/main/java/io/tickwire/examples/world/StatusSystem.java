package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers datagrams that ask how many players there are: eight bytes of the asker's choice come
 * back with the count. Belongs to the loop's thread.
 */
final class StatusSystem implements TickSystem {
    static final BufferGroup GROUP = new BufferGroup(2, 64, 64);
    static final int QUERY_BYTES = Long.BYTES;
    static final int ANSWER_BYTES = Long.BYTES + Integer.BYTES;

    private final InetSocketAddress address;
    private final ByteBufAllocator allocator;
    private final IntSupplier playerCount;
    private final Witness witness;
    private @Nullable IoDatagram socket;
    private boolean isReceiving;

    StatusSystem(
            InetSocketAddress address,
            ByteBufAllocator allocator,
            IntSupplier playerCount,
            Witness witness) {
        this.address = address;
        this.allocator = allocator;
        this.playerCount = playerCount;
        this.witness = witness;
    }

    @Override
    public void setUp(SystemSetup setup) {
        socket = setup.bind(address);
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            witness.saw(tick.number(), completion);
            switch (completion.operation()) {
                case RECVMSG -> received(tick, completion);
                case SENDMSG -> {} // lost, as datagrams are
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
        if (!isReceiving) {
            isReceiving =
                    tick.intents()
                            .queue(
                                    tick.request()
                                            .recvmsg(socket())
                                            .fromGroup(GROUP.id())
                                            .multishot());
        }
    }

    private void received(TickContext tick, IoCompletion completion) {
        isReceiving = !completion.isLast();
        if (completion.result() != QUERY_BYTES) {
            return;
        }
        long nonce = completion.buffer().getLong(completion.buffer().readerIndex());
        ByteBuf answer = allocator.directBuffer(ANSWER_BYTES, ANSWER_BYTES);
        answer.writeLong(nonce).writeInt(playerCount.getAsInt());
        boolean isQueued =
                tick.intents()
                        .queueOrRelease(
                                tick.request()
                                        .sendmsg(socket(), completion.peer(), answer, ANSWER_BYTES)
                                        .errorsOnly());
        if (isQueued) {
            witness.queryAnswered();
        }
    }

    private IoDatagram socket() {
        IoDatagram open = socket;
        if (open == null) {
            throw new IllegalStateException("not set up yet");
        }
        return open;
    }
}
