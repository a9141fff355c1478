package io.tickwire;

import io.tickwire.LoopError.Source;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where exceptions of user code end up: asks the policy and keeps the first to
 * rethrow.
 */
final class ErrorBox {
    private final ErrorPolicy policy;
    private @Nullable Throwable first;
    private long count;
    private Optional<String> phase = Optional.empty();

    ErrorBox(ErrorPolicy policy) {
        this.policy = policy;
    }

    /** What is caught from here on belongs to a phase, or to none. */
    void enter(Optional<String> newPhase) {
        phase = newPhase;
    }

    /** What a part of the loop's has thrown that may belong to a lane, and to no intent. */
    void caught(Source source, @Nullable String lane, Throwable error) {
        boolean unused = isToDrop(source, lane, null, null, error);
    }

    /**
     * What came of an intent; answers whether its stream, which there is then, is to be dropped.
     */
    boolean isToDrop(
            Source source,
            @Nullable String lane,
            @Nullable IoOpType operation,
            @Nullable IoResource resource,
            Throwable error) {
        count++;
        LoopError named =
                new LoopError(
                        source,
                        Optional.ofNullable(lane),
                        phase,
                        Optional.ofNullable(operation),
                        Optional.ofNullable(resource),
                        error);
        ErrorPolicy.Action action = error instanceof Error ? null : ask(named);
        if (action == ErrorPolicy.Action.DROP && resource instanceof IoStream) {
            return true;
        }
        if (action != ErrorPolicy.Action.CONTINUE) {
            keep(error);
        }
        return false;
    }

    /** Has the loop's call throw it at its end. */
    void keep(Throwable error) {
        if (first == null) {
            first = error;
        } else {
            suppress(first, error);
        }
    }

    /** An exception cannot suppress itself: a policy may well throw what it was given. */
    @SuppressWarnings("ReferenceEquality")
    private static void suppress(Throwable error, Throwable further) {
        if (further != error) {
            error.addSuppressed(further);
        }
    }

    private ErrorPolicy.Action ask(LoopError error) {
        try {
            return policy.onError(error);
        } catch (Throwable e) {
            suppress(error.cause(), e);
            return ErrorPolicy.Action.STOP;
        }
    }

    boolean isStopping() {
        return first != null;
    }

    long count() {
        return count;
    }

    /** Throws what was kept, if anything, and forgets it. */
    void rethrow() {
        Throwable error = first;
        first = null;
        if (error != null) {
            throw ErrorBox.<RuntimeException>sneaky(error);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable error) throws T {
        throw (T) error;
    }
}
