package io.tickwire.readiness;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The way to the sink: counts what is passed, and frees the slot with the last completion. */
final class Completions {
    private final CompletionSink sink;
    private final SlotTable slots;
    private long passed;

    Completions(CompletionSink sink, SlotTable slots) {
        this.sink = sink;
        this.slots = slots;
    }

    long passed() {
        return passed;
    }

    boolean hasShotRoom(int slot) {
        return sink.shotRoom(slot) > 0;
    }

    void end(int slot, int result) {
        slots.free(slot);
        passed++;
        sink.complete(slot, result);
    }

    void endOpened(int slot, TransportHandle handle) {
        slots.free(slot);
        passed++;
        sink.completeOpened(slot, handle, true);
    }

    void passShot(int slot, TransportHandle handle) {
        passed++;
        sink.completeOpened(slot, handle, false);
    }

    /** Ends a receive with a buffer of its group. */
    void endReceived(int slot, int result, int buffer, @Nullable SocketAddress peer) {
        slots.free(slot);
        passed++;
        sink.received(slot, result, buffer, peer, true);
    }

    void endMessage(int slot, int result, SocketAddress peer) {
        slots.free(slot);
        passed++;
        sink.completeMessage(slot, result, peer);
    }

    void passEvents(int slot, int events) {
        passed++;
        sink.shot(slot, events);
    }

    void passReceived(int slot, int result, int buffer, @Nullable SocketAddress peer) {
        passed++;
        sink.received(slot, result, buffer, peer, false);
    }

    int groupRoom(int slot) {
        return sink.groupRoom(slot);
    }

    /** Gives an operation back to core for want of room. */
    void pause(int slot) {
        slots.free(slot);
        passed++;
        sink.paused(slot);
    }

    /** The result of a cancel, whose slot was never with the transport. */
    void answerCancel(int cancelSlot, int result) {
        if (cancelSlot >= 0) {
            passed++;
            sink.complete(cancelSlot, result);
        }
    }
}
