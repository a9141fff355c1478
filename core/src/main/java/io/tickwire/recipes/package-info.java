/**
 * What programs do with a loop time and again, written once on the public API: frames and time
 * limits of streams, full reads, whole files, host names. Each class says which thread may use it
 * and what bounds it.
 */
@NullMarked
package io.tickwire.recipes;

import org.jspecify.annotations.NullMarked;
