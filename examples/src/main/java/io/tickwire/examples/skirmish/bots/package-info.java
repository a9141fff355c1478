/**
 * The load of a skirmish server: many clients of good and bad habits in one thread, each with a
 * report of what became of it. {@link io.tickwire.examples.skirmish.bots.SkirmishBots} runs them,
 * {@link io.tickwire.examples.skirmish.bots.BotsCommand} is their command.
 */
@NullMarked
package io.tickwire.examples.skirmish.bots;

import org.jspecify.annotations.NullMarked;
