package io.tickwire.examples.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import java.util.Arrays;

/**
 * One peer of the {@link EchoSystem}: two buffers take turns, so that one is filled while the other
 * one is on its way back. While both are on their way nothing is received, so a peer that sends and
 * does not read is slowed down by TCP itself and costs no more memory than any other.
 *
 * <p>Each buffer goes EMPTY, RECEIVING, FILLED, SENDING, EMPTY. It always has the connection's own
 * reference; a send takes over a second one.
 */
final class EchoConnection {
    private enum BufferState {
        EMPTY,
        RECEIVING,
        FILLED,
        SENDING
    }

    private static final int BUFFERS = 2;
    private static final int BUFFER_BYTES = 8192;

    private final IoStream stream;
    private final ByteBuf[] buffers = new ByteBuf[BUFFERS];
    private final BufferState[] states = new BufferState[BUFFERS];
    private int nextToReceive;
    private int nextToSend;
    private boolean isPeerDone;
    private boolean isFailed;
    private boolean isClosing;

    /** Whether it is on one of its system's lists. */
    boolean isListed;

    /** Its index among its system's connections. */
    int place;

    EchoConnection(IoStream stream, ByteBufAllocator allocator, int place) {
        this.stream = stream;
        this.place = place;
        Arrays.setAll(buffers, i -> allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES));
        Arrays.fill(states, BufferState.EMPTY);
    }

    boolean isFailed() {
        return isFailed;
    }

    /** Takes in what a RECV came to; answers false if it is worth another try, later. */
    boolean received(IoCompletion receive) {
        int i = nextToReceive;
        states[i] = BufferState.EMPTY;
        if (receive.isEndOfStream()) {
            isPeerDone = true;
        } else if (receive.isOk()) {
            states[i] = BufferState.FILLED;
            nextToReceive = (i + 1) % BUFFERS;
        } else if (isPassing(receive.status())) {
            return false;
        } else {
            isFailed = true; // reset, timed out, ...
        }
        return true;
    }

    /** Takes in what a SEND came to; answers how many bytes went out. */
    int sent(IoCompletion send) {
        int i = (int) send.userData();
        int bytes = Math.max(0, send.result());
        // After an error nobody knows how much of the buffer got out, so it cannot be sent again.
        isFailed |= bytes < buffers[i].readableBytes();
        buffers[i].clear();
        states[i] = BufferState.EMPTY;
        return bytes;
    }

    /** Queues what can be done; answers false if the lane is full before all of it is. */
    boolean advance(TickContext tick) {
        if (isClosing) {
            return true;
        }
        if (isFailed) {
            isClosing = tick.intents().queue(tick.request().abort(stream));
            return isClosing;
        }
        if (!send(tick)) {
            return false;
        }
        return isPeerDone ? closeOnceSent(tick) : receive(tick);
    }

    /** Gives the connection's own references back. */
    void release() {
        for (ByteBuf buffer : buffers) {
            buffer.release();
        }
    }

    private static boolean isPassing(IoStatus failure) {
        return switch (failure) {
            case ENOBUFS, ENOMEM, EAGAIN, EINTR -> true;
            default -> false;
        };
    }

    private boolean send(TickContext tick) {
        while (states[nextToSend] == BufferState.FILLED) {
            int i = nextToSend;
            ByteBuf buffer = buffers[i];
            // The connection keeps its own reference.
            IoRequest send = tick.request().send(stream, buffer.retain()).userData(i);
            if (!tick.intents().queueOrRelease(send)) {
                return false;
            }
            states[i] = BufferState.SENDING;
            nextToSend = (i + 1) % BUFFERS;
        }
        return true;
    }

    private boolean receive(TickContext tick) {
        int i = nextToReceive;
        if (states[i] != BufferState.EMPTY) {
            return true; // it is being filled already, or still on its way back
        }
        if (!tick.intents().queue(tick.request().recv(stream, buffers[i], BUFFER_BYTES))) {
            return false;
        }
        states[i] = BufferState.RECEIVING;
        return true;
    }

    /**
     * Closes once everything went out. A CLOSE would wait for the sends too, but not longer than
     * the loop's linger limit; a peer that reads slowly may take its time.
     */
    private boolean closeOnceSent(TickContext tick) {
        for (BufferState state : states) {
            if (state != BufferState.EMPTY) {
                return true; // the send's completion comes back here
            }
        }
        isClosing = tick.intents().queue(tick.request().close(stream));
        return isClosing;
    }
}
