package io.tickwire.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What core does for the packets of a game's tick: nanoseconds of a tick with 200 streams, by
 * outputs and by a SEND a packet. The transport is a double that takes everything at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class PacketTickBenchmark {
    /** Packets of 64 bytes to each stream. */
    @Param({"1", "5", "20"})
    public int packets;

    private @Nullable PacketTicks ticks;

    /** Makes the loop; it belongs to this thread from the first tick on. */
    @Setup(Level.Trial)
    public void open() {
        ticks = new PacketTicks(packets);
    }

    /** Closes the loop. */
    @TearDown(Level.Trial)
    public void close() {
        ticks().close();
    }

    /**
     * Each packet copied to the stream's output.
     *
     * @return something that depends on every packet
     */
    @Benchmark
    public long output() {
        return ticks().output();
    }

    /**
     * Each packet encoded into the stream's output.
     *
     * @return something that depends on every packet
     */
    @Benchmark
    public long outputEncoded() {
        return ticks().encoded();
    }

    /**
     * Each packet broadcast to all streams.
     *
     * @return something that depends on every packet
     */
    @Benchmark
    public long broadcast() {
        return ticks().broadcast();
    }

    /**
     * A SEND for each packet, all of one buffer.
     *
     * @return something that depends on every packet
     */
    @Benchmark
    public long sendShared() {
        return ticks().send();
    }

    /**
     * A SEND for each packet, with a pooled buffer of its own.
     *
     * @return something that depends on every packet
     */
    @Benchmark
    public long sendOwn() {
        return ticks().sendOwn();
    }

    private PacketTicks ticks() {
        if (ticks == null) {
            throw new IllegalStateException("not set up");
        }
        return ticks;
    }
}
