package io.tickwire.benchmarks.harness;

import java.util.Map;
import java.util.TreeMap;

/** Flags of the form {@code --name value}. */
final class Flags {
    private final Map<String, String> values = new TreeMap<>();

    /** Takes every flag that has a default; refuses others. */
    Flags(String[] arguments, Map<String, String> defaults) {
        values.putAll(defaults);
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!defaults.containsKey(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        arguments[i] + ": the flags are --name value, by default " + defaults);
            }
            values.put(name, arguments[i + 1]);
        }
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no flag is called " + name);
        }
        return value;
    }

    int number(String name, int low, int high) {
        int value = Integer.parseInt(text(name));
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "--" + name + " " + value + " is not from " + low + " to " + high);
        }
        return value;
    }
}
