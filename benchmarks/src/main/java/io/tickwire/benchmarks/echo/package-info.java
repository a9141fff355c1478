/** The echo servers that are compared, one class per library. */
@NullMarked
package io.tickwire.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
