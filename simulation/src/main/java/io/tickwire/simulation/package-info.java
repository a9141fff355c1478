/**
 * A seeded world for a program's own tests: a network with peers, a file system that can crash, and
 * faults at chosen rates, all on a virtual clock. The same seed gives the same run.
 */
@NullMarked
package io.tickwire.simulation;

import org.jspecify.annotations.NullMarked;
