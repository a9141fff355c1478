/** Runs the benchmarks and writes result files. */
@NullMarked
package io.tickwire.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
