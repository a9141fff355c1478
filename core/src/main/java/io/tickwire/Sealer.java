package io.tickwire;

import io.tickwire.internal.Nanos;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SEAL: gives a lane's intents their sequences, in queue order, and sends each on its way. Here,
 * and at delivery points, resources change; nowhere else.
 */
final class Sealer {
    /**
     * Sparing the copy pays from about 10 KB on (Linux, Documentation/networking/msg_zerocopy.rst);
     * smaller sends gain more from being gathered.
     */
    private static final int ZERO_COPY_BYTES_MIN = 10_240;

    private final Harvester harvester;
    private final Submitter submitter;
    private final Timers timers;
    private final Canceller canceller;
    private final Chains chains;
    private final ResourceTable resources;
    private final BatchConfig config;
    private final long lingerNanos;
    private final boolean hasZeroCopy;
    private final Observation observation;
    private long nextSequence;
    private long tickNanos;

    /** Whether what has ended is delivered in the tick that runs, whatever it is. */
    private boolean isIntake;

    Sealer(LoopParts parts) {
        harvester = parts.harvester;
        submitter = parts.submitter;
        timers = parts.timers;
        canceller = parts.canceller;
        chains = parts.chains;
        resources = parts.resources;
        config = parts.config;
        observation = parts.observation;
        hasZeroCopy = parts.transport.capabilities().of(Feature.ZERO_COPY) == Support.NATIVE;
        lingerNanos = Nanos.of(config.linger());
    }

    long nextSequence() {
        return nextSequence;
    }

    /** Sets the tick clock for the timers of the intents to come. */
    void beginTick(long timeNanos) {
        tickNanos = timeNanos;
    }

    /** The tick's timers have fired: those that it starts fire in a later one. */
    void timersFired() {
        isIntake = true;
        timers.startHeldBack(tickNanos);
        stepChains();
    }

    /** INTAKE is over: what ends from here on may have to wait for the next one. */
    void endIntake() {
        isIntake = false;
    }

    /**
     * Seals what a queue holds; answers how many intents that was. After an error those are sealed
     * that came before it, each once, and the rest is in the queue still.
     */
    int seal(IoIntentQueue queue, long sealedNanos) {
        int count = queue.size();
        reserve(harvester.inFlight() + count);
        int sealed = 0;
        try {
            while (sealed < count) {
                Intent intent = queue.intent(sealed++);
                seal(intent, intent.isLinking() ? queue.nextLinkable(sealed) : null, sealedNanos);
            }
        } finally {
            queue.sealed(sealed);
        }
        stepChains();
        return count;
    }

    /** Fails, if there is no memory for what so many intents may need, before any is touched. */
    private void reserve(int intents) {
        submitter.reserve(intents);
        timers.reserve(intents);
        chains.reserve(intents);
        harvester.reserve(intents);
    }

    private void seal(Intent intent, @Nullable Intent follower, long sealedNanos) {
        number(intent);
        intent.sealedNanos = sealedNanos;
        if (follower != null) {
            Chains.link(intent, follower);
        }
        if (intent.timeLimitNanos != IoRequest.NO_DEADLINE) {
            timers.add(intent, Nanos.sum(tickNanos, intent.timeLimitNanos));
        }
        route(intent);
        if (follower != null && !intent.isPrompt()) {
            follower.makeLasting();
        }
    }

    /** Seals what lanes still hold at the end of the loop, only to complete it with a status. */
    void sealRefused(List<Lane> lanes, IoStatus status) {
        for (Lane lane : lanes) {
            IoIntentQueue queue = lane.intents();
            harvester.reserve(harvester.inFlight() + queue.size());
            for (int i = 0; i < queue.size(); i++) {
                Intent intent = queue.intent(i);
                if (intent.state() != Intent.State.QUEUED) {
                    continue; // sealed before the transport failed
                }
                number(intent);
                intent.flags |= Intent.REFUSED;
                harvester.sealed(intent);
                harvester.abandon(intent, status.result());
            }
            queue.sealed(queue.size());
        }
    }

    private void number(Intent intent) {
        intent.sequence = nextSequence++;
        boolean unused = intent.hasMemory(); // noted before anybody looks at its bytes
        observation.sealed(intent);
    }

