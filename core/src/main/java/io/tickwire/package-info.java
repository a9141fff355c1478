/**
 * Tickwire batches a program's I/O into the phases of its tick: systems queue intents while a phase
 * runs, every intent of the phase goes to the kernel in one batch, and completions come back in an
 * order that depends neither on the kernel nor on the transport nor on threads.
 *
 * <p>Start with {@link io.tickwire.TickLoop}. What programs do with a loop time and again is in
 * {@link io.tickwire.recipes}.
 *
 * <p>A map, for whoever reads the sources (the engine and what programs see of it are in one
 * package, so that the engine's members can stay hidden):
 *
 * <ul>
 *   <li>loop: {@link io.tickwire.TickLoop}, its builder, {@link io.tickwire.PhaseBuilder}, {@link
 *       io.tickwire.BatchConfig}, {@link io.tickwire.TickRate} and {@link io.tickwire.WaitPolicy};
 *       {@code TickEngine} has a method for each step of a tick, {@code Pacer} starts ticks, {@code
 *       LoopParts} puts it all together
 *   <li>systems: {@link io.tickwire.TickSystem}, {@link io.tickwire.SystemSetup}, {@link
 *       io.tickwire.TickContext}; {@link io.tickwire.Lane} with its {@link
 *       io.tickwire.IoIntentQueue} and {@link io.tickwire.IoInbox}
 *   <li>requests: {@link io.tickwire.IoRequest} with {@link io.tickwire.FileRequests} and {@link
 *       io.tickwire.RequestModifiers}, {@link io.tickwire.IoOpType}; {@code RequestRules} and
 *       {@code BufferClaims} say what is refused; {@code Intent} is what becomes of one, {@code
 *       IntentPool} where it lives
 *   <li>results: {@link io.tickwire.IoCompletion}, {@link io.tickwire.IoStatus}, {@link
 *       io.tickwire.IoResultSlot}, {@link io.tickwire.CompletionCallback}, {@link
 *       io.tickwire.ErrorPolicy} with {@link io.tickwire.LoopError}
 *   <li>resources: {@link io.tickwire.IoResource} and its kinds, {@link io.tickwire.SocketOptions},
 *       {@link io.tickwire.BufferGroup}, {@link io.tickwire.Replacement}; {@code ResourceTable},
 *       {@code GroupTable} and {@code AcceptLimits} keep them
 *   <li>threads: {@link io.tickwire.Mailbox}, {@code MessageRing}, {@code ParallelRun}, {@code
 *       LaneLoans}, {@code LoopAccess}; {@link io.tickwire.LoopStats} with {@link
 *       io.tickwire.TickTimes} can be read from any
 *   <li>seal and submit: {@code Sealer}, {@code Submitter}, {@code GroupSubmitter}, {@code Chains},
 *       {@code KernelLinks}, {@code TimerHeap}, {@code Canceller}
 *   <li>streams: {@code SendQueue}, {@code ReceiveQueue}, {@code GatheredSend}, {@code SendShare}
 *   <li>delivery: {@code Harvester}, {@code CompletionRing}, {@code CompletionOrder}, {@code
 *       Delivery}
 *   <li>the end: {@code Shutdown}, {@code SignalHook}, {@code StreamDrop} of a stream alone, {@code
 *       LoopCloser}, {@code SystemLife}
 * </ul>
 */
@NullMarked
package io.tickwire;

import org.jspecify.annotations.NullMarked;
