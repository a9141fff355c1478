/** What core's packages share and nobody else uses: not exported. */
@NullMarked
package io.tickwire.internal;

import org.jspecify.annotations.NullMarked;
