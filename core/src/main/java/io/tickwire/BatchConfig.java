package io.tickwire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Sizes and policies of a loop; every value has a default. Immutable; made by {@link #builder()}.
 *
 * <p>Bounds that a program can see (lane capacity, in-flight quota, pending bounds) mean the same
 * on every machine. Ring sizes only tune the transport.
 */
public final class BatchConfig {
    /** All defaults. */
    public static final BatchConfig DEFAULT = builder().build();

    private final int sqEntries;
    private final int cqEntries;
    private final boolean kernelPoll;
    private final int sqThreadCpu;
    private final boolean required;
    private final int fileThreads;
    private final int laneCapacity;
    private final int laneInFlight;
    private final int callbackCapacity;
    private final int resources;
    private final int multishotRoom;
    private final int streamPendingBytes;
    private final int streamPendingSends;
    private final Duration linger;
    private final Duration shutdownLimit;
    private final List<BufferGroup> bufferGroups;

    private BatchConfig(Builder builder) {
        sqEntries = builder.sqEntries;
        cqEntries = builder.cqEntries;
        kernelPoll = builder.kernelPoll;
        sqThreadCpu = builder.sqThreadCpu;
        required = builder.required;
        fileThreads = builder.fileThreads;
        laneCapacity = builder.laneCapacity;
        laneInFlight = builder.laneInFlight;
        callbackCapacity = builder.callbackCapacity;
        resources = builder.resources;
        multishotRoom = builder.multishotRoom;
        streamPendingBytes = builder.streamPendingBytes;
        streamPendingSends = builder.streamPendingSends;
        linger = builder.linger;
        shutdownLimit = builder.shutdownLimit;
        bufferGroups = List.copyOf(builder.bufferGroups);
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The submission ring's entries.
     *
     * @return a count, or 0 for as many as the lanes can queue in a phase
     */
    public int sqEntries() {
        return sqEntries;
    }

    /**
     * The completion ring's entries.
     *
     * @return a count, or 0 for as many as can be in flight
     */
    public int cqEntries() {
        return cqEntries;
    }

    /**
     * Whether a kernel thread should poll the submission ring (IORING_SETUP_SQPOLL).
     *
     * @return true if asked for
     */
    public boolean kernelPoll() {
        return kernelPoll;
    }

    /**
     * The processor of the polling kernel thread.
     *
     * @return an index, or -1 for none
     */
    public int sqThreadCpu() {
        return sqThreadCpu;
    }

    /**
     * Threads that work on files where the kernel does not do it by itself (epoll, kqueue, NIO).
     *
     * @return a count, or 0 for none: the loop's thread works on files, and waits for them
     */
    public int fileThreads() {
        return fileThreads;
    }

    /**
     * Whether a wish that the transport cannot grant is an error instead of a log line.
     *
     * @return true for an error
     */
    public boolean isRequired() {
        return required;
    }

    /**
     * How many intents a lane can queue between two seals, not counting what cleans up ({@link
     * IoOpType#isCleanUp}).
     *
     * @return a count, at least 1
     */
    public int laneCapacity() {
        return laneCapacity;
    }

    /**
     * How many intents of a lane can be queued or in flight. As many again may clean up.
     *
     * @return a count, at least the lane's capacity
     */
    public int laneInFlight() {
        return laneInFlight;
    }

    /**
     * How many intents callbacks can queue between two seals, all together. In flight they count
     * against the quota of the lane whose completion they answer. What cleans up is bounded by that
     * quota alone.
     *
     * @return a count, at least 1
     */
    public int callbackCapacity() {
        return callbackCapacity;
    }

    /**
     * How many resources can be open at once.
     *
     * @return a count, at least 1
     */
    public int resources() {
        return resources;
    }

    /**
     * How many completions of multishot intents can wait for their delivery, counted separately for
     * accepts, polls and receives, so that none of them can take what the others need.
     *
     * @return a count, at least 1
     */
    public int multishotRoom() {
        return multishotRoom;
    }

    /**
     * How many bytes of queued sends a stream may hold before further ones complete with ENOBUFS;
     * so do all behind one that did, until that completion is delivered.
     *
     * @return bytes, at least 1
     */
    public int streamPendingBytes() {
        return streamPendingBytes;
    }

    /**
     * How many queued sends a stream may hold before further ones complete with ENOBUFS. Where many
     * wait, it is fewer, so that streams whose peers do not read cannot take a lane from the
     * others: once sends take a quarter of a lane's {@linkplain #laneInFlight quota}, a stream may
     * hold 1/256 of the quota, from a half on 1/2048, from three quarters on 1/16384; always at
     * least one.
     *
     * @return a count, at least 1
     */
    public int streamPendingSends() {
        return streamPendingSends;
    }

    /**
     * How long a CLOSE waits for earlier sends before it gives them up.
     *
     * @return a duration, not negative
     */
    public Duration linger() {
        return linger;
    }

    /**
     * How long ticks go on after {@link TickLoop#stop} for what is unfinished, on the tick clock.
     *
     * @return a duration, not negative
     */
    public Duration shutdownLimit() {
        return shutdownLimit;
    }

    /**
     * The groups of buffers that receives can take from.
     *
     * @return the groups, as declared
     */
    public List<BufferGroup> bufferGroups() {
        return bufferGroups;
    }

    /** Collects values; see {@link BatchConfig} for what each means. */
    public static final class Builder {
        private int sqEntries;
        private int cqEntries;
        private boolean kernelPoll;
        private int sqThreadCpu = -1;
        private boolean required;
        private int fileThreads;
        private int laneCapacity = 4096;
        private int laneInFlight = 16_384;
        private int callbackCapacity = 4096;
        private int resources = 65_536;
        private int multishotRoom = 4096;
        private int streamPendingBytes = 1 << 20;
        private int streamPendingSends = 1024;
        private Duration linger = Duration.ofSeconds(2);
        private Duration shutdownLimit = Duration.ofSeconds(5);
        private final List<BufferGroup> bufferGroups = new ArrayList<>();

        private Builder() {}

        /**
         * Fixes the submission ring's size.
         *
         * @param entries 0 to 32768; 0 lets the lanes decide
         * @return this
         */
        public Builder sqEntries(int entries) {
            sqEntries = inRange("sqEntries", entries, 0, 32_768);
            return this;
        }

        /**
         * Fixes the completion ring's size.
         *
         * @param entries 0 to 65536; 0 lets the lanes decide
         * @return this
         */
        public Builder cqEntries(int entries) {
            cqEntries = inRange("cqEntries", entries, 0, 65_536);
            return this;
        }

        /**
         * Asks for a kernel thread that polls the submission ring.
         *
         * @param on whether to ask
         * @return this
         */
        public Builder kernelPoll(boolean on) {
            kernelPoll = on;
            return this;
        }

        /**
         * Asks for the polling kernel thread to stay on one processor.
         *
         * @param cpu its index, or -1 for any
         * @return this
         */
        public Builder sqThreadCpu(int cpu) {
            sqThreadCpu = inRange("sqThreadCpu", cpu, -1, 65_535);
            return this;
        }

        /**
         * Has files worked on by threads of their own where the kernel does not do it by itself.
         * Work on one file keeps its order, and so does every delivery. Without them, a system call
         * on a file holds up the loop for as long as it takes, even if it never returns (a dead
         * network mount); with them, deadlines and the loop's end do not wait for such a call.
         *
         * @param threads 0 to 64; 0 by default
         * @return this
         */
        public Builder fileThreads(int threads) {
            fileThreads = inRange("fileThreads", threads, 0, 64);
            return this;
        }

        /**
         * Makes it an error if a transport cannot grant a wish.
         *
         * @param on whether they are an error
         * @return this
         */
        public Builder required(boolean on) {
            required = on;
            return this;
        }

        /**
         * Bounds what a lane can queue between two seals.
         *
         * @param intents 1 to 1048576
         * @return this
         */
        public Builder laneCapacity(int intents) {
            laneCapacity = inRange("laneCapacity", intents, 1, 1 << 20);
            return this;
        }

        /**
         * Bounds what a lane can have queued or in flight.
         *
         * @param intents 1 to 1048576; raised to the capacity if below it
         * @return this
         */
        public Builder laneInFlight(int intents) {
            laneInFlight = inRange("laneInFlight", intents, 1, 1 << 20);
            return this;
        }

        /**
         * Bounds what callbacks can queue between two seals, all together.
         *
         * @param intents 1 to 1048576
         * @return this
         */
        public Builder callbackCapacity(int intents) {
            callbackCapacity = inRange("callbackCapacity", intents, 1, 1 << 20);
            return this;
        }

        /**
         * Bounds the open resources.
         *
         * @param count 1 to 16777216
         * @return this
         */
        public Builder resources(int count) {
            resources = inRange("resources", count, 1, 1 << 24);
            return this;
        }

        /**
         * Bounds undelivered completions of multishot accepts, polls and receives, each separately.
         *
         * @param completions 1 to 1048576
         * @return this
         */
        public Builder multishotRoom(int completions) {
            multishotRoom = inRange("multishotRoom", completions, 1, 1 << 20);
            return this;
        }

        /**
         * Bounds a stream's queued sends. A single send above the byte bound is taken when nothing
         * else is pending. Where many streams' sends wait, the lane's quota bounds them too; see
         * {@link BatchConfig#streamPendingSends}.
         *
         * @param bytes 1 to 1073741824
         * @param sends 1 to 1048576
         * @return this
         */
        public Builder streamPending(int bytes, int sends) {
            streamPendingBytes = inRange("streamPendingBytes", bytes, 1, 1 << 30);
            streamPendingSends = inRange("streamPendingSends", sends, 1, 1 << 20);
            return this;
        }

        /**
         * Bounds how long a CLOSE waits for earlier sends.
         *
         * @param limit not negative
         * @return this
         */
        public Builder linger(Duration limit) {
            Objects.requireNonNull(limit, "limit");
            if (limit.isNegative()) {
                throw new IllegalArgumentException("linger: " + limit);
            }
            linger = limit;
            return this;
        }

        /**
         * Sets how long ticks go on after {@link TickLoop#stop} for what is unfinished.
         *
         * @param limit on the tick clock, not negative; 5 s by default. With zero there is one tick
         *     for systems to be told, and no more
         * @return this
         */
        public Builder shutdownLimit(Duration limit) {
            Objects.requireNonNull(limit, "limit");
            if (limit.isNegative()) {
                throw new IllegalArgumentException("shutdownLimit: " + limit);
            }
            shutdownLimit = limit;
            return this;
        }

        /**
         * Declares a group of buffers.
         *
         * @param group a group with an id of its own
         * @return this
         * @throws IllegalArgumentException if another group has the id
         */
        public Builder bufferGroup(BufferGroup group) {
            if (bufferGroups.stream().anyMatch(other -> other.id() == group.id())) {
                throw new IllegalArgumentException("a second buffer group " + group.id());
            }
            bufferGroups.add(group);
            return this;
        }

        /**
         * Makes the configuration.
         *
         * @return an immutable configuration
         */
        public BatchConfig build() {
            laneInFlight = Math.max(laneInFlight, laneCapacity);
            return new BatchConfig(this);
        }

        private static int inRange(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(
                        name + ": " + value + " is not from " + min + " to " + max);
            }
            return value;
        }
    }
}
