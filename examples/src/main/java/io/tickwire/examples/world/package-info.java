/** A game server under all faults in a simulated world: {@code tickwire simulate}. */
@NullMarked
package io.tickwire.examples.world;

import org.jspecify.annotations.NullMarked;
