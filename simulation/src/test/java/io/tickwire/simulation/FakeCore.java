package io.tickwire.simulation;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Takes completions as core does, and holds the transport to its contract. */
final class FakeCore implements CompletionSink {
    /** A completion; a pause has no result. */
    record Passed(String kind, int slot, int result, boolean isLast) {}

    final List<Passed> passed = new ArrayList<>();

    /** Slots that await their last completion. */
    final Set<Integer> inFlight = new TreeSet<>();

    int shotRoom = 100;
    int groupRoom = 100;

    /** The slots passed so far, in order. */
    List<Integer> slots() {
        return passed.stream().map(Passed::slot).toList();
    }

    /** The results of one slot, in order; a pause is 999. */
    List<Integer> resultsOf(int slot) {
        return passed.stream().filter(one -> one.slot() == slot).map(Passed::result).toList();
    }

    private void take(String kind, int slot, int result, boolean isLast) {
        if (!inFlight.contains(slot)) {
            throw new AssertionError(kind + " " + result + " for slot " + slot + ", not in flight");
        }
        if (isLast) {
            inFlight.remove(slot);
        } else if (shotRoom-- == 0) {
            throw new AssertionError("no room for a shot of slot " + slot);
        }
        passed.add(new Passed(kind, slot, result, isLast));
    }

    @Override
    public void complete(int slot, int result) {
        take("result", slot, result, true);
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        take("opened", slot, 0, isLast);
    }

    @Override
    public void shot(int slot, int result) {
        take("shot", slot, result, false);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        take("message", slot, result, true);
    }

    @Override
    public void received(int slot, int result, int buffer, SocketAddress peer, boolean isLast) {
        take("received", slot, result, isLast);
        groupRoom--;
    }

    @Override
    public int groupRoom(int slot) {
        return Math.max(0, groupRoom);
    }

    @Override
    public void paused(int slot) {
        take("paused", slot, 999, true);
    }

    @Override
    public int shotRoom(int slot) {
        return shotRoom;
    }
}
