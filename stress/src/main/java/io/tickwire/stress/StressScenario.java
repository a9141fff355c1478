package io.tickwire.stress;

import io.tickwire.stress.harness.Stage;

/**
 * One kind of hard work with its assertions, for any transport. Has no state: a run's state lives
 * in the run.
 */
public abstract class StressScenario {
    private final String name;
    private final String promise;
    private final int shortSize;
    private final int fullSize;

    StressScenario(String name, String promise, int shortSize, int fullSize) {
        this.name = name;
        this.promise = promise;
        this.shortSize = shortSize;
        this.fullSize = fullSize;
    }

    /**
     * What reports call it.
     *
     * @return lower-case words with hyphens
     */
    public final String name() {
        return name;
    }

    /**
     * What it proves.
     *
     * @return a sentence
     */
    public final String promise() {
        return promise;
    }

    /**
     * The size for every build: a second or two.
     *
     * @return a count of what the scenario repeats
     */
    public final int shortSize() {
        return shortSize;
    }

    /**
     * The size that the scenario is meant for.
     *
     * @return a count of what the scenario repeats
     */
    public final int fullSize() {
        return fullSize;
    }

    /**
     * Does the work.
     *
     * @param stage what it runs on
     * @param size how much of it, at least 1
     * @return what was done, in numbers
     * @throws AssertionError if a promise was broken
     */
    abstract String run(Stage stage, int size) throws Exception;

    @Override
    public final String toString() {
        return name;
    }
}
