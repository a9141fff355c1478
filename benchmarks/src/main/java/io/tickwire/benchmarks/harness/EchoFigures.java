package io.tickwire.benchmarks.harness;

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
        LoadAnswer answer = new LoadAnswer(line);
        double messages = answer.value("messages");
        double nanos = answer.value("nanos");
        double server = answer.value("server_micros");
        return new EchoFigures(
                messages * 1e9 / nanos,
                answer.value("warm_rate"),
                server / messages,
                server * 1e3 / nanos,
                answer.value("load_micros") * 1e3 / nanos,
                answer.value("p50") / 1e3,
                answer.value("p99") / 1e3,
                answer.value("p999") / 1e3,
                answer.value("max") / 1e3);
    }
}
