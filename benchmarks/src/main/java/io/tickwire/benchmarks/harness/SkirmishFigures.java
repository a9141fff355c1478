package io.tickwire.benchmarks.harness;

/**
 * What the bots measured in one round of one arm.
 *
 * @param ticks the server's ticks in that time
 * @param serverMicros CPU time of the server per tick, in microseconds
 * @param serverShare CPU time of the server by wall time
 * @param loadShare CPU time of the bots by wall time
 * @param tickShare ticks by those that there should have been
 */
record SkirmishFigures(
        double ticks, double serverMicros, double serverShare, double loadShare, double tickShare) {
    private static final double TICKS_PER_SECOND = 60;

    /** Reads the load's answer. */
    static SkirmishFigures parse(String line) {
        LoadAnswer answer = new LoadAnswer(line);
        double ticks = answer.value("ticks");
        double nanos = answer.value("nanos");
        double server = answer.value("server_micros");
        return new SkirmishFigures(
                ticks,
                server / ticks,
                server * 1e3 / nanos,
                answer.value("load_micros") * 1e3 / nanos,
                ticks * 1e9 / nanos / TICKS_PER_SECOND);
    }
}
