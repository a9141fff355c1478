package io.tickwire.completion;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends operations: frees what the transport holds for them and tells the sink. */
public final class Completions {
    private final TokenTable tokens;
    private final BlockPool blocks;
    private CompletionSink sink;

    /**
     * Makes the way to a sink.
     *
     * @param tokens name the operations
     * @param blocks where the operations' blocks go back to
     * @param sink hears of everything, until {@link #close}
     */
    public Completions(TokenTable tokens, BlockPool blocks, CompletionSink sink) {
        this.tokens = tokens;
        this.blocks = blocks;
        this.sink = sink;
    }

    /**
     * From here on core hears nothing more, and what would be handed to it is closed.
     *
     * @param closing closes a handle at once
     */
    public void close(Consumer<TransportHandle> closing) {
        sink = new ClosingSink(closing);
    }

    /** Forgets a token and frees its memory; answers its slot. */
    private int end(int token) {
        int block = tokens.block(token);
        if (block != TokenTable.NONE) {
            blocks.release(block);
        }
        return tokens.release(token);
    }

    /**
     * Ends an operation.
     *
     * @param token names it, up to now
     * @param result the canonical result
     */
    public void complete(int token, int result) {
        sink.complete(end(token), result);
    }

    /**
     * Tells core the end of an operation whose token stays in use.
     *
     * @param token names it, and no slot any more
     * @param result the canonical result
     */
    public void completeDetached(int token, int result) {
        sink.complete(tokens.detach(token), result);
    }

    /**
     * Forgets a token that stood for no slot any more.
     *
     * @param token one that was detached
     */
    public void endDetached(int token) {
        int unused = end(token);
    }

    /**
     * Ends an OPEN, CONNECT or single ACCEPT with what it has opened.
     *
     * @param token names it, up to now
     * @param handle core's from here on
     */
    public void completeOpened(int token, TransportHandle handle) {
        sink.completeOpened(end(token), handle, true);
    }

    /**
     * Hands over a connection of a multishot ACCEPT.
     *
     * @param token names it
     * @param handle core's from here on
     */
    public void shot(int token, TransportHandle handle) {
        sink.completeOpened(tokens.slotOf(token), handle, false);
    }

    /**
     * Tells what a multishot POLL_ADD has found.
     *
     * @param token names it
     * @param events a union of {@link io.tickwire.PollEvents}
     */
    public void events(int token, int events) {
        sink.shot(tokens.slotOf(token), events);
    }

    /**
     * Ends a RECVMSG with a datagram.
     *
     * @param token names it, up to now
     * @param result its length in bytes
     * @param peer who sent it
     */
    public void completeMessage(int token, int result, SocketAddress peer) {
        sink.completeMessage(end(token), result, peer);
    }

    /**
     * Ends a single receive from a group.
     *
     * @param token names it, up to now
     * @param result bytes, or a negative canonical errno
     * @param buffer the group's buffer, or {@link CompletionLog#NO_BUFFER}
     * @param peer who sent a datagram; null for a stream
     */
    public void received(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(end(token), result, buffer, peer, true);
    }

    /**
     * Hands over data of a multishot receive.
     *
     * @param token names it
     * @param result bytes, or a negative canonical errno
     * @param buffer the group's buffer, or {@link CompletionLog#NO_BUFFER}
     * @param peer who sent a datagram; null for a stream
     */
    public void receivedShot(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(tokens.slotOf(token), result, buffer, peer, false);
    }

    /**
     * How many more buffers of its group a receive may take.
     *
     * @param token names it
     * @return 0 or more
     */
    public int groupRoom(int token) {
        return sink.groupRoom(tokens.slotOf(token));
    }

    /**
     * Ends an operation without the program's hearing of it: core submits it again.
     *
     * @param token names it, up to now
     */
    public void paused(int token) {
        sink.paused(end(token));
    }

    /**
     * Whether core can take another completion that is not a multishot's last.
     *
     * @param token names it
     * @return false if it has to wait for core's next delivery
     */
    public boolean hasShotRoom(int token) {
        return sink.shotRoom(tokens.slotOf(token)) > 0;
    }
}
