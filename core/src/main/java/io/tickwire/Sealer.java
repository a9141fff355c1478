package io.tickwire;

import java.util.List;

/**
 * SEAL: gives a lane's intents their sequences, in queue order, and sends each on its way. Here,
 * and at delivery points, resources change; nowhere else.
 */
final class Sealer {
    private final Harvester harvester;
    private final Submitter submitter;
    private final TimerHeap timers;
    private final Canceller canceller;
    private final BatchConfig config;
    private final long lingerNanos;
    private long nextSequence;
    private long tickNanos;

    Sealer(
            Harvester harvester,
            Submitter submitter,
            TimerHeap timers,
            Canceller canceller,
            BatchConfig config) {
        this.harvester = harvester;
        this.submitter = submitter;
        this.timers = timers;
        this.canceller = canceller;
        this.config = config;
        lingerNanos = Nanos.of(config.linger());
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Sets the tick clock for the timers of the intents to come. */
    void beginTick(long timeNanos) {
        tickNanos = timeNanos;
    }

    /** Seals what a queue holds; answers how many intents that was. */
    int seal(IoIntentQueue queue, long sealedNanos) {
        int count = queue.size();
        for (int i = 0; i < count; i++) {
            Intent intent = queue.intent(i);
            intent.sequence = nextSequence++;
            intent.sealedNanos = sealedNanos;
            route(intent);
        }
        queue.sealed();
        return count;
    }

    /** Seals what lanes still hold at the end of the loop, only to complete it with a status. */
    void sealRefused(List<Lane> lanes, IoStatus status) {
        for (Lane lane : lanes) {
            IoIntentQueue queue = lane.intents();
            for (int i = 0; i < queue.size(); i++) {
                Intent intent = queue.intent(i);
                if (intent.state != Intent.State.QUEUED) {
                    continue; // sealed before the transport failed
                }
                intent.sequence = nextSequence++;
                intent.flags |= Intent.REFUSED;
                harvester.sealed(intent);
                harvester.abandon(intent, status.result());
            }
            queue.sealed();
        }
    }

    /** Ends a CLOSE's patience with the sends before it. */
    void lingerOver(Intent close) {
        close.state = Intent.State.WAITING;
        canceller.cancelSends(close.stream());
    }

    private void route(Intent intent) {
        IoResource resource = intent.resource;
        if (resource == null) {
            harvester.sealed(intent);
            routeFree(intent);
        } else if (intent.type == IoOpType.CLOSE) {
            routeClose(intent, resource);
        } else {
            harvester.sealed(intent);
            resource.unfinished++;
            if (!intent.isPrompt()) {
                resource.lastingUndelivered++;
            }
            routeBound(intent, resource);
        }
    }

    private void routeFree(Intent intent) {
        switch (intent.type) {
            case TIMEOUT -> {
                intent.state = Intent.State.TIMED;
                timers.add(intent, Nanos.sum(tickNanos, intent.argument));
            }
            case CANCEL -> canceller.cancel(intent);
            default -> submitter.add(intent);
        }
    }

    private void routeBound(Intent intent, IoResource resource) {
        if (!resource.isOpen()) {
            refuse(intent, IoStatus.EBADF);
            return;
        }
        switch (intent.type) {
            case SEND -> routeSend(intent, (IoStream) resource);
            case SHUTDOWN -> routeShutdown(intent, (IoStream) resource);
            case RECV -> routeReceive(intent, (IoStream) resource);
            default -> submitter.add(intent);
        }
    }

    private void routeShutdown(Intent shutdown, IoStream stream) {
        stream.isOutputShut = true;
        stream.sends.append(shutdown);
        submitter.addSends(stream.sends);
    }

    private void routeReceive(Intent receive, IoStream stream) {
        if (stream.receives.append(receive)) {
            submitter.add(receive);
        }
    }

    private void routeSend(Intent send, IoStream stream) {
        if (stream.isOutputShut) {
            refuse(send, IoStatus.EPIPE);
        } else if (isOverBound(send, stream)) {
            refuse(send, IoStatus.ENOBUFS);
        } else {
            stream.pendingBytes += send.length;
            stream.pendingSends++;
            stream.sends.append(send);
            submitter.addSends(stream.sends);
        }
    }

    private boolean isOverBound(Intent send, IoStream stream) {
        return stream.pendingSends >= config.streamPendingSends()
                || (stream.pendingBytes > 0
                        && stream.pendingBytes + (long) send.length > config.streamPendingBytes());
    }

    private void routeClose(Intent close, IoResource resource) {
        if (resource.lastingUndelivered > 0) {
            close.flags = (close.flags & ~IoRequest.FORCE_PROMPT) | IoRequest.FORCE_LASTING;
        }
        harvester.sealed(close);
        if (!resource.isOpen()) {
            refuse(close, IoStatus.EBADF);
            return;
        }
        resource.advance(IoResource.State.CLOSING);
        if (resource.unfinished == 0) {
            submitter.add(close);
            return;
        }
        close.state = Intent.State.WAITING;
        resource.closeIntent = close;
        if (resource instanceof IoStream stream) {
            if (!close.isAbort()) {
                close.state = Intent.State.TIMED;
                timers.add(close, Nanos.sum(tickNanos, lingerNanos));
            }
            canceller.cancelStream(stream, close.isAbort());
        } else if (resource instanceof IoListener listener) {
            canceller.cancelAccepts(listener);
        }
    }

    private void refuse(Intent intent, IoStatus status) {
        intent.flags |= Intent.REFUSED;
        harvester.finish(intent, status.result());
    }
}
