package io.tickwire;

import io.tickwire.spi.Transport;
import org.jspecify.annotations.Nullable;

/** Ends intents early, wherever they are. */
final class Canceller {
    private final Intent[] table;
    private final Harvester harvester;
    private final Timers timers;
    private final Transport transport;

    Canceller(Intent[] table, Harvester harvester, Timers timers, Transport transport) {
        this.table = table;
        this.harvester = harvester;
        this.timers = timers;
        this.transport = transport;
    }

    /** Performs a CANCEL, POLL_REMOVE or TIMEOUT_REMOVE. */
    void cancel(Intent cancel) {
        if (cancel.has(IoRequest.BY_RESOURCE)) {
            int count = cancelAllOf(cancel.namedResource());
            harvester.finish(cancel, count == 0 ? IoStatus.ENOENT.result() : count);
            return;
        }
        Intent target = find(cancel.argument);
        if (target == null
                || target == cancel
                || target.home != cancel.home
                || !isFor(cancel.type, target.type)) {
            harvester.finish(cancel, IoStatus.ENOENT.result());
            return;
        }
        if (isTooLate(target)) {
            harvester.finish(cancel, IoStatus.EALREADY.result());
            return;
        }
        switch (target.state()) {
            case READY, WAITING, TIMED -> {
                withdraw(target);
                harvester.finish(cancel, 0);
            }
            case IN_TRANSPORT -> {
                cancel.moveTo(Intent.State.IN_TRANSPORT);
                try {
                    cancelInTransport(target, cancel.slot);
                } catch (Error e) {
                    harvester.finish(cancel, IoStatus.ENOMEM.result());
                    throw e;
                }
            }
            default -> harvester.finish(cancel, IoStatus.ENOENT.result());
        }
    }

    private static boolean isFor(IoOpType cancel, IoOpType target) {
        return switch (cancel) {
            case POLL_REMOVE -> target == IoOpType.POLL_ADD;
            case TIMEOUT_REMOVE -> target == IoOpType.TIMEOUT;
            default -> true;
        };
    }

    /** Asks for the end of all that a resource has; answers how many that are. */
    private int cancelAllOf(IoResource resource) {
        ResourceWork work = ResourceWork.of(resource);
        return endAll(work.intents, null) + endAll(work.splices, resource);
    }

    /** Ends all of a list, except for what is in the one of a resource that was done before. */
    private int endAll(IntentList list, @Nullable IoResource done) {
        int count = 0;
        int slot = list.first();
        while (slot != Intent.NONE) {
            Intent intent = table[slot];
            if (intent.resource != done && isUnfinished(intent) && !isTooLate(intent)) {
                end(intent);
                count++;
            }
            slot = list.next(intent);
        }
        return count;
    }

    private static boolean isUnfinished(Intent intent) {
        return switch (intent.state()) {
            case READY, WAITING, TIMED, IN_TRANSPORT -> true;
            default -> false;
        };
    }

    /** Ends an intent whose deadline has passed. */
    void expire(Intent intent) {
        intent.isExpired = true;
        end(intent);
    }

    /** Ends an intent whose chain is broken, before it has started. */
    void breakOff(Intent intent) {
        IoResource resource = intent.resource;
        if (resource != null && ResourceWork.of(resource).closeIntent == intent) {
            ResourceWork.of(resource).closeIntent = null;
        }
        withdraw(intent);
    }

    /**
     * A CLOSE or SHUTDOWN changes what the program sees when it is sealed: there is no way back.
     */
    private static boolean isTooLate(Intent target) {
        return (target.type == IoOpType.CLOSE || target.type == IoOpType.SHUTDOWN)
                && target.state() != Intent.State.HARVESTED;
    }

    /**
     * Ends what waits for the world on a resource that is being closed, and with {@code isAbort}
     * its sends.
     */
    void cancelForClose(IoResource resource, boolean isAbort) {
        if (resource instanceof IoStream stream) {
            cancelReceives(stream);
        }
        cancelWaitingOf(resource);
        if (isAbort) {
            cancelSends(resource);
        }
    }

    private void cancelReceives(IoStream stream) {
        Intent head = StreamWork.of(stream).receives.head();
        while (head != null && head.nextReceive != null) {
            withdraw(head.nextReceive);
        }
        if (head != null) {
            end(head);
        }
    }

