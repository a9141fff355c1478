package io.tickwire.iouring;

import java.util.Arrays;

/**
 * What polls have brought on its way to core. Shots of one poll that core has not taken yet are put
 * together: a poll has one at a time, which bounds the memory for them.
 */
final class PollShots implements ByToken {
    private static final int ENDED = LinuxAbi.POLLERR | LinuxAbi.POLLHUP;
    private static final int GAP = -1;

    /** What each token's poll asked for; 0 for a token that is no poll's. */
    private byte[] asked;

    /** What each token's poll has to tell. */
    private byte[] untold;

    /** The tokens that have something to tell, oldest first; {@link #GAP} for polls that ended. */
    private int[] tokens;

    /** Where each token that has something to tell is, counted from the first one ever. */
    private int[] places;

    /** How many were removed, ever; it may wrap. */
    private int removed;

    private int count;

    PollShots(int tokenCapacity) {
        asked = new byte[tokenCapacity];
        untold = new byte[tokenCapacity];
        tokens = new int[tokenCapacity];
        places = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        asked = Arrays.copyOf(asked, tokenCapacity);
        untold = Arrays.copyOf(untold, tokenCapacity);
        tokens = Arrays.copyOf(tokens, tokenCapacity);
        places = Arrays.copyOf(places, tokenCapacity);
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
            if (count == tokens.length) {
                closeGaps();
            }
            enter(token);
        }
        untold[token] |= (byte) events(token, mask);
    }

    private void enter(int token) {
        places[token] = removed + count;
        tokens[count++] = token;
    }

    private void closeGaps() {
        int before = count;
        count = 0;
        for (int i = 0; i < before; i++) {
            if (tokens[i] != GAP) {
                enter(tokens[i]);
            }
        }
    }

    /** Places in the list, those of polls that have ended included. */
    int size() {
        return count;
    }

    /** Whether the poll at a place has ended: it has nothing to tell any more. */
    boolean isGap(int index) {
        return tokens[index] == GAP;
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
        removed += number;
        System.arraycopy(tokens, number, tokens, 0, count);
    }

    /** Drops all of a poll, which has ended. */
    void end(int token) {
        asked[token] = 0;
        if (untold[token] == 0) {
            return;
        }
        untold[token] = 0;
        tokens[places[token] - removed] = GAP;
    }
}
