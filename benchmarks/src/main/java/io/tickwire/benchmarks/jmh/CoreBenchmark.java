package io.tickwire.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Core alone, from queue to delivery: nanoseconds of one intent, the tick around it included. The
 * transport is a double that completes every operation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class CoreBenchmark {
    /** Intents of a phase. */
    @Param({"1", "16", "256", "1024"})
    public int batch;

    /** The order in which results come in: as submitted, reversed or shuffled. */
    @Param({"null", "null-reversed", "null-shuffled"})
    public String order = "null";

    private @Nullable NopBatches batches;

    /** Makes the loop; it belongs to this thread from the first tick on. */
    @Setup(Level.Trial)
    public void open() {
        batches = new NopBatches(order, batch);
    }

    /** Closes the loop. */
    @TearDown(Level.Trial)
    public void close() {
        batches().close();
    }

    /**
     * By way of the lane's inbox.
     *
     * @return something that depends on every completion
     */
    @Benchmark
    @OperationsPerInvocation(NopBatches.INTENTS)
    public long inbox() {
        return batches().run();
    }

    /**
     * By way of a callback.
     *
     * @return something that depends on every completion
     */
    @Benchmark
    @OperationsPerInvocation(NopBatches.INTENTS)
    public long callback() {
        return batches().runWithCallback();
    }

    private NopBatches batches() {
        if (batches == null) {
            throw new IllegalStateException("not set up");
        }
        return batches;
    }
}
