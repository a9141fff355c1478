package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.watch.IntentView;

/** Holds a loop to {@link Rule#STREAM} and {@link Rule#CLOSE}. */
final class StreamCheck {
    private final CheckLog log;

    StreamCheck(CheckLog log) {
        this.log = log;
    }

    /** Enters an intent on a resource that was open when it was sealed. */
    void sealed(OpenIntent intent, ResourceWatch resource) {
        intent.resource = resource;
        switch (intent.operation) {
            case CLOSE -> {
                resource.isClosing = true;
                return;
            }
            case SEND, SPLICE, SHUTDOWN -> resource.sends.add(intent.turn);
            case RECV -> resource.receives.add(intent.turn);
            default -> {}
        }
        resource.live++;
    }

    void delivered(OpenIntent intent, IoCompletion completion) {
        if (!intent.turn.isListed() || intent.turn.isFirst() || log.isAtPhase()) {
            return; // at a phase's end prompt ones may overtake lasting ones
        }
        int result = completion.result();
        boolean isOutOfTurn =
                result == IoStatus.ECANCELED.result()
                        || result == IoStatus.ETIMEDOUT.result()
                        || completion.isRefused();
        if (!isOutOfTurn) {
            log.report(
                    Rule.STREAM,
                    intent.sequence,
                    "expected the operations before it on its stream to end first: " + completion);
        }
    }

    void lastDelivered(OpenIntent intent, IntentView view, IoCompletion completion) {
        if (intent.isStale) {
            checkStale(intent, completion);
            return;
        }
        intent.turn.leave();
        ResourceWatch resource = intent.resource;
        if (resource != null && intent.isSend() && completion.result() < 0) {
            resource.sendError = completion.result();
        }
        if (intent.operation == IoOpType.CLOSE) {
            checkClose(intent, view, completion);
        } else if (resource != null) {
            resource.live--;
        }
    }

    private void checkStale(OpenIntent intent, IoCompletion completion) {
        if (completion.result() != IoStatus.EBADF.result() && !log.isAtClose()) {
            log.report(
                    Rule.CLOSE,
                    intent.sequence,
                    "expected EBADF behind the CLOSE of its resource: " + completion);
        }
    }

    private void checkClose(OpenIntent close, IntentView view, IoCompletion completion) {
        ResourceWatch resource = close.resource;
        if (resource == null || completion.isRefused()) {
            return;
        }
        boolean isTakenBack = resource.resource.isOpen();
        if (isTakenBack) {
            resource.isClosing = false;
            boolean canBe = view.isSoftLinked() || close.isFollower;
            if (!canBe || completion.result() != IoStatus.ECANCELED.result()) {
                log.report(Rule.CLOSE, close.sequence, "expected a closed resource: " + completion);
            }
        } else if (resource.live > 0) {
            log.report(
                    Rule.CLOSE,
                    close.sequence,
                    "expected CLOSE to be the last of "
                            + resource.resource
                            + ", but it has "
                            + resource.live
                            + " open intents");
        }
    }
}
