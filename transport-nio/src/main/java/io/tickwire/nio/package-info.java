/** The transport over NIO. Programs choose it by its jar; they need no class of this package. */
@NullMarked
package io.tickwire.nio;

import org.jspecify.annotations.NullMarked;