    /**
     * Starts, or ends, what is linked behind intents that have ended. To be called whenever results
     * have come in, before they are delivered.
     */
    void stepChains() {
        while (!chains.isEmpty()) {
            Intent intent = chains.poll();
            if (intent.state() == Intent.State.QUEUED) {
                intent.leader = null; // an error came before its seal, which deals with it
                continue;
            }
            if (intent.state() != Intent.State.WAITING) {
                continue; // ended meanwhile
            }
            if (intent.isChainBroken) {
                canceller.breakOff(intent);
            } else {
                intent.leader = null;
                start(intent);
            }
        }
    }

    /** Ends a CLOSE's patience with the sends before it. */
    void lingerOver(Intent close) {
        close.moveTo(Intent.State.WAITING);
        canceller.cancelSends(close.requireResource());
    }

    private void route(Intent intent) {
        IoResource resource = intent.resource;
        if (resource == null) {
            harvester.sealed(intent);
            intent.moveTo(Intent.State.WAITING);
            if (intent.isMemoryLost) {
                refuse(intent, IoStatus.EFAULT);
            } else if (intent.type == IoOpType.OPEN && intent.follower != null) {
                routeOpenOfChain(intent);
            } else {
                startUnlessLinked(intent);
            }
        } else if (intent.type == IoOpType.CLOSE) {
            routeClose(intent, resource);
        } else {
            harvester.sealed(intent);
            harvester.enter(intent, resource);
            if (!intent.isPrompt()) {
                ResourceWork.countLasting(intent);
            }
            routeBound(intent, resource);
        }
    }

    /**
     * Keeps a place for the file: what is linked behind the OPEN uses it before it is delivered.
     */
    private void routeOpenOfChain(Intent open) {
        if (resources.reserve()) {
            open.flags |= Intent.PLACE_KEPT;
            startUnlessLinked(open);
        } else {
            refuse(open, IoStatus.EMFILE);
        }
    }

    private void routeBound(Intent intent, IoResource resource) {
        if (!resource.isOpen()) {
            refuse(intent, IoStatus.EBADF);
            return;
        }
        if (intent.isMemoryLost) {
            refuseLost(intent);
            return;
        }
        intent.moveTo(Intent.State.WAITING);
        switch (intent.type) {
            case SEND -> routeSend(intent, (IoStream) resource);
            case SENDMSG -> routeMessage(intent, ((IoDatagram) resource).pending);
            case SPLICE -> routeSplice(intent, (IoStream) resource);
            case SHUTDOWN -> routeShutdown(intent, (IoStream) resource);
            case RECV -> routeReceive(intent, (IoStream) resource);
            default -> startUnlessLinked(intent);
        }
    }

    /** A send without its memory is a failed send: nothing may follow it on its stream. */
    private void refuseLost(Intent intent) {
        if (intent.type == IoOpType.SEND) {
            StreamWork.of(intent.stream()).sends.isBroken = true;
        }
        refuse(intent, IoStatus.EFAULT);
    }

    private void startUnlessLinked(Intent intent) {
        if (intent.leader == null && intent.isChainBroken) {
            canceller.breakOff(intent); // an error came between its leader's seal and its own
            return;
        }
        if (intent.leader == null) {
            start(intent);
        }
    }

    /** Starts an intent that waits for nothing but, perhaps, others of its own socket. */
    private void start(Intent intent) {
        switch (intent.type) {
            case TIMEOUT -> startTimer(intent, intent.argument);
            case CANCEL, POLL_REMOVE, TIMEOUT_REMOVE -> canceller.cancel(intent);
            case SEND, SPLICE, SHUTDOWN -> submitter.addSends(StreamWork.of(intent.stream()).sends);
            case RECV -> {
                if (StreamWork.of(intent.stream()).receives.isHead(intent)) {
                    submitter.add(intent);
                }
            }
            case CLOSE -> startClose(intent);
            default -> startWithTransport(intent);
        }
    }

    /**
     * Has time run from the tick in which the program learns of what the intent waited for: the
     * tick that runs, or the next one.
     */
    private void startTimer(Intent intent, long durationNanos) {
        if (intent.isLeaderSeen || isIntake) {
            timers.add(intent, Nanos.sum(tickNanos, durationNanos));
        } else {
            timers.holdBack(intent, durationNanos);
        }
        intent.moveTo(Intent.State.TIMED);
    }

