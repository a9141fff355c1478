package io.tickwire.examples.world;

import io.tickwire.IoCompletion;

/**
 * What the game has seen, over all its restarts: a digest that tells two runs apart, and counts.
 * For one thread.
 */
final class Witness {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private long digest;
    private long messagesIn;
    private long messagesOut;
    private long farewells;
    private long violations;
    private long queriesAnswered;

    /** Takes a completion into the digest. */
    void saw(long tickNumber, IoCompletion completion) {
        long id = completion.hasResource() ? completion.resource().id() : 0;
        saw(tickNumber * 31 + completion.operation().name().hashCode());
        saw(completion.sequence() * 31 + completion.shot());
        saw(id * 31 + completion.result());
    }

    /** Takes any number into the digest. */
    void saw(long number) {
        digest = (digest ^ number) * FACTOR;
        digest ^= digest >>> 32;
    }

    void messageCame(int session, int number) {
        messagesIn++;
        saw((long) session << Integer.SIZE | number);
    }

    void messagesSent(int count) {
        messagesOut += count;
    }

    void farewellSent() {
        farewells++;
    }

    void violationSeen() {
        violations++;
    }

    void queryAnswered() {
        queriesAnswered++;
    }

    long digest() {
        return digest;
    }

    long messagesIn() {
        return messagesIn;
    }

    long messagesOut() {
        return messagesOut;
    }

    /** Players who left in good order. */
    long farewells() {
        return farewells;
    }

    /** Players who were dropped for what they sent. */
    long violations() {
        return violations;
    }

    long queriesAnswered() {
        return queriesAnswered;
    }
}
