package io.tickwire.stress.harness;

import java.util.Locale;

/** The scenarios' assertions; the message is made only when one fails. */
public final class Check {
    private Check() {}

    public static void that(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** With numbers for the message; they are boxed only on failure by the overloads below. */
    public static void that(boolean condition, String format, long a, long b, long c, long d) {
        if (!condition) {
            throw new AssertionError(String.format(Locale.ROOT, format, a, b, c, d));
        }
    }

    public static void equal(String what, long expected, long found) {
        if (expected != found) {
            throw new AssertionError(what + ": expected " + expected + ", found " + found);
        }
    }

    public static void atMost(String what, long limit, long found) {
        if (found > limit) {
            throw new AssertionError(what + ": at most " + limit + ", found " + found);
        }
    }
}
