/** A client that drives an example server in the same process and checks what comes back. */
@NullMarked
package io.tickwire.examples.selftest;

import org.jspecify.annotations.NullMarked;