    /** Ends the sends of a stream or datagram socket. */
    void cancelSends(IoResource resource) {
        if (resource instanceof IoStream stream) {
            SendQueue sends = StreamWork.of(stream).sends;
            sends.cancelAll(harvester);
            Intent carrier = sends.inTransport();
            if (carrier != null) {
                transport.cancel(carrier.slot, -1);
            }
            return;
        }
        IntentList intents = ResourceWork.of(resource).intents;
        int slot = intents.first();
        while (slot != Intent.NONE) {
            Intent intent = table[slot];
            if (intent.type == IoOpType.SENDMSG) {
                end(intent);
            }
            slot = intents.next(intent);
        }
    }

    private void cancelWaitingOf(IoResource resource) {
        IntentList intents = ResourceWork.of(resource).intents;
        int slot = intents.first();
        while (slot != Intent.NONE) {
            Intent intent = table[slot];
            switch (intent.type) {
                case ACCEPT, RECVMSG, POLL_ADD -> end(intent);
                default -> {}
            }
            slot = intents.next(intent);
        }
    }

    /**
     * Asks back the accepts of a listener that pauses. They do not end: {@link Harvester#complete}
     * gives them to the submitter again, which keeps them until the listener goes on.
     */
    void pauseAccepts(IoListener listener) {
        IntentList intents = ResourceWork.of(listener).intents;
        int slot = intents.first();
        while (slot != Intent.NONE) {
            Intent intent = table[slot];
            if (intent.type == IoOpType.ACCEPT
                    && intent.state() == Intent.State.IN_TRANSPORT
                    && !intent.isCancelRequested) {
                intent.isPausing = true;
                transport.cancel(intent.slot, -1);
            }
            slot = intents.next(intent);
        }
    }

    /** Asks for the end of what waits for the world: accepts, connects, receives and timers. */
    void cancelWaiting() {
        for (Intent intent : table) {
            if (intent == null) {
                continue;
            }
            switch (intent.type) {
                case ACCEPT, CONNECT, RECV, RECVMSG, POLL_ADD, TIMEOUT -> end(intent);
                case SPLICE -> endIfFromStream(intent);
                default -> {}
            }
        }
    }

    private void endIfFromStream(Intent splice) {
        if (splice.state() != Intent.State.FREE && splice.sourceStream() != null) {
            end(splice);
        }
    }

    /** Asks for the end of everything that is sealed; what core holds ends at once. */
    void cancelAll() {
        for (Intent intent : table) {
            if (intent == null) {
                continue;
            }
            if (intent.type != IoOpType.CLOSE) {
                end(intent);
            }
        }
    }

    private void end(Intent intent) {
        switch (intent.state()) {
            case READY, WAITING, TIMED -> withdraw(intent);
            case IN_TRANSPORT -> {
                if (!intent.type.isCancelling() && !intent.isCancelRequested) {
                    cancelInTransport(intent, -1);
                }
            }
            default -> {}
        }
    }

    private void withdraw(Intent target) {
        int result = IoStatus.ECANCELED.result();
        if (target.state() == Intent.State.TIMED) {
            timers.remove(target);
            harvester.finish(target, result);
        } else if (target.type.isInSendQueue()) {
            SendQueue sends = StreamWork.of(target.stream()).sends;
            sends.remove(target, harvester);
            harvester.resume(sends);
        } else {
            harvester.finish(target, result);
        }
    }

    private void cancelInTransport(Intent target, int cancelSlot) {
        Intent carrier =
                target.type.isInSendQueue()
                        ? StreamWork.of(target.stream()).sends.inTransport()
                        : target;
        boolean isAsked = target.isCancelRequested;
        target.isCancelRequested = true; // its result may come within the call
        try {
            transport.cancel(carrier == null ? target.slot : carrier.slot, cancelSlot);
            isAsked = true;
        } finally {
            target.isCancelRequested = isAsked;
        }
    }

    private @Nullable Intent find(long ticket) {
        int slot = (int) ticket;
        if (ticket < 0 || slot < 0 || slot >= table.length) {
            return null;
        }
        Intent intent = table[slot];
        return intent != null && intent.isNamedBy(ticket) ? intent : null;
    }
}
