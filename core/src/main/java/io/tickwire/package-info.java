/**
 * Tickwire batches a program's I/O into the phases of its tick: systems queue intents while a phase
 * runs, every intent of the phase goes to the kernel in one batch, and completions come back in an
 * order that depends neither on the kernel nor on the transport nor on threads.
 *
 * <p>Start with {@link io.tickwire.TickLoop}.
 */
@NullMarked
package io.tickwire;

import org.jspecify.annotations.NullMarked;
