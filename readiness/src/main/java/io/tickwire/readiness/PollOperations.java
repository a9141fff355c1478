package io.tickwire.readiness;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.PollEvents;
import io.tickwire.spi.TransportOperation;
import java.util.Arrays;

/**
 * Performs POLL_ADD: waits for readiness itself, beside the operations that wait for it too. What a
 * multishot one has told it does not tell again before the program has tried a receive, an accept
 * or a send there; without that a level-triggered backend would tell it at each poll.
 */
final class PollOperations {
    private final SlotTable slots;
    private final Completions completions;
    private final ReadyQueue ready;

    /** Bits of {@link Readiness} that a multishot poll has told, by slot. */
    private int[] told = new int[0];

    PollOperations(SlotTable slots, Completions completions, ReadyQueue ready) {
        this.slots = slots;
        this.completions = completions;
        this.ready = ready;
    }

    void poll(TransportOperation operation) {
        int slot = operation.slot();
        if (!(operation.handle() instanceof ReadinessSocket socket) || !socket.isOpen()) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        if (slot >= told.length) {
            told = Arrays.copyOf(told, slots.length());
        }
        told[slot] = 0;
        slots.park(slot, socket);
        slots.append(socket.polls, slot);
        count(socket, untold(slot), 1);
        watch(socket, true);
    }

    /** Tells the polls of a socket what was reported of it. */
    void tell(ReadinessSocket socket, int reported) {
        if (socket.polls.isEmpty()) {
            return;
        }
        // The end of a stream can be received. What can be sent is always reported by itself.
        int held = (reported & Readiness.ENDED) == 0 ? reported : reported | Readiness.READABLE;
        int slot = socket.polls.first;
        while (slot >= 0) {
            int next = slots.next(slot);
            int hits = untold(slot) & held;
            if (hits != 0) {
                tellOne(socket, slot, hits);
            }
            slot = next;
        }
        settleInterest(socket);
    }

    private void tellOne(ReadinessSocket socket, int slot, int hits) {
        if (!slots.operation(slot).isMultishot()) {
            end(socket, slot, events(hits));
        } else if (completions.hasShotRoom(slot)) {
            told[slot] |= hits;
            count(socket, hits, -1);
            completions.passEvents(slot, events(hits));
        } else {
            socket.reportAgain(hits);
            if (socket.queuedIn == null) {
                ready.add(socket);
            }
        }
    }

    /** The bits of {@link Readiness} that an operation makes use of. */
    static int triedBy(IoOpType type) {
        return switch (type) {
            case RECV, RECVMSG, ACCEPT -> Readiness.READABLE;
            case SEND, SENDMSG -> Readiness.WRITABLE;
            default -> 0;
        };
    }

    /** Has multishot polls tell again what operations on their socket have tried. */
    void tried(ReadinessSocket socket, int bits) {
        boolean isChanged = false;
        for (int slot = socket.polls.first; slot >= 0; slot = slots.next(slot)) {
            int again = told[slot] & bits;
            isChanged |= again != 0;
            told[slot] &= ~bits;
            count(socket, again, 1);
        }
        if (isChanged && socket.isOpen()) {
            watch(socket, false);
        }
    }

    void cancel(ReadinessSocket socket, int slot) {
        end(socket, slot, IoStatus.ECANCELED.result());
        settleInterest(socket);
    }

    void cancelAll(ReadinessSocket socket) {
        endAll(socket, IoStatus.ECANCELED.result());
    }

    private void watch(ReadinessSocket socket, boolean isFirst) {
        settleInterest(socket);
        int result = socket.wantForPolls(isFirst);
        if (result < 0) {
            endAll(socket, result);
        }
    }

    /** Has a socket know what its polls wait for. They are counted: there may be many. */
    private static void settleInterest(ReadinessSocket socket) {
        int bits = socket.readablePolls == 0 ? 0 : Readiness.READABLE;
        socket.pollInterest = socket.writablePolls == 0 ? bits : bits | Readiness.WRITABLE;
    }

    private static void count(ReadinessSocket socket, int bits, int change) {
        if ((bits & Readiness.READABLE) != 0) {
            socket.readablePolls += change;
        }
        if ((bits & Readiness.WRITABLE) != 0) {
            socket.writablePolls += change;
        }
    }

    private int untold(int slot) {
        int asked = (int) slots.operation(slot).argument();
        int bits = (asked & PollEvents.READABLE) == 0 ? 0 : Readiness.READABLE;
        bits |= (asked & PollEvents.WRITABLE) == 0 ? 0 : Readiness.WRITABLE;
        return bits & ~told[slot];
    }

    private static int events(int bits) {
        int events = (bits & Readiness.READABLE) == 0 ? 0 : PollEvents.READABLE;
        return (bits & Readiness.WRITABLE) == 0 ? events : events | PollEvents.WRITABLE;
    }

    private void endAll(ReadinessSocket socket, int result) {
        while (!socket.polls.isEmpty()) {
            end(socket, socket.polls.first, result);
        }
        settleInterest(socket);
    }

    private void end(ReadinessSocket socket, int slot, int result) {
        count(socket, untold(slot), -1);
        slots.unlink(socket.polls, slot);
        completions.end(slot, result);
    }
}
