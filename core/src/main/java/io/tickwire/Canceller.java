package io.tickwire;

import io.tickwire.spi.Transport;
import org.jspecify.annotations.Nullable;

/** Ends intents early, wherever they are. */
final class Canceller {
    private final Intent[] table;
    private final Harvester harvester;
    private final TimerHeap timers;
    private final Transport transport;

    Canceller(Intent[] table, Harvester harvester, TimerHeap timers, Transport transport) {
        this.table = table;
        this.harvester = harvester;
        this.timers = timers;
        this.transport = transport;
    }

    /** Performs a CANCEL. */
    void cancel(Intent cancel) {
        Intent target = find(cancel.argument);
        if (target == null || target.home != cancel.home) {
            harvester.finish(cancel, IoStatus.ENOENT.result());
            return;
        }
        if (isTooLate(target)) {
            harvester.finish(cancel, IoStatus.EALREADY.result());
            return;
        }
        switch (target.state) {
            case READY, WAITING, TIMED -> {
                withdraw(target);
                harvester.finish(cancel, 0);
            }
            case IN_TRANSPORT -> {
                cancel.state = Intent.State.IN_TRANSPORT;
                cancelInTransport(target, cancel.slot);
            }
            default -> harvester.finish(cancel, IoStatus.ENOENT.result());
        }
    }

    /**
     * A CLOSE or SHUTDOWN changes what the program sees when it is sealed: there is no way back.
     */
    private static boolean isTooLate(Intent target) {
        return (target.type == IoOpType.CLOSE || target.type == IoOpType.SHUTDOWN)
                && target.state != Intent.State.HARVESTED;
    }

    /** Ends the receives of a stream that is being closed, and with {@code isAbort} its sends. */
    void cancelStream(IoStream stream, boolean isAbort) {
        Intent head = stream.receives.head();
        while (head != null && head.next != null) {
            harvester.finish(head.next, IoStatus.ECANCELED.result());
        }
        if (head != null) {
            end(head);
        }
        if (isAbort) {
            cancelSends(stream);
        }
    }

    /** Ends the sends of a stream. */
    void cancelSends(IoStream stream) {
        stream.sends.cancelAll(harvester);
        Intent carrier = stream.sends.inTransport();
        if (carrier != null) {
            transport.cancel(carrier.slot, -1);
        }
    }

    /**
     * Ends the accepts of a listener that is being closed. Looks at every slot: closes are rare.
     */
    void cancelAccepts(IoListener listener) {
        for (Intent intent : table) {
            if (intent.type == IoOpType.ACCEPT && intent.resource == listener) {
                end(intent);
            }
        }
    }

    /** Asks for the end of what waits for the world: accepts, connects, receives and timers. */
    void cancelWaiting() {
        for (Intent intent : table) {
            switch (intent.type) {
                case ACCEPT, CONNECT, RECV, TIMEOUT -> end(intent);
                default -> {}
            }
        }
    }

    /** Asks for the end of everything that is sealed; what core holds ends at once. */
    void cancelAll() {
        for (Intent intent : table) {
            if (intent.type != IoOpType.CLOSE) {
                end(intent);
            }
        }
    }

    private void end(Intent intent) {
        switch (intent.state) {
            case READY, WAITING, TIMED -> withdraw(intent);
            case IN_TRANSPORT -> {
                if (intent.type != IoOpType.CANCEL && !intent.isCancelRequested) {
                    cancelInTransport(intent, -1);
                }
            }
            default -> {}
        }
    }

    private void withdraw(Intent target) {
        int result = IoStatus.ECANCELED.result();
        if (target.state == Intent.State.TIMED) {
            timers.remove(target);
            harvester.finish(target, result);
        } else if (target.type == IoOpType.SEND || target.type == IoOpType.SHUTDOWN) {
            target.stream().sends.remove(target, harvester);
        } else {
            harvester.finish(target, result);
        }
    }

    private void cancelInTransport(Intent target, int cancelSlot) {
        target.isCancelRequested = true;
        Intent carrier =
                target.type == IoOpType.SEND ? target.stream().sends.inTransport() : target;
        transport.cancel(carrier == null ? target.slot : carrier.slot, cancelSlot);
    }

    private @Nullable Intent find(long ticket) {
        int slot = (int) ticket;
        if (ticket < 0 || slot < 0 || slot >= table.length) {
            return null;
        }
        Intent intent = table[slot];
        return intent.isNamedBy(ticket) ? intent : null;
    }
}
