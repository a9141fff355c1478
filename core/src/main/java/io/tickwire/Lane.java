package io.tickwire;

import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a system owns: an intent queue out and an inbox in. Programs with their own scheduler use
 * the lanes they declared with {@link PhaseBuilder#lane} by way of {@link TickLoop#lane}; systems
 * have theirs in {@link TickContext}. Belongs to the loop's thread, or in a {@linkplain
 * PhaseBuilder#parallel parallel} phase to the one that its system runs on.
 */
public final class Lane {
    /** From here on a broadcast's SENDs share its bytes. */
    private static final int SHARED_BYTES_MIN = 4096;

    private static final Thread NOBODY = new Thread(() -> {}, "no thread's lane");

    /** How many requests a program can have at hand without another one being made. */
    private static final int REQUESTS = 4;

    private final LoopHome loop;
    private final String name;
    private final int id;
    private final IntentPool pool;
    private final SendShare sendShare;
    private final IoIntentQueue intents;
    private final IoInbox inbox;
    private final Requests requests = new Requests();
    private final BitSet replacements = new BitSet();
    private final RoomWaiters roomWaiters = new RoomWaiters();
    private final OutputPages pages = new OutputPages(GatheredSend::allocate);
    private final IoRequest outputRequest = new IoRequest();
    private Lane homeOfNewIntents = this;

    /** While a parallel phase runs: the thread that its system runs on, or {@link #NOBODY}. */
    private @Nullable Thread runner;

    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private final Use use = new Use();

    Lane(
            LoopHome loop,
            String name,
            int id,
            Intent[] table,
            CompletionRing ring,
            int firstSlot,
            int stride,
            int capacity,
            int quota) {
        this.loop = loop;
        this.name = name;
        this.id = id;
        int reserve = reserve(quota);
        pool = new IntentPool(table, ring, firstSlot, stride, quota, reserve, this);
        sendShare = new SendShare(quota);
        intents = new IoIntentQueue(this, table, capacity);
        inbox = new IoInbox(this, ring);
    }

    /**
     * How many slots only what cleans up may use: as many again, so that for each intent that fills
     * a lane there is room for one that ends it.
     */
    static int reserve(int quota) {
        return quota;
    }

    /**
     * The lane's name: that of its system's phase and class, or the one it was declared with.
     *
     * @return the name, unique within the loop
     */
    public String name() {
        return name;
    }

    /**
     * Where intents go out.
     *
     * @return the queue, the same at each call
     */
    public IoIntentQueue intents() {
        return intents;
    }

    /**
     * Where completions come in. Emptied when the lane is sealed.
     *
     * @return the inbox, the same at each call
     */
    public IoInbox completions() {
        return inbox;
    }

    /**
     * A request that is free for use, and the caller's until it was queued, or until the phase's
     * end if it names no operation by then. The lane lends out a few of its own again and again;
     * when all are at hand it makes another one.
     *
     * @return a request that names no operation
     */
    public IoRequest request() {
        return requests.lend();
    }

    /** What was asked for and never used comes back. */
    void phaseEnded() {
        requests.phase++;
    }

    /**
     * The lane's output to a stream.
     *
     * @param stream an open or closed stream of the loop
     * @return the output, the same at each call
     * @throws IllegalArgumentException for a stream of another loop
     * @throws IllegalStateException for a thread or a time at which the lane must not be used
     */
    public IoOutput output(IoStream stream) {
        checkAccess();
        if (stream.loop != loop) {
            throw new IllegalArgumentException(stream + " belongs to another loop");
        }
        IoOutput output = (IoOutput) stream.output(id);
        if (output == null) {
            output = new IoOutput(this, stream);
            stream.output(id, output);
        }
        return output;
    }

    /**
     * Writes one packet to several streams, as {@link IoOutput#write} does to one: it is copied to
     * each output, or once for all of them if it has {@value #SHARED_BYTES_MIN} bytes or more.
     *
     * @param packet any buffer, which stays the caller's; its indices do not move
     * @param streams where it goes, each at most once
     * @param refused takes the streams that have no room: nothing was written to them
     * @return how many streams have taken it
     * @throws IllegalArgumentException for a stream of another loop; those before it have taken it
     * @throws IllegalStateException for a thread or a time at which the lane must not be used
     */
    public int broadcast(
            ByteBuf packet,
            Iterable<? extends IoStream> streams,
            Consumer<? super IoStream> refused) {
        checkAccess();
        int bytes = packet.readableBytes();
        boolean isShared = bytes >= SHARED_BYTES_MIN && bytes <= OutputPages.CAPACITY_MAX;
        OutputPage shared = isShared ? pages.take(bytes) : null;
        int taken = 0;
        try {
            if (shared != null) {
                packet.getBytes(packet.readerIndex(), shared.bytes, 0, bytes);
            }
            for (IoStream stream : streams) {
                IoOutput output = output(stream);
                if (shared == null ? output.write(packet) : output.share(shared, bytes)) {
                    taken++;
                } else {
                    refused.accept(stream);
                }
            }
        } finally {
            if (shared != null) {
                shared.release();
            }
        }
        return taken;
    }

    LoopHome loop() {
        return loop;
    }

    /** Where outputs have their bytes. */
    OutputPages pages() {
        return pages;
    }

    /** What an output describes its SEND with. */
    IoRequest outputRequest() {
        return outputRequest;
    }

    /** Has what is written to a stream from now on follow what is queued for it next. */
    void endOutput(IoStream stream) {
        IoOutput output = (IoOutput) stream.output(id);
        if (output != null) {
            output.endSend();
        }
    }

    /**
     * Gives the lane to the calling thread, until it closes what this answers: for the workers of a
     * scheduler, in a tick that the program drives by hand, from the return of {@link
     * TickLoop#beginTick} to the call of {@link TickLoop#endPhase}. One thread at a time has it;
     * what one did to the lane the next one sees, and so does the loop's thread. Everything that is
     * said of a system in a {@linkplain PhaseBuilder#parallel parallel} phase holds for such a
     * thread: this lane is all that it may use of the loop. Sequences depend on the order in which
     * lanes were declared and in which each was filled, and not on the threads.
     *
     * @return the lane's use, the same object at each call; to be closed by the same thread
     * @throws IllegalStateException if another thread has the lane, or lanes are not to be had now
     */
    public Use use() {
        Thread thread = Thread.currentThread();
        if (!user.compareAndSet(null, thread)) {
            throw new IllegalStateException(
                    "lane \"" + name + "\" is used by " + user.get() + " already");
        }
        if (!loop.isLendingLanes()) {
            user.set(null);
            throw new IllegalStateException(
                    "lane \"" + name + "\" can be used between beginTick() and endPhase() only");
        }
        return use;
    }

    /** A thread's turn with a lane; see {@link Lane#use}. Belongs to that thread. */
    public final class Use implements AutoCloseable {
        private Use() {}

        /**
         * Where intents go out.
         *
         * @return the lane's queue
         */
        public IoIntentQueue intents() {
            return intents;
        }

        /**
         * Where completions came in.
         *
         * @return the lane's inbox
         */
        public IoInbox completions() {
            return inbox;
        }

        /**
         * A request that is free for use.
         *
         * @return as {@link Lane#request}
         */
        public IoRequest request() {
            return requests.lend();
        }

        /**
         * The lane's output to a stream.
         *
         * @param stream a stream of the loop
         * @return as {@link Lane#output}
         */
        public IoOutput output(IoStream stream) {
            return Lane.this.output(stream);
        }

        /**
         * Gives the lane back.
         *
         * @throws IllegalStateException if the calling thread does not have it
         */
        @Override
        public void close() {
            if (!user.compareAndSet(Thread.currentThread(), null)) {
                throw new IllegalStateException(
                        "lane \""
                                + name
                                + "\" is not used by "
                                + Thread.currentThread()
                                + " but by "
                                + user.get());
            }
        }
    }

    /** The thread that has the lane by {@link #use}. */
    @Nullable Thread user() {
        return user.get();
    }

    /** Throws unless the calling thread may use the lane now. */
    void checkAccess() {
        Thread has = user.get();
        if (has != null) {
            if (has != Thread.currentThread()) {
                throw new IllegalStateException(
                        "called from "
                                + Thread.currentThread()
                                + ", but lane \""
                                + name
                                + "\" is used by "
                                + has);
            }
        } else if (runner == null) {
            loop.checkAccess();
        } else if (runner != Thread.currentThread()) {
            throw new IllegalStateException(
                    "called from "
                            + Thread.currentThread()
                            + ", but lane \""
                            + name
                            + "\" belongs to its own system while a parallel phase runs");
        }
    }

    /** Gives the lane to the thread that runs its system. */
    void handTo(Thread thread) {
        runner = thread;
    }

    /** Keeps everybody from the lane. */
    void bar() {
        runner = NOBODY;
    }

    /** Gives the lane back to the loop's thread. */
    void open() {
        runner = null;
    }

    int id() {
        return id;
    }

    /** Where the lane's intents have their slots; empty for the callbacks' lane. */
    IntentPool pool() {
        return pool;
    }

    /** What the lane's pending sends leave to each stream. */
    SendShare sendShare() {
        return sendShare;
    }

    /** Named by the lane and the lowest number that no replacement of the lane's has. */
    Replacement replacement(Path file) {
        Objects.requireNonNull(file, "file");
        int number = replacements.nextClearBit(0);
        replacements.set(number);
        return new Replacement(
                file,
                id,
                number,
                (ended, isSaved) -> {
                    replacements.clear(number);
                    if (isSaved) {
                        loop.fileSaved(ended);
                    }
                });
    }

    /** Of the callbacks' lane: what waits for room in it. */
    RoomWaiters roomWaiters() {
        return roomWaiters;
    }

    Lane homeOfNewIntents() {
        return homeOfNewIntents;
    }

    /** For the callbacks' lane: whose slots and whose inbox what is queued next belongs to. */
    void homeOfNewIntents(Lane home) {
        homeOfNewIntents = home;
    }

    /**
     * The requests that a lane lends out. One is free again when it was queued, or when its phase
     * has ended before it named an operation; as long as a program has no more of them at hand than
     * there are places, none is made. When all are at hand, the one lent out longest ago is the
     * program's for good, and another one takes its place: so two that are at hand are never the
     * same, and requests that a program has dropped take up no room.
     */
    private static final class Requests {
        private final IoRequest[] requests = new IoRequest[REQUESTS];

        /** The place whose request is replaced when none is free. */
        private int oldest;

        private int phase;

        Requests() {
            Arrays.setAll(requests, i -> new IoRequest());
        }

        IoRequest lend() {
            for (IoRequest request : requests) {
                if (!request.isAtHand || (request.type == null && request.lentIn != phase)) {
                    return lend(request);
                }
            }
            IoRequest made = new IoRequest();
            requests[oldest] = made;
            oldest = (oldest + 1) % REQUESTS;
            return lend(made);
        }

        /** Its last ticket is forgotten: whoever asks a request for it has to hold that request. */
        private IoRequest lend(IoRequest request) {
            request.isAtHand = true;
            request.type = null;
            request.ticket = -1;
            request.lentIn = phase;
            return request;
        }
    }
}
