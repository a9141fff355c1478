package io.tickwire.benchmarks.doubles;

import java.util.Random;

/**
 * Random orders of a batch, drawn before they are needed: drawing them would cost more than what is
 * measured. There are so many of them that the processor's branch predictor cannot learn one.
 */
final class Permutations {
    private static final int COUNT = 256;
    private static final int[][] NONE = {};

    private final Random random = new Random(1);
    private int[][] permutations = NONE;
    private int next;

    /** A permutation of 0 to {@code size} - 1; allocates only when the size changes. */
    int[] next(int size) {
        if (permutations.length == 0 || permutations[0].length != size) {
            permutations = draw(size);
        }
        next = (next + 1) & (COUNT - 1);
        return permutations[next];
    }

    private int[][] draw(int size) {
        int[][] drawn = new int[COUNT][size];
        for (int[] permutation : drawn) {
            for (int i = 0; i < size; i++) {
                int other = random.nextInt(i + 1);
                permutation[i] = permutation[other];
                permutation[other] = i;
            }
        }
        return drawn;
    }
}
