package io.tickwire.iouring;

import io.tickwire.spi.GroupBuffers;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data that multishot receives have taken buffers of their groups for, on its way to core, in the
 * order it came. Cannot overflow: each element holds a buffer of its own, but for one empty
 * datagram of each token.
 */
final class GroupReceives implements ByToken {
    static final int NONE = -1;

    private int[] tokens;
    private int[] results;
    private int[] buffers;
    private int[] countByToken;
    private @Nullable GroupBuffers[] groupByToken;

    /** The buffer of a token's last completion. */
    private int[] lastBuffers;

    /** Buffers of all groups, each of which can be with one element. */
    private final int buffered;

    private int count;

    GroupReceives(List<GroupBuffers> groups, int tokenCapacity) {
        buffered = groups.stream().mapToInt(group -> group.group().count()).sum();
        tokens = new int[buffered + tokenCapacity];
        results = new int[buffered + tokenCapacity];
        buffers = new int[buffered + tokenCapacity];
        countByToken = new int[tokenCapacity];
        groupByToken = new @Nullable GroupBuffers[tokenCapacity];
        lastBuffers = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        tokens = Arrays.copyOf(tokens, buffered + tokenCapacity);
        results = Arrays.copyOf(results, buffered + tokenCapacity);
        buffers = Arrays.copyOf(buffers, buffered + tokenCapacity);
        countByToken = Arrays.copyOf(countByToken, tokenCapacity);
        groupByToken = Arrays.copyOf(groupByToken, tokenCapacity);
        lastBuffers = Arrays.copyOf(lastBuffers, tokenCapacity);
    }

    void begin(int token, GroupBuffers group) {
        groupByToken[token] = group;
    }

    /** Adds data that is not the last. */
    void arrived(int token, int result, int buffer) {
        taken(token);
        add(token, result, buffer);
    }

    private void taken(int token) {
        GroupBuffers group = groupByToken[token];
        if (group == null) {
            throw new IllegalStateException("token " + token + " has no group");
        }
        group.taken();
    }

    void add(int token, int result, int buffer) {
        tokens[count] = token;
        results[count] = result;
        buffers[count] = buffer;
        count++;
        countByToken[token]++;
    }

    /** Notes the buffer of a last completion, plus one; 0 stands for none. */
    void last(int token, int buffer) {
        taken(token);
        lastBuffers[token] = buffer + 1;
    }

    /** Takes the buffer of a last completion, or {@link #NONE}. */
    int takeLast(int token) {
        int buffer = lastBuffers[token] - 1;
        lastBuffers[token] = 0;
        return buffer;
    }

    int count() {
        return count;
    }

    int countOf(int token) {
        return countByToken[token];
    }

    int token(int index) {
        return tokens[index];
    }

    int result(int index) {
        return results[index];
    }

    int buffer(int index) {
        return buffers[index];
    }

    void passed(int token) {
        countByToken[token]--;
    }

    /** Moves an element to the front, over those that were passed. */
    void keep(int from, int to) {
        tokens[to] = tokens[from];
        results[to] = results[from];
        buffers[to] = buffers[from];
    }

    void truncate(int newCount) {
        count = newCount;
    }
}
