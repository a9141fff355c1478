package io.tickwire.simulation;

import io.tickwire.IoIntentQueue;
import io.tickwire.TickLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a loop to {@link Rule#LANE}. */
final class LaneCheck {
    private final CheckLog log;
    private final Map<String, LaneWatch> byName = new HashMap<>();
    private final List<LaneWatch> touched = new ArrayList<>();
    private @Nullable TickLoop loop;
    private int inFlightMax = Integer.MAX_VALUE;
    private @Nullable LaneWatch last;

    LaneCheck(CheckLog log) {
        this.log = log;
    }

    void attach(TickLoop ofLoop) {
        loop = ofLoop;
        inFlightMax = ofLoop.config().laneInFlight();
    }

    void sealed(OpenIntent intent, String laneName) {
        LaneWatch lane = find(laneName);
        intent.lane = lane;
        lane.open++;
        if (intent.operation.isCleanUp()) {
            lane.openCleanUps++;
        }
        touch(lane);
        if (lane.open - lane.openCleanUps > inFlightMax || lane.open - inFlightMax > inFlightMax) {
            log.report(
                    Rule.LANE,
                    intent.sequence,
                    "expected at most "
                            + inFlightMax
                            + " intents of "
                            + laneName
                            + " in flight and as many for clean-up, got "
                            + lane.open
                            + ", with "
                            + lane.openCleanUps
                            + " for clean-up");
        }
    }

    void ended(OpenIntent intent) {
        LaneWatch lane = intent.lane;
        if (lane != null) {
            lane.open--;
            if (intent.operation.isCleanUp()) {
                lane.openCleanUps--;
            }
            touch(lane);
        }
    }

    /**
     * The end of a phase: what callbacks queued is sealed, so a lane's room follows from what is
     * open and what waits in its own queue.
     */
    void phaseEnds() {
        for (int i = 0; i < touched.size(); i++) {
            LaneWatch lane = touched.get(i);
            lane.isTouched = false;
            if (lane.queue != null) {
                check(lane, lane.queue);
            }
        }
        touched.clear();
    }

    private void check(LaneWatch lane, IoIntentQueue queue) {
        int queued = queue.size();
        int room = Math.min(queue.capacity() - queued, inFlightMax - lane.open - queued);
        int expected = Math.max(0, room);
        if (queue.remaining() != expected) {
            log.report(
                    Rule.LANE,
                    -1,
                    "expected room for "
                            + expected
                            + " in "
                            + lane.name
                            + ", got "
                            + queue.remaining()
                            + ": "
                            + lane.open
                            + " are open, "
                            + queued
                            + " queued");
        }
    }

    private void touch(LaneWatch lane) {
        if (!lane.isTouched) {
            lane.isTouched = true;
            touched.add(lane);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same lane has the same string, most of the time
    private LaneWatch find(String name) {
        LaneWatch found = last;
        if (found == null || found.name != name) {
            found = byName.get(name);
            if (found == null) {
                found = new LaneWatch(name, loop == null ? null : loop.lane(name).intents());
                byName.put(name, found);
            }
            last = found;
        }
        return found;
    }
}
