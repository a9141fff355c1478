package io.tickwire;

/**
 * The order of delivery, and the only place that decides it: ascending by (sequence, shot),
 * whatever order results came in. Merge sort over natural runs: one pass and no copy for results
 * that came in order, as most do. Allocates nothing after start.
 */
final class CompletionOrder {
    private final IoCompletion[] scratch;
    private final int[] runStarts;

    CompletionOrder(int capacity) {
        scratch = new IoCompletion[capacity];
        runStarts = new int[capacity + 1];
    }

    /** Sorts the first {@code count} completions in place. */
    void sort(IoCompletion[] completions, int count) {
        int runs = findRuns(completions, count);
        while (runs > 1) {
            runs = mergePairs(completions, runs, count);
        }
    }

    private static boolean isBefore(IoCompletion a, IoCompletion b) {
        return a.sequence < b.sequence || (a.sequence == b.sequence && a.shot < b.shot);
    }

    /** Notes where ascending runs start, reversing descending ones; answers how many there are. */
    private int findRuns(IoCompletion[] completions, int count) {
        int runs = 0;
        int start = 0;
        while (start < count) {
            runStarts[runs++] = start;
            int end = start + 1;
            if (end < count && isBefore(completions[end], completions[start])) {
                end = endOfDescent(completions, start, count);
                reverse(completions, start, end);
            }
            while (end < count && !isBefore(completions[end], completions[end - 1])) {
                end++;
            }
            start = end;
        }
        runStarts[runs] = count;
        return runs;
    }

    private static int endOfDescent(IoCompletion[] completions, int start, int count) {
        int end = start + 1;
        while (end < count && isBefore(completions[end], completions[end - 1])) {
            end++;
        }
        return end;
    }

    private static void reverse(IoCompletion[] completions, int start, int end) {
        for (int low = start, high = end - 1; low < high; low++, high--) {
            IoCompletion swap = completions[low];
            completions[low] = completions[high];
            completions[high] = swap;
        }
    }

    /** Merges neighbouring runs; answers how many are left. */
    private int mergePairs(IoCompletion[] completions, int runs, int count) {
        int left = 0;
        for (int run = 0; run < runs; run += 2) {
            int start = runStarts[run];
            int end = runStarts[Math.min(run + 2, runs)];
            if (run + 1 < runs) {
                merge(completions, start, runStarts[run + 1], end);
            }
            runStarts[left++] = start;
        }
        runStarts[left] = count;
        return left;
    }

    private void merge(IoCompletion[] completions, int start, int middle, int end) {
        System.arraycopy(completions, start, scratch, 0, middle - start);
        int low = 0;
        int lowEnd = middle - start;
        int high = middle;
        int out = start;
        while (low < lowEnd && high < end) {
            completions[out++] =
                    isBefore(completions[high], scratch[low])
                            ? completions[high++]
                            : scratch[low++];
        }
        System.arraycopy(scratch, low, completions, out, lowEnd - low);
    }
}
