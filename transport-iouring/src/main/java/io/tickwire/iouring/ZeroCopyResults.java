package io.tickwire.iouring;

import java.util.Arrays;

/** What zero-copy sends came to, by token, until the kernel notifies that they are over. */
final class ZeroCopyResults implements ByToken {
    private static final int NOT_MINE = Integer.MIN_VALUE;
    private static final int NONE_YET = Integer.MIN_VALUE + 1;

    private int[] results;

    ZeroCopyResults(int tokenCapacity) {
        results = new int[tokenCapacity];
        Arrays.fill(results, NOT_MINE);
    }

    @Override
    public void grow(int tokenCapacity) {
        int before = results.length;
        results = Arrays.copyOf(results, tokenCapacity);
        Arrays.fill(results, before, tokenCapacity, NOT_MINE);
    }

    void begin(int token) {
        results[token] = NONE_YET;
    }

    /** Whether a token is a zero-copy send's. */
    boolean isMine(int token) {
        return results[token] != NOT_MINE;
    }

    void add(int token, int result) {
        results[token] = result;
    }

    /** Whether a send was done and only its memory is still in use. */
    boolean isSent(int token) {
        return results[token] >= 0;
    }

    int result(int token) {
        return results[token];
    }

    /** Ends a send; answers its result, which its last completion has if none came before. */
    int end(int token, int lastResult) {
        int result = results[token] == NONE_YET ? lastResult : results[token];
        results[token] = NOT_MINE;
        return result;
    }
}
