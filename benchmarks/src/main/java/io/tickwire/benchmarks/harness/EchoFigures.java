package io.tickwire.benchmarks.harness;

import java.util.HashMap;
import java.util.Map;

/**
 * What the load measured in one round of one arm.
 *
 * @param rate messages a second
 * @param warmRate the same in the last fifth of the warm-up
 * @param serverMicros CPU time of the server per message, in microseconds
 * @param serverShare CPU time of the server by wall time
 * @param loadShare CPU time of the load by wall time
 * @param p50Micros median time from send to echo, in microseconds
 * @param p99Micros 99th percentile of it
 * @param p999Micros 99.9th percentile of it
 * @param maxMicros the longest
 */
record EchoFigures(
        double rate,
        double warmRate,
        double serverMicros,
        double serverShare,
        double loadShare,
        double p50Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros) {
    /** Reads the load's line of {@code key=value} pairs. */
    static EchoFigures parse(String line) {
        Map<String, Double> values = new HashMap<>();
        for (String pair : line.trim().split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not the load's answer: " + line);
            }
            values.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
        double messages = value(values, "messages");
        double nanos = value(values, "nanos");
        double server = value(values, "server_micros");
        return new EchoFigures(
                messages * 1e9 / nanos,
                value(values, "warm_rate"),
                server / messages,
                server * 1e3 / nanos,
                value(values, "load_micros") * 1e3 / nanos,
                value(values, "p50") / 1e3,
                value(values, "p99") / 1e3,
                value(values, "p999") / 1e3,
                value(values, "max") / 1e3);
    }

    private static double value(Map<String, Double> values, String key) {
        Double value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the load did not say " + key + ": " + values);
        }
        return value;
    }
}
