package io.tickwire.iouring;

import io.tickwire.spi.GroupBuffers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Data that multishot receives have taken buffers of their groups for, on its way to core, in the
 * order it came. Cannot overflow: each element holds a buffer of its own, but for one empty
 * datagram of each token.
 */
final class GroupReceives {
    static final int NONE = -1;

    private final int[] tokens;
    private final int[] results;
    private final int[] buffers;
    private final int[] countByToken;
    private final @Nullable GroupBuffers[] groupByToken;

    /** The buffer of a token's last completion. */
    private final int[] lastBuffers;

    private int count;

    GroupReceives(List<GroupBuffers> groups, int tokenCapacity) {
        int buffered = groups.stream().mapToInt(group -> group.group().count()).sum();
        int capacity = groups.isEmpty() ? 0 : buffered + tokenCapacity;
        tokens = new int[capacity];
        results = new int[capacity];
        buffers = new int[capacity];
        countByToken = new int[groups.isEmpty() ? 0 : tokenCapacity];
        groupByToken = new @Nullable GroupBuffers[groups.isEmpty() ? 0 : tokenCapacity];
        lastBuffers = new int[groups.isEmpty() ? 0 : tokenCapacity];
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
