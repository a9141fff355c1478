package io.tickwire.examples.skirmish;

/** Random numbers whose state can be saved (the SplitMix64 of Steele, Lea and Flood). */
final class WorldRandom {
    private long state;

    WorldRandom(long state) {
        this.state = state;
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    int below(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    long state() {
        return state;
    }
}
