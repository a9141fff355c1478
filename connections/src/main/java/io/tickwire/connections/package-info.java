/**
 * The clients of a server: one declaration of where to listen and what is allowed, one handler that
 * sees who joined, their frames, and why they left. Stands on the public API of {@code
 * io.tickwire}; the engine knows nothing of it.
 *
 * <p>{@link io.tickwire.connections.ConnectionSettings} is the declaration, {@link
 * io.tickwire.connections.Connections} the system, {@link
 * io.tickwire.connections.ConnectionHandler} what the program brings along, {@link
 * io.tickwire.connections.Connection} what it has of each client.
 */
@NullMarked
package io.tickwire.connections;

import org.jspecify.annotations.NullMarked;
