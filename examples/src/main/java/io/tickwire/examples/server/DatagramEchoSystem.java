package io.tickwire.examples.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Sends every datagram back to where it came from.
 *
 * <p>A fixed number of places each has a buffer that receives a datagram, sends it, and receives
 * again: what comes while all are busy waits in the socket, or is lost as datagrams are. A datagram
 * that cannot be sent is dropped and counted. Belongs to the loop's thread.
 */
public final class DatagramEchoSystem implements TickSystem {
    private static final int PLACES = 128;

    /** The largest datagram over IPv4 or IPv6 has fewer bytes. */
    private static final int BUFFER_BYTES = 1 << 16;

    private static final int SOCKET_BYTES = 1 << 20;

    private final SocketAddress address;
    private final ByteBufAllocator allocator;
    private final Place[] places = new Place[PLACES];

    /** Places with something to queue. */
    private final ArrayDeque<Place> waiting = new ArrayDeque<>(PLACES);

    private @Nullable IoDatagram socket;
    private long echoed;
    private long dropped;

    /**
     * Makes the system; it binds its socket from {@link io.tickwire.TickLoopBuilder#build()} on.
     *
     * @param address an internet address
     * @param allocator where the buffers come from, 8 MiB in all
     */
    public DatagramEchoSystem(SocketAddress address, ByteBufAllocator allocator) {
        this.address = address;
        this.allocator = allocator;
    }

    /** A buffer on its way: receiving, then sending if there is a peer. */
    private static final class Place {
        final int number;
        final ByteBuf buffer;
        @Nullable SocketAddress peer;

        Place(int number, ByteBuf buffer) {
            this.number = number;
            this.buffer = buffer;
        }
    }

    @Override
    public void setUp(SystemSetup setup) {
        SocketOptions options = SocketOptions.DEFAULT.withBufferBytes(SOCKET_BYTES, SOCKET_BYTES);
        socket = setup.bind(address, options);
        for (int i = 0; i < PLACES; i++) {
            places[i] = new Place(i, allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES));
            waiting.add(places[i]);
        }
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            take(completion);
        }
        while (!waiting.isEmpty() && queue(waiting.peek(), tick)) {
            waiting.remove();
        }
    }

    private void take(IoCompletion completion) {
        Place place = places[(int) completion.userData()];
        switch (completion.operation()) {
            case RECVMSG -> place.peer = completion.isOk() ? completion.peer() : null;
            case SENDMSG -> {
                place.peer = null;
                echoed += completion.isOk() ? 1 : 0;
                dropped += completion.isOk() ? 0 : 1;
            }
            default -> throw new IllegalStateException("not asked for: " + completion);
        }
        boolean isOver =
                completion.status() == IoStatus.ECANCELED || completion.status() == IoStatus.EBADF;
        if (!isOver) {
            waiting.add(place);
        }
    }

    /** Answers false if the lane is full: the next tick goes on with this place. */
    private boolean queue(Place place, TickContext tick) {
        ByteBuf buffer = place.buffer;
        SocketAddress peer = place.peer;
        if (peer == null) {
            buffer.clear();
            var receive = tick.request().recvmsg(socket(), buffer, BUFFER_BYTES);
            return tick.intents().queue(receive.userData(place.number));
        }
        // The place keeps its own reference.
        var send = tick.request().sendmsg(socket(), peer, buffer, buffer.readableBytes());
        buffer.retain();
        return tick.intents().queueOrRelease(send.userData(place.number));
    }

    /**
     * Where the socket is bound.
     *
     * @return the address, with the port that was chosen if 0 was asked for
     */
    public SocketAddress localAddress() {
        return socket().localAddress();
    }

    /**
     * What the system did, for people.
     *
     * @return one line; after the loop was closed
     */
    public String summary() {
        return echoed + " datagrams echoed, " + dropped + " dropped";
    }

    @Override
    public void tearDown() {
        for (Place place : places) {
            place.buffer.release();
        }
        waiting.clear();
    }

    private IoDatagram socket() {
        IoDatagram open = socket;
        if (open == null) {
            throw new IllegalStateException("not set up yet");
        }
        return open;
    }
}
