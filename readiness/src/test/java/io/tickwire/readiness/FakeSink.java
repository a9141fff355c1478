package io.tickwire.readiness;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is given. */
final class FakeSink implements CompletionSink {
    /** One completion. */
    record Passed(int slot, int result, @Nullable TransportHandle handle, boolean isLast) {}

    final List<Passed> passed = new ArrayList<>();
    final List<SocketAddress> peers = new ArrayList<>();
    int shotRoom = Integer.MAX_VALUE;
    int groupRoom = Integer.MAX_VALUE;

    @Override
    public void complete(int slot, int result) {
        passed.add(new Passed(slot, result, null, true));
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        passed.add(new Passed(slot, 0, handle, isLast));
        if (!isLast) {
            shotRoom--;
        }
    }

    @Override
    public void paused(int slot) {
        throw new AssertionError("paused: " + slot);
    }

    @Override
    public int shotRoom(int slot) {
        return shotRoom;
    }

    /** Slot and result of each completion, e.g. "3=0"; emptied. */
    List<String> take() {
        List<String> texts = passed.stream().map(p -> p.slot() + "=" + p.result()).toList();
        passed.clear();
        return texts;
    }

    @Override
    public void shot(int slot, int result) {
        passed.add(new Passed(slot, result, null, false));
        shotRoom--;
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        peers.add(peer);
        passed.add(new Passed(slot, result, null, true));
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        passed.add(new Passed(slot, result, null, isLast));
        groupRoom--;
    }

    @Override
    public int groupRoom(int slot) {
        return groupRoom;
    }
}
