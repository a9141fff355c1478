package io.tickwire.properties;

import java.util.ArrayList;
import java.util.List;

/** What a lane has. */
final class ModelLane {
    final int lane;
    final LaneScript script;
    final List<Integer> inbox = new ArrayList<>();
    int held;
    int heldByInbox;
    int runs;

    ModelLane(int lane, boolean isExact) {
        this.lane = lane;
        script = new LaneScript(lane, isExact);
    }
}
