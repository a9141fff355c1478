package io.tickwire.iouring;

import io.tickwire.spi.CompletionSink;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Ends operations: frees what the transport holds for them and tells the sink. */
final class Completions {
    private final InFlight inFlight;
    private CompletionSink sink;

    Completions(InFlight inFlight, CompletionSink sink) {
        this.inFlight = inFlight;
        this.sink = sink;
    }

    /** From here on core hears nothing more, and what would be handed to it is closed. */
    void close() {
        sink = new ClosingSink();
    }

    void complete(int token, int result) {
        sink.complete(inFlight.end(token), result);
    }

    /** Tells core the end of an operation whose token stays in use. */
    void completeDetached(int token, int result) {
        sink.complete(inFlight.tokens().detach(token), result);
    }

    void completeOpened(int token, IoUringHandle handle) {
        sink.completeOpened(inFlight.end(token), handle, true);
    }

    void shot(int token, IoUringHandle handle) {
        sink.completeOpened(inFlight.tokens().slotOf(token), handle, false);
    }

    void events(int token, int events) {
        sink.shot(inFlight.tokens().slotOf(token), events);
    }

    void completeMessage(int token, int result, SocketAddress peer) {
        sink.completeMessage(inFlight.end(token), result, peer);
    }

    void received(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(inFlight.end(token), result, buffer, peer, true);
    }

    void receivedShot(int token, int result, int buffer, @Nullable SocketAddress peer) {
        sink.received(inFlight.tokens().slotOf(token), result, buffer, peer, false);
    }

    int groupRoom(int token) {
        return sink.groupRoom(inFlight.tokens().slotOf(token));
    }

    void paused(int token) {
        sink.paused(inFlight.end(token));
    }

    boolean hasShotRoom(int token) {
        return sink.shotRoom(inFlight.tokens().slotOf(token)) > 0;
    }
}
