/** The transport over kqueue. Programs choose it by its jar; they need no class of this package. */
@NullMarked
package io.tickwire.kqueue;

import org.jspecify.annotations.NullMarked;
