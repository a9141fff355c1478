/** JMH benchmarks of core alone and of NOPs through each transport. */
@NullMarked
package io.tickwire.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
