package io.tickwire;

import io.tickwire.spi.Transport;
import io.tickwire.watch.LoopClock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The end of a loop, in order or after its transport failed. Either way every intent gets its last
 * completion, in order, to its callback and result slot; every buffer is released and every
 * descriptor closed.
 */
final class LoopCloser {
    /**
     * How long operations that were cancelled may take to end before the transport is closed
     * anyway.
     */
    static final long CANCEL_LIMIT_NANOS = 5_000_000_000L;

    private static final System.Logger LOGGER = System.getLogger(LoopCloser.class.getName());

    /** What the kernel may still use of loops that are gone: the garbage collector must not. */
    private static final Collection<Object> KEPT = new ConcurrentLinkedQueue<>();

    private final Transport transport;
    private final Intent[] table;
    private final CompletionRing ring;
    private final Submitter submitter;
    private final Harvester harvester;
    private final Sealer sealer;
    private final Canceller canceller;
    private final Delivery delivery;
    private final ResourceTable resources;
    private final GatherPool gatherPool;
    private final GroupTable groups;
    private final List<Lane> lanes;
    private final LoopClock clock;
    private final Observation observation;

    LoopCloser(LoopParts parts) {
        transport = parts.transport;
        table = parts.table;
        ring = parts.ring;
        submitter = parts.submitter;
        harvester = parts.harvester;
        sealer = parts.sealer;
        canceller = parts.canceller;
        delivery = parts.delivery;
        resources = parts.resources;
        gatherPool = parts.gatherPool;
        groups = parts.groups;
        clock = parts.clock;
        observation = parts.observation;
        lanes = parts.allLanes();
    }

    /** Stops what waits for the world, lets the rest go on for a while, and closes everything. */
    void close(boolean isStarted, long drainNanos) {
        try {
            sealAll();
            if (isStarted) {
                canceller.cancelWaiting();
                sealer.stepChains();
                drain(drainNanos);
                canceller.cancelAll();
                sealer.stepChains();
                drain(CANCEL_LIMIT_NANOS);
                warnOfLost();
            }
        } catch (RuntimeException e) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the transport failed while the loop was closed",
                    e);
        }
        end(IoStatus.ECANCELED);
    }

    private void warnOfLost() {
        if (harvester.inFlight() > 0) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "{0} intents did not end within {1} s of their cancel",
                    harvester.inFlight(),
                    TimeUnit.NANOSECONDS.toSeconds(CANCEL_LIMIT_NANOS));
        }
    }

    /** Ends everything after the transport failed. */
    void fail() {
        end(IoStatus.TRANSPORT_FAILED);
    }

    /**
     * Delivers what was harvested, which gives every descriptor an owner; closes them all; and
     * completes the rest.
     */
    private void end(IoStatus statusOfTheRest) {
        try {
            deliverAll();
        } finally {
            closeTransport();
        }
        if (transport.isDrained()) {
            finishAll(statusOfTheRest);
            gatherPool.release();
            lanes.forEach(lane -> lane.pages().release());
        } else {
            keepBuffers();
            finishAll(statusOfTheRest);
        }
        groups.close(transport.isDrained());
        observation.loopEnded();
    }

    /** Memory that the kernel may still write to must not be used for anything else, ever. */
    private void keepBuffers() {
        LOGGER.log(
                System.Logger.Level.ERROR,
                "the kernel did not give all operations back: their buffers are kept for ever");
        for (Intent intent : table) {
            if (intent == null) {
                continue;
            }
            if (intent.state() == Intent.State.IN_TRANSPORT) {
                intent.retainMemory(KEPT);
            }
        }
        KEPT.add(gatherPool);
    }

    private void sealAll() {
        long nanos = clock.nanoTime();
        harvester.beginPass(nanos);
        for (Lane lane : lanes) {
            sealer.seal(lane.intents(), nanos);
        }
    }

    private void drain(long limitNanos) {
        long start = clock.nanoTime();
        while (harvester.inFlight() > 0) {
            long left = limitNanos - (clock.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            int unused = submitter.submit(transport, harvester);
            harvester.harvest(transport, submitter.hasEnded() ? 0 : left);
            sealer.stepChains();
            ring.movePhaseToIntake();
            if (ring.hasShots()) {
                // What these hold, room and buffers, may be what others wait for.
                deliverAll();
            }
        }
    }

    /** Completes what is still in flight, whoever has it, without asking the transport. */
    private void finishAll(IoStatus status) {
        harvester.beginPass(clock.nanoTime());
        sealer.sealRefused(lanes, status);
        for (Intent intent : table) {
            if (intent == null) {
                continue;
            }
            if (intent.type != IoOpType.CLOSE) {
                finish(intent, status);
            }
        }
        for (Intent intent : table) {
            if (intent == null) {
                continue;
            }
            finish(intent, status);
        }
        submitter.clear();
        deliverAll();
    }

    private void finish(Intent intent, IoStatus status) {
        switch (intent.state()) {
            case READY, WAITING, TIMED, IN_TRANSPORT -> harvester.abandon(intent, status.result());
            default -> {}
        }
    }

    private void deliverAll() {
        ring.movePhaseToIntake();
        closeQuietly(delivery::deliverAtClose);
        for (Lane lane : lanes) {
            delivery.empty(lane.completions());
        }
    }

    private void closeTransport() {
        resources.forEach(
                resource -> {
                    if (resource.state() != IoResource.State.CLOSED) {
                        closeQuietly(() -> transport.closeNow(resource.handle));
                    }
                });
        closeQuietly(transport::close);
    }

    private static void closeQuietly(Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.WARNING, "closing went wrong", e);
        }
    }
}
