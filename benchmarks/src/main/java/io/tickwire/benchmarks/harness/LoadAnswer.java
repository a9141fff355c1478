package io.tickwire.benchmarks.harness;

import java.util.HashMap;
import java.util.Map;

/** A load's line of {@code key=value} pairs. */
final class LoadAnswer {
    private final Map<String, Double> values = new HashMap<>();

    LoadAnswer(String line) {
        for (String pair : line.trim().split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not the load's answer: " + line);
            }
            values.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
    }

    double value(String key) {
        Double value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the load did not say " + key + ": " + values);
        }
        return value;
    }
}
