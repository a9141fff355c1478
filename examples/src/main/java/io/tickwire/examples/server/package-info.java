/** Servers to learn from and to start one's own from. */
@NullMarked
package io.tickwire.examples.server;

import org.jspecify.annotations.NullMarked;
