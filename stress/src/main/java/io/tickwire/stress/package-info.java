/**
 * Stress scenarios that every transport runs: short in the conformance suite, long by {@link
 * io.tickwire.stress.Soak}. They need neither JUnit nor AssertJ.
 */
@NullMarked
package io.tickwire.stress;

import org.jspecify.annotations.NullMarked;
