/**
 * What a transport provides to core, and what core asks of it. Programs do not need this package.
 */
@NullMarked
package io.tickwire.spi;

import org.jspecify.annotations.NullMarked;
