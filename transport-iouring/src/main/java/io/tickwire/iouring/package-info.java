/**
 * The transport over Linux io_uring. Programs choose it by adding its jar; only its provider is
 * public.
 */
@NullMarked
package io.tickwire.iouring;

import org.jspecify.annotations.NullMarked;
