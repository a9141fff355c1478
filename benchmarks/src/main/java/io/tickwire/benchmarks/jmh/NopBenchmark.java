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

/** NOPs through a whole loop: nanoseconds of one, from queue to inbox, by transport. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class NopBenchmark {
    /** NOPs of a phase. */
    @Param({"1", "64", "256"})
    public int batch;

    /** The transport's name. */
    @Param({"io_uring", "nio"})
    public String transport = "io_uring";

    private @Nullable NopBatches batches;

    /** Makes the loop; it belongs to this thread from the first tick on. */
    @Setup(Level.Trial)
    public void open() {
        batches = new NopBatches(transport, batch);
    }

    /** Closes the loop. */
    @TearDown(Level.Trial)
    public void close() {
        batches().close();
    }

    /**
     * Batches of NOPs.
     *
     * @return something that depends on every completion
     */
    @Benchmark
    @OperationsPerInvocation(NopBatches.INTENTS)
    public long nop() {
        return batches().run();
    }

    private NopBatches batches() {
        if (batches == null) {
            throw new IllegalStateException("not set up");
        }
        return batches;
    }
}
