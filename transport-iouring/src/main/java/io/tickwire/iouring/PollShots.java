package io.tickwire.iouring;

import java.util.Arrays;

/**
 * What polls have brought on its way to core. Shots of one poll that core has not taken yet are put
 * together: a poll has one at a time, which bounds the memory for them.
 */
final class PollShots implements ByToken {
    private static final int ENDED = LinuxAbi.POLLERR | LinuxAbi.POLLHUP;

    /** What each token's poll asked for; 0 for a token that is no poll's. */
    private byte[] asked;

    /** What each token's poll has to tell. */
    private byte[] untold;

    /** The tokens that have something to tell, oldest first. */
    private int[] tokens;

    private int count;

    PollShots(int tokenCapacity) {
        asked = new byte[tokenCapacity];
        untold = new byte[tokenCapacity];
        tokens = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        asked = Arrays.copyOf(asked, tokenCapacity);
        untold = Arrays.copyOf(untold, tokenCapacity);
        tokens = Arrays.copyOf(tokens, tokenCapacity);
    }

    void begin(int token, int events) {
        asked[token] = (byte) events;
    }

    boolean isPoll(int token) {
        return asked[token] != 0;
    }

    int asked(int token) {
        return asked[token];
    }

    /** What a poll's result means: a socket that failed or ended is ready for all. */
    int events(int token, int mask) {
        return (mask & ENDED) != 0 ? asked[token] : mask & asked[token];
    }

    void add(int token, int mask) {
        if (untold[token] == 0) {
            tokens[count++] = token;
        }
        untold[token] |= (byte) events(token, mask);
    }

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return count;
    }

    int token(int index) {
        return tokens[index];
    }

    /** Takes what a poll has to tell; its place in the list stays until {@link #remove}. */
    int take(int token) {
        int events = untold[token];
        untold[token] = 0;
        return events;
    }

    /** Removes the oldest of the list. */
    void remove(int number) {
        count -= number;
        System.arraycopy(tokens, number, tokens, 0, count);
    }

    /** Drops all of a poll, which has ended. */
    void end(int token) {
        asked[token] = 0;
        if (untold[token] == 0) {
            return;
        }
        untold[token] = 0;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (tokens[i] != token) {
                tokens[kept++] = tokens[i];
            }
        }
        count = kept;
    }
}