    private void startWithTransport(Intent intent) {
        if (intent.resource == null && intent.has(IoRequest.ON_OPENED)) {
            refuse(intent, IoStatus.EBADF); // no OPEN before it in its chain
        } else {
            submitter.add(intent);
        }
    }

    private void routeShutdown(Intent shutdown, IoStream stream) {
        shutdown.isInEffect = true;
        StreamWork work = StreamWork.of(stream);
        stream.pending.shutDown();
        work.sends.append(shutdown);
        startUnlessLinked(shutdown);
    }

    private void routeReceive(Intent receive, IoStream stream) {
        StreamWork.of(stream).receives.append(receive);
        startUnlessLinked(receive);
    }

    private void routeSend(Intent send, IoStream stream) {
        if (isTaken(send, stream)) {
            startUnlessLinked(send);
        }
    }

    /** Puts a send into its stream's queue, or refuses it. */
    private boolean isTaken(Intent send, IoStream stream) {
        StreamWork work = StreamWork.of(stream);
        if (stream.pending.isShutDown() || work.sends.isBroken) {
            refuse(send, IoStatus.EPIPE);
        } else if (stream.pending.isHeldUp() || !isCounted(send, stream.pending)) {
            stream.pending.refuse();
            refuse(send, IoStatus.ENOBUFS);
        } else {
            if (!hasZeroCopy || send.length < ZERO_COPY_BYTES_MIN) {
                send.flags &= ~IoRequest.ZERO_COPY;
            }
            work.sends.append(send);
            return true;
        }
        return false;
    }

    /** Counts a send against its stream's bound; answers false if it is above. */
    private boolean isCounted(Intent send, PendingBound pending) {
        SendShare share = send.home.sendShare();
        return send.has(Intent.OUTPUT)
                ? pending.admit(send.length, share)
                : pending.add(send.length, config, share);
    }

    private void routeSplice(Intent splice, IoStream stream) {
        IoResource source = splice.namedResource();
        if (!source.isOpen()) {
            refuse(splice, IoStatus.EBADF);
        } else if (isTaken(splice, stream)) {
            harvester.enterAtSource(splice, source);
            if (source instanceof IoStream from) {
                StreamWork.of(from).receives.append(splice);
            }
            startUnlessLinked(splice);
        }
    }

    private void routeMessage(Intent message, PendingBound pending) {
        if (pending.add(message.length, config)) {
            startUnlessLinked(message);
        } else {
            refuse(message, IoStatus.ENOBUFS);
        }
    }

    private void routeClose(Intent close, IoResource resource) {
        if (ResourceWork.of(resource).lastingUndelivered > 0) {
            close.makeLasting();
        }
        harvester.sealed(close);
        if (!resource.isOpen()) {
            refuse(close, IoStatus.EBADF);
            return;
        }
        resource.advance(IoResource.State.CLOSING);
        close.isInEffect = true;
        close.moveTo(Intent.State.WAITING);
        ResourceWork.of(resource).closeIntent = close;
        startUnlessLinked(close);
    }

    private void startClose(Intent close) {
        IoResource resource = close.resource;
        if (resource == null || !(close.isInEffect || resource.isOpen())) {
            refuse(close, IoStatus.EBADF); // no OPEN before it in its chain, or another CLOSE
            return;
        }
        if (!close.isInEffect) {
            resource.advance(IoResource.State.CLOSING); // the file that the chain's OPEN has made
            close.isInEffect = true;
        }
        ResourceWork work = ResourceWork.of(resource);
        if (work.isFinished()) {
            work.closeIntent = null;
            submitter.add(close);
            return;
        }
        work.closeIntent = close;
        boolean isAbort = close.has(IoRequest.ABORT);
        if (!isAbort && resource.hasSends()) {
            startTimer(close, lingerNanos);
        }
        canceller.cancelForClose(resource, isAbort);
    }

    private void refuse(Intent intent, IoStatus status) {
        intent.flags |= Intent.REFUSED;
        harvester.finish(intent, status.result());
    }
}
