/**
 * The servers of the skirmish game that are compared, one per library. World and protocol are those
 * of {@link io.tickwire.examples.skirmish}; what is here is I/O, sessions, timeouts and saves.
 */
@NullMarked
package io.tickwire.benchmarks.skirmish;

import org.jspecify.annotations.NullMarked;
