package io.tickwire;

import java.util.random.RandomGenerator;

/**
 * Random numbers of one lane: a SplitMix64 sequence (Steele, Lea and Flood, OOPSLA 2014) that
 * starts anew at each tick from (seed, lane, tick), so it depends neither on threads nor on other
 * lanes.
 */
final class TickRandom implements RandomGenerator {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long laneSeed;
    private long state;

    TickRandom(long seed, int lane) {
        laneSeed = mix(seed + GOLDEN * (lane + 1L));
    }

    void beginTick(long tick) {
        state = mix(laneSeed ^ mix(tick + GOLDEN));
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
