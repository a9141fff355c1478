package io.tickwire.properties;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Passes last results on in an order of its own, as if the kernel had finished in that order. What
 * comes within one call of the transport is shuffled; nothing is kept beyond it.
 */
final class ShuffledSink implements CompletionSink {
    private final CompletionSink sink;
    private final @Nullable Random random;
    private final List<Runnable> kept = new ArrayList<>();
    private long passed;

    ShuffledSink(CompletionSink sink, long shuffle) {
        this.sink = sink;
        random = shuffle == 0 ? null : new Random(shuffle);
    }

    /** How many results have come. */
    long passed() {
        return passed;
    }

    /** Passes on what has come. */
    void release() {
        if (kept.isEmpty() || random == null) {
            return;
        }
        Collections.shuffle(kept, random);
        kept.forEach(Runnable::run);
        kept.clear();
    }

    private void keep(Runnable result) {
        passed++;
        if (random == null) {
            result.run();
        } else {
            kept.add(result);
        }
    }

    @Override
    public void complete(int slot, int result) {
        keep(() -> sink.complete(slot, result));
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        if (isLast) {
            keep(() -> sink.completeOpened(slot, handle, true));
        } else {
            passed++;
            sink.completeOpened(slot, handle, false);
        }
    }

    @Override
    public void shot(int slot, int result) {
        passed++;
        sink.shot(slot, result);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        keep(() -> sink.completeMessage(slot, result, peer));
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        passed++;
        sink.received(slot, result, buffer, peer, isLast);
    }

    @Override
    public int groupRoom(int slot) {
        return sink.groupRoom(slot);
    }

    @Override
    public void paused(int slot) {
        sink.paused(slot);
    }

    @Override
    public int shotRoom(int slot) {
        return sink.shotRoom(slot);
    }
}
