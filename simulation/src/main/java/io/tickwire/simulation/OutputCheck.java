package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;

/**
 * Holds a loop to {@link Rule#OUTPUT}. What was written must have left when its SEND succeeds; only
 * a cancel may have cut it, and then nobody knows which packet is the last whole one.
 */
final class OutputCheck {
    private final CheckLog log;

    OutputCheck(CheckLog log) {
        this.log = log;
    }

    void sealed(OpenIntent intent) {
        boolean isPlainSend = intent.operation == IoOpType.SEND && intent.lengthBytes > 0;
        boolean isLinked = intent.isFollower || intent.isSoftLinked || intent.isHardLinked;
        if (intent.isOutput && (!isPlainSend || isLinked)) {
            log.report(
                    Rule.OUTPUT,
                    intent.sequence,
                    "expected a SEND of at least a byte that no chain has: " + intent);
        }
    }

    void lastDelivered(OpenIntent intent, IoCompletion completion) {
        if (!intent.isOutput) {
            return;
        }
        int result = completion.result();
        if (result >= 0 && result != intent.lengthBytes && !isCut(intent)) {
            log.report(
                    Rule.OUTPUT,
                    intent.sequence,
                    "expected all of " + intent.lengthBytes + " bytes written: " + completion);
        }
        boolean isOverBound = completion.isRefused() && result == IoStatus.ENOBUFS.result();
        if (isOverBound && !isBehindRefused(intent)) {
            log.report(
                    Rule.OUTPUT,
                    intent.sequence,
                    "expected no bound to refuse what had found room: " + completion);
        }
    }

    private boolean isCut(OpenIntent intent) {
        ResourceWatch resource = intent.resource;
        boolean isClosing = resource != null && resource.isClosing;
        return log.lastCancelTick >= intent.sealedTick || isClosing || log.isAtClose();
    }

    private static boolean isBehindRefused(OpenIntent intent) {
        ResourceWatch resource = intent.resource;
        return resource != null && intent.sequence <= resource.refusedUntil;
    }
}
