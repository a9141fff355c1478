package io.tickwire.simulation;

import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a loop to {@link Rule#PENDING}. Whether a send was taken shows in its stream's numbers once
 * it is routed, which is before the next call of the observer.
 */
final class PendingCheck {
    private final CheckLog log;
    private int bytesMax = Integer.MAX_VALUE;
    private int sendsMax = Integer.MAX_VALUE;
    private int quota = Integer.MAX_VALUE;

    /** The sequence of the intent that was sealed last, of those that name a resource. */
    private long sealedLast = -1;

    /** The send that was sealed last, if that was the last call. */
    private @Nullable OpenIntent routing;

    PendingCheck(CheckLog log) {
        this.log = log;
    }

    void attach(BatchConfig config) {
        bytesMax = config.streamPendingBytes();
        sendsMax = config.streamPendingSends();
        quota = config.laneInFlight();
    }

    void sealed(OpenIntent intent, ResourceWatch resource) {
        sealedLast = intent.sequence;
        if (!intent.isSend() && intent.operation != IoOpType.SENDMSG) {
            return;
        }
        compare(intent, resource);
        intent.isOverBound = !intent.isOutput && isOverBound(intent, resource);
        routing = intent;
    }

    /** What was written to an output has found room before: it is never over a bound. */
    private boolean isOverBound(OpenIntent intent, ResourceWatch resource) {
        int bytes = resource.pendingBytes;
        return resource.pendingSends >= Math.min(sendsMax, share(intent))
                || (bytes > 0 && bytes + (long) intent.lengthBytes > bytesMax);
    }

    /** What the pending sends of a lane leave to each stream; a socket of datagrams has it all. */
    private int share(OpenIntent intent) {
        LaneWatch lane = intent.lane;
        int quarter = Math.max(1, quota / 4);
        if (lane == null || !intent.isSend() || lane.pendingSends < quarter) {
            return Integer.MAX_VALUE;
        }
        int part = lane.pendingSends < 2 * quarter ? 256 : 2_048;
        return Math.max(1, quota / (lane.pendingSends < 3 * quarter ? part : 16_384));
    }

    /** To be called first by whatever comes next. */
    void settle() {
        OpenIntent intent = routing;
        if (intent != null) {
            routing = null;
            ResourceWatch resource = intent.resource;
            if (resource != null) {
                settle(intent, resource);
            }
        }
    }

    private void settle(OpenIntent intent, ResourceWatch resource) {
        if (sends(resource.resource) == resource.pendingSends) {
            compare(intent, resource);
            return;
        }
        intent.isCounted = true;
        count(intent, 1);
        resource.takenLast = intent.sequence;
        resource.pendingSends++;
        resource.pendingBytes += intent.lengthBytes;
        compare(intent, resource);
        if (intent.isOverBound) {
            log.report(
                    Rule.PENDING,
                    intent.sequence,
                    "expected ENOBUFS for a send of "
                            + intent.lengthBytes
                            + " bytes, pending with it: "
                            + resource.pendingBytes);
        }
    }

    void lastDelivered(OpenIntent intent, IoCompletion completion) {
        ResourceWatch resource = intent.resource;
        if (resource == null || !(intent.isSend() || intent.operation == IoOpType.SENDMSG)) {
            return;
        }
        boolean isRefused = completion.isRefused();
        if (intent.isCounted) {
            count(intent, -1);
            resource.pendingSends--;
            resource.pendingBytes -= intent.lengthBytes;
        }
        if (intent.isCounted == isRefused) {
            log.report(
                    Rule.PENDING,
                    intent.sequence,
                    "expected it to be pending unless it was refused: " + completion);
        }
        if (isRefused && completion.result() == IoStatus.ENOBUFS.result()) {
            checkRefused(intent, resource, completion);
        }
        compare(intent, resource);
    }

    /** On a stream what was sealed behind a refused send, and before its delivery, is refused. */
    private void checkRefused(OpenIntent intent, ResourceWatch resource, IoCompletion completion) {
        if (!intent.isOverBound && intent.sequence > resource.refusedUntil) {
            log.report(
                    Rule.PENDING,
                    intent.sequence,
                    "expected no ENOBUFS below the stream's bounds: " + completion);
        }
        if (!intent.isSend()) {
            return;
        }
        resource.refusedUntil = sealedLast;
        if (resource.takenLast > intent.sequence) {
            log.report(
                    Rule.PENDING,
                    intent.sequence,
                    "expected no send to pass one that was refused, but "
                            + resource.takenLast
                            + " did: "
                            + completion);
        }
    }

    private static void count(OpenIntent intent, int change) {
        LaneWatch lane = intent.lane;
        if (lane != null && intent.isSend()) {
            lane.pendingSends += change;
        }
    }

    private void compare(OpenIntent intent, ResourceWatch resource) {
        int bytes = bytes(resource.resource);
        int sends = sends(resource.resource);
        if (bytes != resource.pendingBytes || sends != resource.pendingSends) {
            log.report(
                    Rule.PENDING,
                    intent.sequence,
                    "expected "
                            + resource.pendingBytes
                            + " bytes of "
                            + resource.pendingSends
                            + " sends pending on "
                            + resource.resource
                            + ", got "
                            + bytes
                            + " of "
                            + sends);
        }
    }

    private static int bytes(IoResource resource) {
        if (resource instanceof IoStream stream) {
            return stream.pendingBytes();
        }
        return resource instanceof IoDatagram datagram ? datagram.pendingBytes() : 0;
    }

    private static int sends(IoResource resource) {
        if (resource instanceof IoStream stream) {
            return stream.pendingSends();
        }
        return resource instanceof IoDatagram datagram ? datagram.pendingSends() : 0;
    }
}
