package io.tickwire;

import io.tickwire.internal.Nanos;
import java.time.Duration;
import java.util.Objects;

/**
 * How long a phase waits, at its end, for the prompt intents of its batch. What comes later is
 * delivered at the next INTAKE and counted as late.
 */
public final class WaitPolicy {
    /** The default: a quarter of the tick's period, or 5 ms where there is no period. */
    static final WaitPolicy DEFAULT = new WaitPolicy(-1);

    private static final long DEFAULT_BUDGET_NANOS = 5_000_000;

    private final long budgetNanos;

    private WaitPolicy(long budgetNanos) {
        this.budgetNanos = budgetNanos;
    }

    /**
     * Waits for all prompt intents, however long they take: the run is in lockstep with them.
     *
     * @return the policy
     */
    public static WaitPolicy awaitPrompt() {
        return new WaitPolicy(Long.MAX_VALUE);
    }

    /**
     * Waits for prompt intents for at most a budget.
     *
     * @param budget above zero
     * @return the policy
     */
    public static WaitPolicy awaitPrompt(Duration budget) {
        Objects.requireNonNull(budget, "budget");
        if (budget.isNegative() || budget.isZero()) {
            throw new IllegalArgumentException("budget: " + budget);
        }
        return new WaitPolicy(Nanos.of(budget));
    }

    /**
     * Does not wait: delivers what is there.
     *
     * @return the policy
     */
    public static WaitPolicy noWait() {
        return new WaitPolicy(0);
    }

    /** The budget, given the tick's period or 0. */
    long budgetNanos(long periodNanos) {
        if (budgetNanos >= 0) {
            return budgetNanos;
        }
        return periodNanos == 0 ? DEFAULT_BUDGET_NANOS : periodNanos / 4;
    }
}
