package io.tickwire.iouring;

import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringIoOps;
import io.tickwire.spi.LoopTermination;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * A ring under Netty's manually run event loop: takes submission entries and enters the kernel.
 *
 * <p>Netty enters the kernel in the midst of a batch once its submission queue is full. So this
 * class counts entries, and enters by itself, as a counted early submission, before that can
 * happen. Channels on the loop share the queue; a chain, which must not be split, also has room
 * made for it beside what they have queued.
 */
final class Ring {
    private static final Logger LOGGER = System.getLogger(Ring.class.getName());

    /** How long the loop may run tasks after I/O, as Netty takes it. */
    private static final long ALL_TASKS = 0;

    private static final long NO_TASKS = -1;

    /** Runs within which the guard's entry comes back; it takes one. */
    private static final int GUARD_RUNS = 1000;

    /** Waits from here on, about a hundred years, are without a limit. */
    private static final long ENDLESS_NANOS = TimeUnit.DAYS.toNanos(36_500);

    /** Waits below this have a timeout of their own. */
    private static final long GUARDED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * Threads that the kernel may start for calls on files and paths that would block, see
     * IORING_REGISTER_IOWQ_MAX_WORKERS (Linux 5.15). Without it the first ring of the thread sets
     * the limit by its size; Netty's probe of io_uring has one entry.
     */
    private static final int WORKERS = 64;

    /** How long what others have on the loop may take to close. */
    private static final long GUESTS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int OPCODES = 64;
    private static final int LINKS = LinuxAbi.SQE_LINK | LinuxAbi.SQE_HARDLINK;

    /** Longer chains are stepped by core beyond this, so that they leave room to others. */
    private static final int CHAIN_MAX = 64;

    /** Runs after which a chain has to wait for channels that fill the queue in each of them. */
    private static final int ROOM_RUNS = 16;

    private final ManualIoEventLoop loop;
    private final RingHandler handler;
    private final QueueWatch queue = new QueueWatch();
    private final WaitGuard guard = new WaitGuard();
    private final int room;

    /** One for each page of tokens; none before the start. */
    private IoRegistration[] registrations = new IoRegistration[0];

    private int unsubmitted;

    /** What the queue had been given when it last went to the kernel. */
    private long queueBefore;

    private int linkFlags;
    private long pushed;
    private long ended;

    /** Entries by their operation, enum io_uring_op. */
    private final long[] entriesByOpcode = new long[OPCODES];

    private long linkedEntries;
    private long submittingEntries;
    private long reapingEntries;
    private long earlySubmissions;

    private Ring(RingSize size) {
        IoUringIoHandlerConfig config =
                new IoUringIoHandlerConfig()
                        .setRingSize(size.submissions())
                        .setCqSize(size.completions())
                        .setMaxBoundedWorker(WORKERS);
        RingHandler.Factory factory =
                new RingHandler.Factory(queue.over(IoUringIoHandler.newFactory(config)));
        loop = new ManualIoEventLoop(null, null, factory);
        handler = factory.made();
        room = size.submissions() - RingSize.OF_NETTY;
    }

    /** Makes a ring as large as the configuration asks for, or as the kernel has memory for. */
    static Ring create(TransportConfig config) throws IOException {
        RingSize wanted = RingSize.of(config);
        RingSize size = wanted;
        while (true) {
            try {
                Ring ring = new Ring(size);
                if (!size.equals(wanted)) {
                    LOGGER.log(
                            Level.WARNING,
                            "The kernel has no memory for {0}, so the ring is {1}: large batches"
                                + " will take several entries. RLIMIT_MEMLOCK (ulimit -l) bounds"
                                + " it.",
                            wanted,
                            size);
                }
                return ring;
            } catch (RuntimeException e) {
                if (!isMemoryLack(e) || !size.canHalve()) {
                    throw new IOException("no ring of " + size + ": " + e.getMessage(), e);
                }
                size = size.halved();
            }
        }
    }

