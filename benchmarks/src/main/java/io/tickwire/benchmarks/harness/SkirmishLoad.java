package io.tickwire.benchmarks.harness;

import io.tickwire.examples.skirmish.bots.BotHabit;
import io.tickwire.examples.skirmish.bots.BotPlan;
import io.tickwire.examples.skirmish.bots.BotReport;
import io.tickwire.examples.skirmish.bots.SkirmishBots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The process of the bots: {@code SkirmishLoad PORT PID BOTS CROWD WARMUP SECONDS} plays against a
 * server, honest bots or a mixed crowd, and prints as one line what the server used in the seconds
 * after the warm-up. It fails if the bots find anything wrong.
 */
public final class SkirmishLoad {
    private static final int ARGUMENTS = 6;
    private static final int LIMIT_SECONDS = 60;
    private static final long POLL_MILLIS = 10;

    private final SkirmishBots bots;
    private final CpuTime server;
    private final CpuTime load;
    private final int warmup;
    private final int seconds;

    private SkirmishLoad(BotPlan plan, long pid, int warmup, int seconds) throws IOException {
        bots = new SkirmishBots(plan);
        server = new CpuTime(pid);
        load = new CpuTime(ProcessHandle.current().pid());
        this.warmup = warmup;
        this.seconds = seconds;
    }

    /** What has been used by a moment. */
    private record Mark(long nanos, int tick, long serverMicros, long loadMicros) {}

    /**
     * Plays and measures.
     *
     * @param arguments see above
     * @throws Exception if it cannot measure
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != ARGUMENTS) {
            throw new IllegalArgumentException("PORT PID BOTS CROWD WARMUP SECONDS");
        }
        int count = Integer.parseInt(arguments[2]);
        int warmup = Integer.parseInt(arguments[4]);
        int seconds = Integer.parseInt(arguments[5]);
        BotPlan plan =
                new BotPlan(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
                        Boolean.parseBoolean(arguments[3])
                                ? BotPlan.crowd(count)
                                : Map.of(BotHabit.HONEST, count),
                        Duration.ofSeconds(warmup + seconds + LIMIT_SECONDS),
                        Duration.ofSeconds(warmup + seconds + 2L * LIMIT_SECONDS),
                        0,
                        1);
        boolean isGood =
                new SkirmishLoad(plan, Long.parseLong(arguments[1]), warmup, seconds).run();
        System.exit(isGood ? 0 : 1);
    }

    private boolean run() throws Exception {
        ExecutorService meter = Executors.newSingleThreadExecutor(SkirmishLoad::daemon);
        var answer = meter.submit(this::measure);
        BotReport report = bots.run();
        if (!report.isGood()) {
            report.lines().forEach(System.err::println);
            return false;
        }
        System.out.println(answer.get());
        return true;
    }

    private String measure() throws IOException, InterruptedException {
        while (!bots.areAllIn()) {
            Thread.sleep(POLL_MILLIS);
        }
        Thread.sleep(warmup * 1000L);
        Mark begin = mark();
        Thread.sleep(seconds * 1000L);
        Mark end = mark();
        bots.finish();
        return "ticks="
                + (end.tick() - begin.tick())
                + " nanos="
                + (end.nanos() - begin.nanos())
                + " server_micros="
                + (end.serverMicros() - begin.serverMicros())
                + " load_micros="
                + (end.loadMicros() - begin.loadMicros());
    }

    private Mark mark() throws IOException {
        return new Mark(System.nanoTime(), bots.newestTick(), server.micros(), load.micros());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "meter");
        thread.setDaemon(true);
        return thread;
    }
}
