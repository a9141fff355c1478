/** Transports that do no I/O, so that core can be measured alone. */
@NullMarked
package io.tickwire.benchmarks.doubles;

import org.jspecify.annotations.NullMarked;