    /**
     * Netty gives no error number here: "failed to allocate memory for io_uring ring" is ENOMEM.
     */
    private static boolean isMemoryLack(RuntimeException e) {
        String message = e.getMessage();
        return message != null && message.contains("memory");
    }

    /**
     * Enables the ring: from here on it belongs to the calling thread.
     *
     * @param decoder takes the completions of tokens in
     * @param tokens how many there can be
     */
    void start(CompletionDecoder decoder, int tokens) {
        loop.setOwningThread(Thread.currentThread());
        loop.runNow();
        registrations = new IoRegistration[TokenPage.count(tokens)];
        for (int page = 0; page < registrations.length; page++) {
            registrations[page] = loop.register(new TokenPage(this, decoder, page)).getNow();
        }
        guard.register(loop.register(guard).getNow());
    }

    ManualIoEventLoop loop() {
        return loop;
    }

    /**
     * Adds one submission entry. What is not a parameter is 0.
     *
     * @return what names the entry in an ASYNC_CANCEL
     */
    long push(
            byte opcode,
            int ioprio,
            int fd,
            long union1,
            long union2,
            int length,
            int flags,
            int token) {
        int link = linkFlags;
        linkFlags = 0;
        return push(opcode, link, ioprio, fd, union1, union2, length, flags, 0, token);
    }

    /** Links the entry after the next one behind the next one. */
    void linkNext(TransportOperation.Link link) {
        linkFlags =
                switch (link) {
                    case NONE -> 0;
                    case SOFT -> LinuxAbi.SQE_LINK;
                    case HARD -> LinuxAbi.SQE_HARDLINK;
                };
    }

    int chainLengthMax() {
        return Math.min(CHAIN_MAX, room);
    }

    /** Adds an entry whose buffer the kernel takes from a group. */
    long pushSelecting(
            byte opcode, int ioprio, int fd, long address, int length, int group, int token) {
        int flags = LinuxAbi.SQE_BUFFER_SELECT;
        return push(opcode, flags, ioprio, fd, 0L, address, length, 0, group, token);
    }

    /** Has a group's entries complete by a handle of its own. */
    IoRegistration register(IoUringIoHandle handle) {
        return loop.register(handle).getNow();
    }

    /** Hands one buffer of a group to the kernel; the answer names the buffer. */
    void pushProvide(IoRegistration to, long address, int bytes, int buffer, int group) {
        int count = 1; // stands in the descriptor's place
        byte opcode = LinuxAbi.OP_PROVIDE_BUFFERS;
        long unused = push(opcode, 0, 0, count, buffer, address, bytes, 0, group, to, buffer);
    }

    private long push(
            byte opcode,
            int sqeFlags,
            int ioprio,
            int fd,
            long union1,
            long union2,
            int length,
            int flags,
            int group,
            int token) {
        if (registrations.length == 0) {
            throw new IllegalStateException("not started");
        }
        IoRegistration page = registrations[TokenPage.of(token)];
        return push(
                opcode, sqeFlags, ioprio, fd, union1, union2, length, flags, group, page, token);
    }

    private long push(
            byte opcode,
            int sqeFlags,
            int ioprio,
            int fd,
            long union1,
            long union2,
            int length,
            int flags,
            int group,
            IoRegistration registration,
            int name) {
        if (unsubmitted >= room) {
            submitEarly();
        }
        // Made before anything is counted: there may be no memory for it.
        IoUringIoOps entry =
                new IoUringIoOps(
                        opcode,
                        (byte) sqeFlags,
                        (short) ioprio,
                        fd,
                        union1,
                        union2,
                        length,
                        flags,
                        TokenPage.userData(name),
                        (short) group,
                        (short) 0,
                        0,
                        0L);
        unsubmitted++;
        pushed++;
        entriesByOpcode[opcode]++;
        linkedEntries += (sqeFlags & LINKS) == 0 ? 0 : 1;
        return registration.submit(entry);
    }

