package io.tickwire.iouring;

import java.util.Arrays;

/**
 * Where the ring's completions wait until the loop's run is over.
 *
 * <p>The log of last completions cannot overflow: a token has one, and no token is given out again
 * before its last completion was read from here.
 */
final class CompletionLog implements ByToken {
    private final ShotQueue shots;
    private final GroupReceives receives;
    private final PollShots polls;
    private final ZeroCopyResults zeroCopy;
    private int[] tokens;
    private int[] results;
    private int count;
    private long finished;

    CompletionLog(
            int tokenCapacity,
            ShotQueue shots,
            GroupReceives receives,
            PollShots polls,
            ZeroCopyResults zeroCopy) {
        this.shots = shots;
        this.receives = receives;
        this.polls = polls;
        this.zeroCopy = zeroCopy;
        tokens = new int[tokenCapacity];
        results = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        tokens = Arrays.copyOf(tokens, tokenCapacity);
        results = Arrays.copyOf(results, tokenCapacity);
    }

    /** Takes a completion in; only copies. */
    void completed(int token, int result, int flags) {
        boolean hasBuffer = (flags & LinuxAbi.CQE_BUFFER) != 0;
        int buffer = flags >>> LinuxAbi.CQE_BUFFER_SHIFT;
        if ((flags & LinuxAbi.CQE_MORE) != 0) {
            if (hasBuffer) {
                receives.arrived(token, result, buffer);
            } else if (polls.isPoll(token)) {
                polls.add(token, result);
            } else if (zeroCopy.isMine(token)) {
                zeroCopy.add(token, result);
            } else {
                shots.add(token, result);
            }
            return;
        }
        finished++;
        if (hasBuffer) {
            receives.last(token, buffer);
        }
        if (token != TokenTable.ANONYMOUS) {
            add(token, result);
        }
    }

    /** Counts the completion of an entry that has no token. */
    void completedUnnamed() {
        finished++;
    }

    /** Adds a last completion. */
    void add(int token, int result) {
        tokens[count] = token;
        results[count] = result;
        count++;
    }

    int count() {
        return count;
    }

    int token(int index) {
        return tokens[index];
    }

    int result(int index) {
        return results[index];
    }

    /** Removes the oldest. */
    void drop(int number) {
        count -= number;
        System.arraycopy(tokens, number, tokens, 0, count);
        System.arraycopy(results, number, results, 0, count);
    }

    /** Last completions that the kernel has posted, ever. */
    long finished() {
        return finished;
    }
}
