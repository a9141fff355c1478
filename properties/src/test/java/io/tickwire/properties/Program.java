package io.tickwire.properties;

import java.util.List;

/**
 * A program as data: what each system queues in each tick.
 *
 * @param limits the bounds that it runs with
 * @param shuffle from which the order is drawn in which a transport's results reach core; 0 leaves
 *     them as they are
 * @param isExact whether nothing in it races, so that all runs are the same
 * @param phases in order
 */
record Program(Limits limits, long shuffle, boolean isExact, List<PhasePlan> phases) {
    /**
     * @param lane intents that a lane holds between two seals
     * @param inFlight intents that a lane has at once
     * @param callbacks intents that callbacks queue between two seals
     * @param resources the most open resources
     * @param pendingBytes the most bytes that wait on a stream
     * @param pendingSends the most sends that wait on a stream
     * @param groupBuffers how many buffers the group has
     */
    record Limits(
            int lane,
            int inFlight,
            int callbacks,
            int resources,
            int pendingBytes,
            int pendingSends,
            int groupBuffers) {
        /** A lane's quota is never below its capacity. */
        int quota() {
            return Math.max(lane, inFlight);
        }
    }

    /** How a phase waits for its prompt intents. */
    enum Wait {
        LOCKSTEP,
        /** A budget; the clock stands still, so it is never used up. */
        BUDGET,
        NONE
    }

    record PhasePlan(Wait policy, List<SystemPlan> systems) {}

    /** What a system queues: one turn for each tick, nothing in later ones. */
    record SystemPlan(List<List<Step>> turns) {
        List<Step> turn(int tick) {
            return tick < turns.size() ? turns.get(tick) : List.of();
        }
    }

    int ticks() {
        return phases.stream()
                .flatMap(phase -> phase.systems().stream())
                .mapToInt(system -> system.turns().size())
                .max()
                .orElse(0);
    }

    /** The systems of all phases, in registration order. */
    List<SystemPlan> systems() {
        return phases.stream().flatMap(phase -> phase.systems().stream()).toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("program with ");
        text.append(limits).append(", shuffle ").append(shuffle);
        int lane = 0;
        for (PhasePlan phase : phases) {
            text.append("\n  phase, wait ").append(phase.policy());
            for (SystemPlan system : phase.systems()) {
                text.append("\n    lane ").append(lane++);
                int tick = 0;
                for (List<Step> turn : system.turns()) {
                    text.append("\n      tick ").append(tick++).append(": ").append(turn);
                }
            }
        }
        return text.append('\n').toString();
    }
}
