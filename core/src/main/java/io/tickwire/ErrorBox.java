package io.tickwire;

import org.jspecify.annotations.Nullable;

/**
 * The one place where exceptions of user code end up: asks the policy and keeps the first to
 * rethrow.
 */
final class ErrorBox {
    private final ErrorPolicy policy;
    private @Nullable Throwable first;
    private long count;

    ErrorBox(ErrorPolicy policy) {
        this.policy = policy;
    }

    void caught(String where, Throwable error) {
        count++;
        if (error instanceof Error || ask(where, error) != ErrorPolicy.Action.CONTINUE) {
            if (first == null) {
                first = error;
            } else {
                suppress(first, error);
            }
        }
    }

    /** An exception cannot suppress itself: a policy may well throw what it was given. */
    @SuppressWarnings("ReferenceEquality")
    private static void suppress(Throwable error, Throwable further) {
        if (further != error) {
            error.addSuppressed(further);
        }
    }

    private ErrorPolicy.Action ask(String where, Throwable error) {
        try {
            return policy.onError(where, error);
        } catch (Throwable e) {
            suppress(error, e);
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
