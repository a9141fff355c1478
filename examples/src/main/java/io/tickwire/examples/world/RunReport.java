package io.tickwire.examples.world;

import io.tickwire.simulation.Fault;
import java.time.Duration;
import java.util.Map;

/**
 * What happened in a run.
 *
 * @param plan what was planned
 * @param time how much time has passed in the world
 * @param past what the servers saw
 * @param faults how often each fault struck
 */
record RunReport(RunPlan plan, Duration time, GamePast past, Map<Fault, Long> faults) {
    /** The run in a line, but for how long it really took. */
    String line() {
        Witness witness = past.witness();
        return "seed "
                + plan.seed()
                + ", "
                + plan.seam()
                + ": "
                + time.toSeconds()
                + " s, "
                + witness.messagesIn()
                + " messages in, "
                + witness.messagesOut()
                + " out, "
                + witness.farewells()
                + " farewells, "
                + witness.violations()
                + " cheats, "
                + past.saves().saves()
                + " saves, "
                + past.log().synced()
                + " log records, digest "
                + Long.toHexString(witness.digest())
                + ", faults "
                + faults;
    }
}
