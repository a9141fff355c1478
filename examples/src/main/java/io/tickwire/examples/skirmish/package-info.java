/**
 * Skirmish, a small authoritative game at 60 ticks a second: its world, its protocol and its
 * limits, without any I/O, so that every server of it serves the same game. Players log in over
 * TCP, send what they press over UDP, chat, and get a snapshot of what is around them each tick.
 *
 * <p>{@link io.tickwire.examples.skirmish.SkirmishWorld} is the game, {@link
 * io.tickwire.examples.skirmish.SkirmishProtocol} a server's side of the messages, {@link
 * io.tickwire.examples.skirmish.SkirmishClientProtocol} a client's. Nothing here is safe for use by
 * several threads at a time.
 */
@NullMarked
package io.tickwire.examples.skirmish;

import org.jspecify.annotations.NullMarked;
