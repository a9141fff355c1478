package io.tickwire.completion;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the place of core while the transport closes: nobody else would close new descriptors. */
final class ClosingSink implements CompletionSink {
    private final Consumer<TransportHandle> closing;

    ClosingSink(Consumer<TransportHandle> closing) {
        this.closing = closing;
    }

    @Override
    public void complete(int slot, int result) {
        // Core completes these by itself.
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        closing.accept(handle);
    }

    @Override
    public void paused(int slot) {
        // Core completes these by itself.
    }

    @Override
    public int shotRoom(int slot) {
        return Integer.MAX_VALUE;
    }

    @Override
    public void shot(int slot, int result) {
        // Nobody looks any more.
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        // Core completes these by itself.
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        // Core frees the group as a whole.
    }

    @Override
    public int groupRoom(int slot) {
        return Integer.MAX_VALUE;
    }
}
