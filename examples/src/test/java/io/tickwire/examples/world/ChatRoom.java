package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.recipes.Frame;
import io.tickwire.recipes.Framing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** A chat room: each line that somebody says goes to everybody. */
final class ChatRoom implements TickSystem {
    static final InetSocketAddress ADDRESS =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
    static final BufferGroup GROUP = new BufferGroup(1, 256, 64);
    private static final int LINE_BYTES_MAX = 200;

    private final Map<IoStream, Framing> guests = new LinkedHashMap<>();
    private IoListener listener;
    private boolean isAccepting;

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(ADDRESS);
    }

    @Override
    public void tearDown() {
        guests.values().forEach(Framing::release);
    }

    int guests() {
        return guests.size();
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            switch (completion.operation()) {
                case ACCEPT -> accepted(tick, completion);
                case RECV -> received(tick, completion);
                case SEND -> leave(tick, completion.stream());
                default -> {}
            }
        }
        if (!isAccepting) {
            isAccepting = tick.intents().queue(tick.request().accept(listener).multishot());
        }
    }

    private void accepted(TickContext tick, IoCompletion completion) {
        isAccepting = !completion.isLast();
        if (completion.isOk()) {
            guests.put(completion.stream(), Framing.lines(LINE_BYTES_MAX));
            listen(tick, completion.stream());
        }
    }

    private void listen(TickContext tick, IoStream guest) {
        if (!tick.intents().queue(tick.request().recv(guest).fromGroup(GROUP.id()).multishot())) {
            leave(tick, guest);
        }
    }

    private void received(TickContext tick, IoCompletion completion) {
        IoStream guest = completion.stream();
        Framing framing = guests.get(guest);
        if (framing == null) {
            return; // has left
        }
        boolean isGone = completion.result() <= 0;
        if (isGone || !framing.feed(completion.buffer(), line -> tell(tick, line))) {
            leave(tick, guest);
        } else if (completion.isLast()) {
            listen(tick, guest);
        }
    }

    private boolean tell(TickContext tick, Frame said) {
        ByteBuf line = Unpooled.directBuffer(said.length() + 1);
        said.readBytes(line, said.length());
        line.writeByte('\n');
        for (IoStream guest : guests.keySet()) {
            boolean unused =
                    tick.intents()
                            .queueOrRelease(tick.request().send(guest, line.retain()).errorsOnly());
        }
        line.release();
        return true;
    }

    private void leave(TickContext tick, IoStream guest) {
        Framing framing = guests.remove(guest);
        if (framing != null) {
            framing.release();
            boolean unused = tick.intents().queue(tick.request().abort(guest));
        }
    }
}
