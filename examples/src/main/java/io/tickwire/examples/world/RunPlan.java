package io.tickwire.examples.world;

import io.tickwire.simulation.Seam;
import java.time.Duration;

/**
 * One run to be made. The plan alone decides all that happens in it.
 *
 * @param seed of the world
 * @param seam where the world takes the machine's place
 * @param peers how many players, 1 to 1000
 * @param duration how long they play, at least a second
 */
public record RunPlan(long seed, Seam seam, int peers, Duration duration) {}
