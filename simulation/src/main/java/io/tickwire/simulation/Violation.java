package io.tickwire.simulation;

/**
 * A broken promise of a loop, as {@link Checkers} saw it first. Its stack trace shows where in the
 * loop it was seen. Immutable.
 */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    /** Which promise was broken. */
    private final Rule rule;

    /** The number of the tick in which it was seen, -1 before the first. */
    private final long tick;

    /** The sequence of the intent that it is about, or -1. */
    private final long sequence;

    Violation(Rule rule, long tick, long sequence, String expected) {
        super(rule + " in tick " + tick + " at sequence " + sequence + ": " + expected);
        this.rule = rule;
        this.tick = tick;
        this.sequence = sequence;
    }

    /**
     * Which promise was broken.
     *
     * @return the rule
     */
    public Rule rule() {
        return rule;
    }

    /**
     * In which tick.
     *
     * @return the tick's number, -1 before the first
     */
    public long tick() {
        return tick;
    }

    /**
     * At which intent.
     *
     * @return its sequence, or -1 if it is about none
     */
    public long sequence() {
        return sequence;
    }
}
