/**
 * What programs do with a loop time and again, written once on the public API: frames and time
 * limits of streams, reads of a whole, files as a whole, names of hosts. Each class says which
 * thread may use it and what bounds it.
 */
@NullMarked
package io.tickwire.recipes;

import org.jspecify.annotations.NullMarked;
