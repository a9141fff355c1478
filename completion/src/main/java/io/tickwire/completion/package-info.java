/**
 * The completion engine: what transports share whose kernel tells when an operation is done, as the
 * readiness engine is for those whose kernel tells when a socket is ready. Transports use it;
 * programs do not need this package. All of it belongs to the loop's thread.
 *
 * <p>An operation takes a token of the {@link io.tickwire.completion.TokenTable} and goes to the
 * kernel under that name. What the kernel answers is noted in the {@link
 * io.tickwire.completion.CompletionLog}, with results as core has them. A pass then takes it to
 * core, by {@link io.tickwire.completion.Completions} alone, and asks {@link
 * io.tickwire.completion.Multishot} about whatever has several. The kernel's calls, its numbers and
 * the pass with its operations are each transport's own.
 */
@NullMarked
package io.tickwire.completion;

import org.jspecify.annotations.NullMarked;
