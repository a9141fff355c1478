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

/** The baseline of {@link NopBenchmark}: the same NOPs on Netty's ring, without Tickwire. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class RawNopBenchmark {
    /** NOPs between two entries into the kernel. */
    @Param({"1", "64", "256"})
    public int batch;

    private @Nullable RawNops nops;

    /** Makes the ring, which belongs to this thread. */
    @Setup(Level.Trial)
    public void open() {
        nops = new RawNops(batch);
    }

    /** Closes the ring. */
    @TearDown(Level.Trial)
    public void close() {
        nops().close();
    }

    /**
     * Batches of NOPs.
     *
     * @return something that depends on every completion
     */
    @Benchmark
    @OperationsPerInvocation(NopBatches.INTENTS)
    public long nop() {
        return nops().run();
    }

    private RawNops nops() {
        if (nops == null) {
            throw new IllegalStateException("not set up");
        }
        return nops;
    }
}