    /**
     * Has the next entries, a chain, go to the kernel in one submission.
     *
     * @return false if channels on the loop fill the queue again and again
     */
    boolean makeRoom(int entries) {
        for (int runs = 0; queuedMax() + entries > room; runs++) {
            if (runs == ROOM_RUNS) {
                return false;
            }
            submitEarly();
        }
        return true;
    }

    /**
     * What may be in the queue: what was added during the last run is counted, since Netty leaves
     * some of it there if it has had much to do.
     */
    private long queuedMax() {
        return queue.entries() - queueBefore;
    }

    private void submitEarly() {
        if (earlySubmissions++ == 0) {
            LOGGER.log(
                    Level.INFO,
                    "A batch, and what channels have queued, is more than the "
                            + room
                            + " entries of the submission queue: it is split.");
        }
        run(-1, NO_TASKS);
    }

    /** Submits what there is, runs the loop's tasks and collects completions, without waiting. */
    void enter() {
        run(-1, ALL_TASKS);
    }

    /**
     * Does what {@link #enter} does, but waits for a completion, a task or a wake-up.
     *
     * @param nanos the longest wait, above 0; {@link Long#MAX_VALUE} for no limit, which spares the
     *     kernel a timeout
     */
    void enterAndWait(long nanos) {
        boolean isEndless =
                nanos >= ENDLESS_NANOS || (nanos >= GUARDED_NANOS && guard.bounds(nanos));
        // Netty takes 0 for a wait without a limit, and submits no timeout then.
        run(isEndless ? 0 : nanos, ALL_TASKS);
    }

    private void run(long waitNanos, long taskNanos) {
        boolean isSubmitting = unsubmitted > 0;
        long endedBefore = ended;
        queueBefore = queue.entries();
        loop.run(waitNanos, taskNanos);
        unsubmitted = 0;
        if (isSubmitting) {
            submittingEntries++;
        } else if (waitNanos >= 0 || ended != endedBefore) {
            // Without one of these the loop did not enter the kernel.
            reapingEntries++;
        }
    }

    /** Counts the last completion of an entry. */
    void ended() {
        ended++;
    }

    int unsubmitted() {
        return unsubmitted;
    }

    /** Entries that have had no last completion. */
    long inFlight() {
        return pushed - ended;
    }

    long submittingEntries() {
        return submittingEntries;
    }

    long reapingEntries() {
        return reapingEntries;
    }

    long entries(int opcode) {
        return entriesByOpcode[opcode];
    }

    long linkedEntries() {
        return linkedEntries;
    }

    long earlySubmissions() {
        return earlySubmissions;
    }

    /**
     * Ends a ring that has nothing in flight and frees it.
     *
     * @return false if it did not come to an end in time
     */
    boolean terminate() {
        if (registrations.length > 0) {
            guard.cancel();
            for (int i = 0; i < GUARD_RUNS && !guard.isIdle(); i++) {
                loop.run(TimeUnit.MILLISECONDS.toNanos(1), 0);
            }
            if (!guard.isIdle()) {
                // Netty would wait for it in the kernel.
                LOGGER.log(Level.WARNING, "a cancelled timeout did not end: the ring is abandoned");
                return false;
            }
            guard.unregister();
            for (IoRegistration page : registrations) {
                page.cancel();
            }
        }
        return terminate(loop, handler);
    }

    /**
     * Ends a loop that has nothing of the transport in flight: closes what others, such as Netty's
     * channels, have on it, and then frees the ring.
     */
    static boolean terminate(ManualIoEventLoop loop, RingHandler handler) {
        handler.closeHandles();
        long start = System.nanoTime();
        while (!handler.isEmpty()
                && !loop.isShuttingDown()
                && System.nanoTime() - start < GUESTS_NANOS) {
            loop.run(TimeUnit.MILLISECONDS.toNanos(1), ALL_TASKS);
        }
        return LoopTermination.await(loop);
    }
}
