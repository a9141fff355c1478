package io.tickwire.iouring;

import java.util.Arrays;

/**
 * Accepted connections of multishot ACCEPTs on their way to core, in the order they came.
 *
 * <p>It grows when a single entry into the kernel brings more than expected. It is bounded all the
 * same: each element is an open descriptor, and the process has a limit of those (RLIMIT_NOFILE).
 */
final class ShotQueue implements ByToken {
    private static final int INITIAL = 1024;

    private int[] countByToken;
    private int[] tokens = new int[INITIAL];
    private int[] fds = new int[INITIAL];
    private int head;
    private int size;

    ShotQueue(int tokenCapacity) {
        countByToken = new int[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        countByToken = Arrays.copyOf(countByToken, tokenCapacity);
    }

    void add(int token, int fd) {
        if (size == fds.length) {
            makeRoom();
        }
        int tail = (head + size) & (fds.length - 1);
        tokens[tail] = token;
        fds[tail] = fd;
        size++;
        countByToken[token]++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** How many connections of one ACCEPT are here. */
    int countOf(int token) {
        return countByToken[token];
    }

    int token(int index) {
        return tokens[(head + index) & (fds.length - 1)];
    }

    int fd(int index) {
        return fds[(head + index) & (fds.length - 1)];
    }

    /** Removes the oldest connection. */
    void remove() {
        countByToken[tokens[head]]--;
        head = (head + 1) & (fds.length - 1);
        size--;
    }

    private void makeRoom() {
        int capacity = fds.length;
        tokens = unrolled(tokens, capacity);
        fds = unrolled(fds, capacity);
        head = 0;
    }

    private int[] unrolled(int[] ring, int capacity) {
        int[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, head, capacity), capacity << 1);
        System.arraycopy(ring, 0, larger, capacity - head, head);
        return larger;
    }
}
