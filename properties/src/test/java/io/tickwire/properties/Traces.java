package io.tickwire.properties;

import java.util.List;

/** Compares what two runs showed. */
final class Traces {
    private static final int BEFORE = 30;

    private Traces() {}

    /** Fails, and shows the first difference with what came before it. */
    static void requireSame(String what, List<Event> one, List<Event> other) {
        int at = 0;
        while (at < one.size() && at < other.size() && one.get(at).equals(other.get(at))) {
            at++;
        }
        if (at == one.size() && at == other.size()) {
            return;
        }
        StringBuilder text = new StringBuilder(what).append(": there was ");
        text.append(at < one.size() ? show(one.get(at)) : "the end").append(", now there is ");
        text.append(at < other.size() ? show(other.get(at)) : "the end").append(", after\n");
        for (int i = Math.max(0, at - BEFORE); i < at; i++) {
            text.append("    ").append(one.get(i)).append('\n');
        }
        throw new AssertionError(text.toString());
    }

    private static String show(Event event) {
        return event + "(ticket " + Long.toHexString(event.ticket()) + ")";
    }
}
