package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.simulation.OpenIntent.Fate;

/** Holds a loop to {@link Rule#CHAIN}. */
final class ChainCheck {
    private final CheckLog log;

    ChainCheck(CheckLog log) {
        this.log = log;
    }

    /** Checks the last completion of an intent and decides the fate of what follows it. */
    void lastDelivered(OpenIntent intent, IoCompletion completion) {
        switch (intent.fate) {
            case UNKNOWN -> checkUnstarted(intent, completion);
            case BROKEN -> checkBroken(intent, completion);
            case STARTS -> checkStarted(intent, completion);
            default -> {}
        }
        OpenIntent leader = intent.leader;
        if (leader != null) {
            leader.follower = null;
            intent.leader = null;
        }
        OpenIntent follower = intent.follower;
        if (follower != null) {
            follower.fate = fateBehind(intent, completion);
            follower.leader = null;
            intent.follower = null;
        }
    }

    private void checkUnstarted(OpenIntent intent, IoCompletion completion) {
        OpenIntent leader = intent.leader;
        boolean isCloseLate = leader != null && leader.operation == IoOpType.CLOSE;
        if (!isEndedByLoop(intent, completion) && !isCloseLate) {
            log.report(
                    Rule.CHAIN,
                    intent.sequence,
                    "expected " + leader + " to end before its follower: " + completion);
        }
    }

    private void checkBroken(OpenIntent intent, IoCompletion completion) {
        if (!isEndedByLoop(intent, completion)) {
            log.report(
                    Rule.CHAIN,
                    intent.sequence,
                    "expected ECANCELED behind a broken link: " + completion);
        }
    }

    /** Nothing but a cancel, a CLOSE or the loop's end cancels what may start. */
    private void checkStarted(OpenIntent intent, IoCompletion completion) {
        if (completion.result() == IoStatus.ECANCELED.result()
                && !completion.isRefused()
                && log.lastCancelTick < intent.sealedTick
                && !log.isAtClose()
                && !isClosing(intent)) {
            log.report(
                    Rule.CHAIN,
                    intent.sequence,
                    "expected no ECANCELED behind a link that held: " + completion);
        }
    }

    private static boolean isClosing(OpenIntent intent) {
        ResourceWatch resource = intent.resource;
        return resource != null && resource.isClosing;
    }

    /**
     * Whether an intent may end so without a start: cancelled, expired, refused, failed with the
     * loop, or with a send before it on its stream.
     */
    private boolean isEndedByLoop(OpenIntent intent, IoCompletion completion) {
        int result = completion.result();
        ResourceWatch resource = intent.resource;
        if (resource != null && intent.isSend() && result < 0 && result == resource.sendError) {
            return true;
        }
        return isCancel(result)
                || completion.isRefused()
                || (log.isAtClose() && result == IoStatus.TRANSPORT_FAILED.result());
    }

    private static boolean isCancel(int result) {
        return result == IoStatus.ECANCELED.result() || result == IoStatus.ETIMEDOUT.result();
    }

    private static Fate fateBehind(OpenIntent intent, IoCompletion completion) {
        int result = completion.result();
        if (!intent.isHardLinked) {
            return result < 0 || isShort(intent, result) ? Fate.BROKEN : Fate.STARTS;
        }
        if (result >= 0) {
            return Fate.STARTS;
        }
        return switch (intent.fate) {
            case BROKEN -> Fate.BROKEN;
            case FREE -> Fate.STARTS;
            case STARTS -> isCancel(result) || completion.isRefused() ? Fate.EITHER : Fate.STARTS;
            default -> Fate.EITHER;
        };
    }

    private static boolean isShort(OpenIntent intent, int result) {
        return switch (intent.operation) {
            case READ, WRITE, READV, WRITEV, SPLICE -> result < intent.lengthBytes;
            default -> false;
        };
    }
}
