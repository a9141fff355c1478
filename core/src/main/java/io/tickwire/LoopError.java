package io.tickwire;

import java.util.Objects;
import java.util.Optional;

/**
 * What an {@link ErrorPolicy} decides about: an exception, and what the loop was doing. Immutable.
 *
 * @param source what the exception came from
 * @param lane the lane whose system or callback threw, or that queued the intent; empty if the
 *     source belongs to none
 * @param phase the phase that is running, or whose completions are delivered; empty at INTAKE and
 *     at the loop's end
 * @param operation what the intent was that the callback or the memory belongs to, if it is about
 *     one
 * @param resource the resource of that intent, or the one that it has just opened, if there is one
 * @param cause what was thrown
 */
public record LoopError(
        Source source,
        Optional<String> lane,
        Optional<String> phase,
        Optional<IoOpType> operation,
        Optional<IoResource> resource,
        Throwable cause) {
    /** What an exception came from. */
    public enum Source {
        /** A system, when it ran. */
        SYSTEM,
        /** A system, when it was told that the loop stops. */
        STOPPING,
        /** A system, when it was torn down. */
        TEAR_DOWN,
        /** The callback of an intent. */
        CALLBACK,
        /** An attempt that a callback had {@linkplain TickContext#whenRoom wait for room}. */
        ATTEMPT,
        /** A buffer that is not what it was when its intent was queued. */
        MEMORY,
        /** The executor of a parallel phase. */
        EXECUTOR,
        /** An observer of the loop. */
        OBSERVER
    }

    /**
     * Names an exception.
     *
     * @param source not null, as all that follows
     * @param lane the lane's name
     * @param phase the phase's name
     * @param operation the intent's operation
     * @param resource the intent's resource
     * @param cause what was thrown
     */
    public LoopError {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(lane, "lane");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(cause, "cause");
    }

    /**
     * The connection that the exception is about.
     *
     * @return the resource, if it is a stream
     */
    public Optional<IoStream> stream() {
        return resource.filter(IoStream.class::isInstance).map(IoStream.class::cast);
    }

    /** One line for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source.name());
        operation.ifPresent(type -> text.append(" of ").append(type));
        resource.ifPresent(one -> text.append(" on ").append(one));
        lane.ifPresent(name -> text.append(", lane \"").append(name).append('"'));
        phase.ifPresent(name -> text.append(", phase \"").append(name).append('"'));
        return text.append(": ").append(cause).toString();
    }
}
