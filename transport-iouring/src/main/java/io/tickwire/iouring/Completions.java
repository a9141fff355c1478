package io.tickwire.iouring;

import io.tickwire.spi.CompletionSink;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Ends operations: frees what the transport holds for them and tells the sink. */
final class Completions {
    private final TokenTable tokens;
    private final BlockPool blocks;
    private CompletionSink sink;

    Completions(TokenTable tokens, BlockPool blocks, CompletionSink sink) {
        this.tokens = tokens;
        this.blocks = blocks;
        this.sink = sink;
    }

    /** From here on core hears nothing more, and what would be handed to it is closed. */
    void close() {
        sink = new ClosingSink();
    }

    /** Forgets a token and frees its memory; answers its slot. */
    private int end(int token) {
        int block = tokens.block(token);
        if (block != TokenTable.NONE) {
            blocks.release(block);
        }
        return tokens.release(token);
    }

    void complete(int token, int result) {
        sink.complete(end(token), result);
    }

    /** Tells core the end of an operation whose token stays in use. */
    void completeDetached(int token, int result) {
        sink.complete(tokens.detach(token), result);
    }

    /** Forgets a token that stood for no slot any more. */
    void endDetached(int token) {
        int unused = end(token);
    }

    void completeOpened(int token, IoUringHandle handle) {
        sink.completeOpened(end(token), handle, true);
    }

    void shot(int token, IoUringHandle handle) {
        sink.completeOpened(tokens.slotOf(token), handle, false);
    }

    void events(int token, int events) {
        sink.shot(tokens.slotOf(token), events);
    }

    void completeMessage(int token, int result, SocketAddress peer) {
        sink.completeMessage(end(token), result, peer);
    }

    void received(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(end(token), result, buffer, peer, true);
    }

    void receivedShot(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(tokens.slotOf(token), result, buffer, peer, false);
    }

    int groupRoom(int token) {
        return sink.groupRoom(tokens.slotOf(token));
    }

    void paused(int token) {
        sink.paused(end(token));
    }

    boolean hasShotRoom(int token) {
        return sink.shotRoom(tokens.slotOf(token)) > 0;
    }
}
