package io.tickwire;

/**
 * The order of delivery, and the only place that decides it: ascending by (sequence, shot),
 * whatever order results came in. Merge sort over natural runs: one pass and no copy for results
 * that came in order, as most do. Allocates only when there is more to be sorted than ever before.
 */
final class CompletionOrder {
    private final IoCompletion[] completions;
    private int[] scratch = new int[0];
    private int[] runStarts = new int[1];

    /** An order of ids that stand for these completions. */
    CompletionOrder(IoCompletion[] completions) {
        this.completions = completions;
    }

    /** Sorts the first {@code count} ids in place. */
    void sort(int[] ids, int count) {
        if (count > scratch.length) {
            scratch = new int[ids.length];
            runStarts = new int[ids.length + 1];
        }
        int runs = findRuns(ids, count);
        while (runs > 1) {
            runs = mergePairs(ids, runs, count);
        }
    }

    private boolean isBefore(int one, int other) {
        IoCompletion a = completions[one];
        IoCompletion b = completions[other];
        return a.sequence < b.sequence || (a.sequence == b.sequence && a.shot < b.shot);
    }

    /** Notes where ascending runs start, reversing descending ones; answers how many there are. */
    private int findRuns(int[] ids, int count) {
        int runs = 0;
        int start = 0;
        while (start < count) {
            runStarts[runs++] = start;
            int end = start + 1;
            if (end < count && isBefore(ids[end], ids[start])) {
                end = endOfDescent(ids, start, count);
                reverse(ids, start, end);
            }
            while (end < count && !isBefore(ids[end], ids[end - 1])) {
                end++;
            }
            start = end;
        }
        runStarts[runs] = count;
        return runs;
    }

    private int endOfDescent(int[] ids, int start, int count) {
        int end = start + 1;
        while (end < count && isBefore(ids[end], ids[end - 1])) {
            end++;
        }
        return end;
    }

    private static void reverse(int[] ids, int start, int end) {
        for (int low = start, high = end - 1; low < high; low++, high--) {
            int swap = ids[low];
            ids[low] = ids[high];
            ids[high] = swap;
        }
    }

    /** Merges neighbouring runs; answers how many are left. */
    private int mergePairs(int[] ids, int runs, int count) {
        int left = 0;
        for (int run = 0; run < runs; run += 2) {
            int start = runStarts[run];
            int end = runStarts[Math.min(run + 2, runs)];
            if (run + 1 < runs) {
                merge(ids, start, runStarts[run + 1], end);
            }
            runStarts[left++] = start;
        }
        runStarts[left] = count;
        return left;
    }

    private void merge(int[] ids, int start, int middle, int end) {
        System.arraycopy(ids, start, scratch, 0, middle - start);
        int low = 0;
        int lowEnd = middle - start;
        int high = middle;
        int out = start;
        while (low < lowEnd && high < end) {
            ids[out++] = isBefore(ids[high], scratch[low]) ? ids[high++] : scratch[low++];
        }
        System.arraycopy(scratch, low, ids, out, lowEnd - low);
    }
}
