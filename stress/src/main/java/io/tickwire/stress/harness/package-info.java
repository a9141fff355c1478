/**
 * What the scenarios and the conformance suite run on: loops, peers, limits, and probes for what is
 * left behind.
 */
@NullMarked
package io.tickwire.stress.harness;

import org.jspecify.annotations.NullMarked;
