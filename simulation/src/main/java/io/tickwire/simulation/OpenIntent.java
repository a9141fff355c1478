package io.tickwire.simulation;

import io.tickwire.IoOpType;
import io.tickwire.watch.IntentView;
import org.jspecify.annotations.Nullable;

/**
 * What the checkers know of an intent from its seal until its slot is free. Made once per slot,
 * used again and again.
 */
final class OpenIntent {
    /** What the end of the intent before it in its chain means for a follower. */
    enum Fate {
        /** It is no follower. */
        FREE,
        /** The one before it has not been delivered. */
        UNKNOWN,
        /** It may start. */
        STARTS,
        /** It must end with ECANCELED. */
        BROKEN,
        /** The one before it was cancelled, before or after its own start: either may be. */
        EITHER
    }

    /** Its place among the intents that wait for their last completion, or for their end. */
    final IntentList.Place age = new IntentList.Place(this);

    /** Its place among the sends or receives of its stream. */
    final IntentList.Place turn = new IntentList.Place(this);

    /** Whether it has been sealed and has not ended. */
    boolean isOpen;

    /** Whether its last completion was delivered. */
    boolean isDelivered;

    long ticket;
    long sequence;
    IoOpType operation = IoOpType.NOP;
    int lengthBytes;
    boolean isSoftLinked;
    boolean isHardLinked;
    boolean isFollower;

    /** Whether it is a SEND of an output. */
    boolean isOutput;

    /** Whether its last completion must come soon, whatever the world does. */
    boolean isPromptForSure;

    long sealedTick;
    long deliveredTick;
    int shots;

    /** Completions from a group at the delivery point of that number. */
    int shotsAtPoint;

    long shotsPointNumber;

    @Nullable LaneWatch lane;
    @Nullable ResourceWatch resource;

    /** The socket that it receives from into buffers of a group. */
    StarvationCheck.@Nullable Socket receivesAt;

    /** Whether its resource was not open any more when it was sealed. */
    boolean isStale;

    /** Whether its stream counts it as pending. */
    boolean isCounted;

    /** Whether its stream's bound was reached when it was sealed. */
    boolean isOverBound;

    /** The hash of what a SEND carries. */
    long payloadHash;

    Fate fate = Fate.FREE;
    @Nullable OpenIntent leader;
    @Nullable OpenIntent follower;

    void take(IntentView view, long tick) {
        isOpen = true;
        isDelivered = false;
        ticket = view.ticket();
        sequence = view.sequence();
        operation = view.operation();
        lengthBytes = view.lengthBytes();
        isSoftLinked = view.isSoftLinked();
        isHardLinked = view.isHardLinked();
        isFollower = view.isFollower();
        isOutput = view.isOutput();
        isPromptForSure = view.isPrompt() && operation.isPrompt() && operation != IoOpType.CLOSE;
        sealedTick = tick;
        shots = 0;
        shotsAtPoint = 0;
        shotsPointNumber = 0;
        isStale = false;
        isCounted = false;
        isOverBound = false;
        fate = Fate.FREE;
    }

    /** Lets go of all that it refers to. */
    void end() {
        isOpen = false;
        age.leave();
        turn.leave();
        lane = null;
        resource = null;
        receivesAt = null;
    }

    boolean isCancelling() {
        return operation == IoOpType.CANCEL
                || operation == IoOpType.POLL_REMOVE
                || operation == IoOpType.TIMEOUT_REMOVE;
    }

    boolean isSend() {
        return operation == IoOpType.SEND || operation == IoOpType.SPLICE;
    }

    @Override
    public String toString() {
        return operation + "[sequence=" + sequence + "]";
    }
}
