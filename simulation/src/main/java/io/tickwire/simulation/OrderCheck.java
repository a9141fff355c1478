package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.watch.IntentView;

/** Holds a loop to {@link Rule#SEQUENCE}, {@link Rule#ORDER} and {@link Rule#POINT}. */
final class OrderCheck {
    private final CheckLog log;

    /** The next sequence; -1 before the first. */
    private long nextSequence = -1;

    /** What {@link #nextSequence} was when the delivery point before this one began. */
    private long phaseSequence = -1;

    /** What it was when this one began. */
    private long pointSequence = -1;

    private boolean isFirstOfPoint;
    private long lastSequence;
    private int lastShot;

    OrderCheck(CheckLog log) {
        this.log = log;
    }

    void sealed(IntentView intent) {
        long sequence = intent.sequence();
        if (nextSequence >= 0 && sequence != nextSequence) {
            log.report(Rule.SEQUENCE, sequence, "expected sequence " + nextSequence);
        }
        nextSequence = sequence + 1;
    }

    void deliveryBegan() {
        isFirstOfPoint = true;
        phaseSequence = pointSequence;
        pointSequence = nextSequence;
    }

    void delivered(IntentView intent, IoCompletion completion) {
        long sequence = completion.sequence();
        int shot = completion.shot();
        if (log.point == null) {
            log.report(Rule.POINT, sequence, "expected a delivery point to have begun");
        }
        if (!isFirstOfPoint
                && (sequence < lastSequence || (sequence == lastSequence && shot <= lastShot))) {
            log.report(
                    Rule.ORDER,
                    sequence,
                    "expected " + completion + " before " + lastSequence + "/" + lastShot);
        }
        isFirstOfPoint = false;
        lastSequence = sequence;
        lastShot = shot;
        if (log.isAtPhase()) {
            checkPhase(intent, completion);
        }
    }

    private void checkPhase(IntentView intent, IoCompletion completion) {
        if (!intent.isPrompt() || !completion.isLast()) {
            log.report(
                    Rule.POINT,
                    completion.sequence(),
                    "expected a lasting completion at INTAKE, not at a phase's end: " + completion);
        } else if (completion.sequence() < phaseSequence) {
            log.report(
                    Rule.POINT,
                    completion.sequence(),
                    "expected a late completion at INTAKE; this phase began with sequence "
                            + phaseSequence);
        }
    }
}
