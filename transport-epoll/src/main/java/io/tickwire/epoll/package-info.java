/** The transport over epoll. Programs choose it by its jar; they need no class of this package. */
@NullMarked
package io.tickwire.epoll;

import org.jspecify.annotations.NullMarked;
