/** The command that runs the example servers. */
@NullMarked
package io.tickwire.examples;

import org.jspecify.annotations.NullMarked;
