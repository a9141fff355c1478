/**
 * The readiness engine's sockets by system calls, through Netty's native. Open to the epoll and the
 * kqueue transport only; programs need no class of this package.
 */
@NullMarked
package io.tickwire.unix;

import org.jspecify.annotations.NullMarked;
