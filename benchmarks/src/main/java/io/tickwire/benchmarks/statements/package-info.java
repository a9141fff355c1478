/** How long a program is, counted the same for each. */
@NullMarked
package io.tickwire.benchmarks.statements;

import org.jspecify.annotations.NullMarked;
