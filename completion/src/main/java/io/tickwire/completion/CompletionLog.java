package io.tickwire.completion;

import io.tickwire.spi.GroupBuffers;
import java.util.Arrays;
import java.util.List;

/**
 * Completions on their way to core, in the order they came. A pass goes over all of them, entry by
 * entry, and each is passed on or kept for the next pass.
 *
 * <p>A token has one last completion, and no token is given out again before that was passed on. So
 * there is a place for it and for one shot of each token, and for one shot of each buffer that a
 * kernel may choose. Beyond that the log grows with what is bounded elsewhere: a process has so
 * many descriptors (RLIMIT_NOFILE), and an accepted connection is one.
 */
public final class CompletionLog implements ByToken {
    /** Stands for no buffer of a group. */
    public static final int NO_BUFFER = -1;

    private static final int LAST = 1;

    private final int buffers;
    private int[] tokens;
    private int[] results;

    /** The buffer of each entry, plus one, and whether it is a last completion. */
    private int[] notes;

    /** By token: its shots that are here. */
    private int[] shotsByToken;

    private int count;

    /** The entry that a pass is at, and how many before it are kept. */
    private int at = -1;

    private int kept;

    /**
     * Makes an empty log.
     *
     * @param groups those whose buffers a kernel chooses from
     * @param tokenCapacity how many tokens there are
     */
    public CompletionLog(List<GroupBuffers> groups, int tokenCapacity) {
        buffers = groups.stream().mapToInt(group -> group.group().count()).sum();
        int capacity = buffers + 2 * tokenCapacity;
        tokens = new int[capacity];
        results = new int[capacity];
        notes = new int[capacity];
        shotsByToken = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        growTo(Math.max(tokens.length, buffers + 2 * tokenCapacity));
        shotsByToken = Arrays.copyOf(shotsByToken, tokenCapacity);
    }

    private void growTo(int capacity) {
        tokens = Arrays.copyOf(tokens, capacity);
        results = Arrays.copyOf(results, capacity);
        notes = Arrays.copyOf(notes, capacity);
    }

    /**
     * Adds a completion of an operation that goes on.
     *
     * @param token names the operation
     * @param result what it has come to
     * @param buffer the buffer of its group that it has taken, or {@link #NO_BUFFER}
     */
    public void shot(int token, int result, int buffer) {
        add(token, result, (buffer + 1) << 1);
        shotsByToken[token]++;
    }

    /**
     * Adds an operation's last completion.
     *
     * @param token names the operation
     * @param result what it has come to
     * @param buffer the buffer of its group that it has taken, or {@link #NO_BUFFER}
     */
    public void last(int token, int result, int buffer) {
        add(token, result, (buffer + 1) << 1 | LAST);
    }

    private void add(int token, int result, int note) {
        if (count == tokens.length) {
            growTo(2 * count);
        }
        tokens[count] = token;
        results[count] = result;
        notes[count] = note;
        count++;
    }

    /**
     * Goes on to the next entry, or begins a pass.
     *
     * @return false if there is none
     */
    public boolean next() {
        return ++at < count;
    }

    /**
     * The operation of the entry that the pass is at.
     *
     * @return its token
     */
    public int token() {
        return tokens[at];
    }

    /**
     * What the entry says.
     *
     * @return the result that was added
     */
    public int result() {
        return results[at];
    }

    /**
     * The buffer that came with the entry.
     *
     * @return its index in its group, or {@link #NO_BUFFER}
     */
    public int buffer() {
        return (notes[at] >> 1) - 1;
    }

    /**
     * Whether the entry is its operation's last.
     *
     * @return false for a shot
     */
    public boolean isLast() {
        return (notes[at] & LAST) != 0;
    }

    /**
     * How many shots of an operation are here, but for those that the pass has passed on.
     *
     * @param token names the operation
     * @return a count
     */
    public int shotsOf(int token) {
        return shotsByToken[token];
    }

    /** Notes that the entry, a shot, is passed on. */
    public void passShot() {
        shotsByToken[tokens[at]]--;
    }

    /** Keeps the entry for the next pass. */
    public void keep() {
        tokens[kept] = tokens[at];
        results[kept] = results[at];
        notes[kept] = notes[at];
        kept++;
    }

    /** Ends a pass, wherever it is: what it has come to and did not keep is removed. */
    public void endPass() {
        int ahead = Math.min(at + 1, count);
        System.arraycopy(tokens, ahead, tokens, kept, count - ahead);
        System.arraycopy(results, ahead, results, kept, count - ahead);
        System.arraycopy(notes, ahead, notes, kept, count - ahead);
        count -= ahead - kept;
        rewind();
    }

    /** Ends a pass that has only looked. */
    public void rewind() {
        at = -1;
        kept = 0;
    }
}
