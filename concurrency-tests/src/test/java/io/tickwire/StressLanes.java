package io.tickwire;

import java.util.List;

/** Lanes without a loop. */
final class StressLanes {
    private StressLanes() {}

    static Lane lane(int id) {
        return new Lane(
                null, "lane " + id, id, new Intent[0], new CompletionRing(0, 0), 0, 0, 0, 0);
    }

    /** Members of a phase, one for each system. */
    static List<Phase.Member> members(TickSystem... systems) {
        Phase.Member[] members = new Phase.Member[systems.length];
        for (int i = 0; i < members.length; i++) {
            Lane lane = lane(i);
            members[i] = new Phase.Member(lane, new TickContext(lane, 0), systems[i]);
        }
        return List.of(members);
    }
}
