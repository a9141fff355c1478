package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;

/**
 * Holds a loop to {@link Rule#FLOW}: a send is seen to be over at the INTAKE behind the tick that
 * sealed it, unless the network was full, or the send or one before it waited for something else.
 * For transports that hold nothing back themselves.
 */
final class FlowCheck {
    private final CheckLog log;

    FlowCheck(CheckLog log) {
        this.log = log;
    }

    void lastDelivered(OpenIntent intent, IoCompletion completion) {
        ResourceWatch resource = intent.resource;
        StreamBytes bytes = resource == null ? null : resource.bytes;
        if (bytes == null || !intent.isSend()) {
            return;
        }
        if (intent.isFollower || intent.operation == IoOpType.SPLICE) {
            bytes.heldUpTick = log.tick;
        } else if (completion.result() > 0
                && !bytes.isFull
                && bytes.heldUpTick < intent.sealedTick
                && log.tick > intent.sealedTick + 1
                && !log.isAtClose()) {
            log.report(
                    Rule.FLOW,
                    intent.sequence,
                    "expected the send of tick "
                            + intent.sealedTick
                            + " to leave in its phase: "
                            + completion);
        }
    }
}
