package io.tickwire.iouring;

import io.netty.channel.IoEventLoop;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.completion.BlockPool;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Completions;
import io.tickwire.completion.Multishot;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Feature;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.PeerCache;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.VirtualThreads;
import io.tickwire.unix.UnixSockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * io_uring by raw submission entries on Netty's handler.
 *
 * <p>An operation takes a token and becomes one entry; flush or harvest run Netty's loop, which
 * enters the kernel and fills the completion log; after the run the completion pass takes the log
 * to core. Operations that need no kernel entry put their result into the same log, so that every
 * completion takes one way.
 */
final class IoUringTransport implements Transport {
    private static final Logger LOGGER = System.getLogger(IoUringTransport.class.getName());
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DRAIN_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Capabilities capabilities;
    private final Ring ring;
    private final TokenTable tokens;
    private final CompletionDecoder decoder;
    private final InFlight inFlight;
    private final Completions completions;
    private final OperationTable operations;
    private final CompletionPass completionPass;
    private final GroupReceiver groups;
    private final ZeroCopySends zeroCopy;
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final List<IoUringHandle> toClose = new ArrayList<>();
    private final UnixSockets sockets;
    private @Nullable Thread owner;
    private boolean isClosed;

    /** Whether the operation submitted last is linked to the next one. */
    private boolean isChainOpen;

    private boolean isDrained = true;

    IoUringTransport(
            TransportConfig config,
            KernelFeatures features,
            UnixSockets sockets,
            Ring ring,
            CompletionSink sink) {
        this.ring = ring;
        capabilities = features.capabilities();
        this.sockets = sockets;
        tokens = new TokenTable(config.slots());
        List<GroupBuffers> buffers = config.groups();
        CompletionLog log = new CompletionLog(buffers, tokens.capacity());
        BlockPool blocks = new BlockPool(tokens.capacityMax());
        inFlight = new InFlight(ring, tokens, blocks, log);
        completions = new Completions(tokens, blocks, sink);
        Multishot multishot = new Multishot(tokens, log, completions);
        zeroCopy = new ZeroCopySends(inFlight, completions);
        PollShots pollShots = new PollShots(log, tokens.capacity());
        decoder = new CompletionDecoder(tokens, log, multishot, pollShots, zeroCopy);
        AcceptOperations accept = new AcceptOperations(inFlight, completions, sockets, features);
        PeerDecoder peers = new PeerDecoder(new PeerCache());
        GroupMessages messages = new GroupMessages(inFlight, completions, peers);
        groups =
                new GroupReceiver(
                        ring, log, inFlight, completions, multishot, messages, buffers, features);
        PollOperations polls = new PollOperations(inFlight, completions, pollShots, features);
        operations =
                new OperationTable(
                        inFlight, completions, sockets, accept, groups, zeroCopy, features);
        polls.enter(operations);
        new DatagramOperations(inFlight, completions, groups, peers).enter(operations);
        completionPass =
                new CompletionPass(log, inFlight, multishot, accept, groups, polls, operations);
        tokens.growWith(List.of(log, multishot, pollShots, zeroCopy));
    }

    @Override
    public boolean isDrained() {
        return isDrained;
    }

    @Override
    public int ignoredWishes() {
        return sockets.ignoredWishes();
    }

    /** Entries into the kernel that were made because a batch did not fit the submission queue. */
    long earlySubmissions() {
        return ring.earlySubmissions();
    }

    /** Entries of one operation (enum io_uring_op) that the kernel was given. */
    long entries(int opcode) {
        return ring.entries(opcode);
    }

    /** Entries that were linked to the one behind them. */
    long linkedEntries() {
        return ring.linkedEntries();
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return Optional.of(ring.loop());
    }

    @Override
    public void start() {
        if (owner != null || isClosed) {
            throw new IllegalStateException(isClosed ? "closed" : "started by " + owner);
        }
        Thread thread = Thread.currentThread();
        if (VirtualThreads.isVirtual(thread)) {
            throw new IllegalStateException(
                    "a ring cannot belong to the virtual thread "
                            + thread
                            + ", which may change its carrier: use a platform thread");
        }
        owner = thread;
        ring.start(decoder, tokens.capacityMax());
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        return IoUringHandle.bound(sockets.listen(address, options), options);
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        return IoUringHandle.bound(sockets.bind(address, options), options);
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return ((IoUringHandle) handle).localAddress();
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return Optional.ofNullable(((IoUringHandle) handle).remoteAddress());
    }

    @Override
    public boolean submit(TransportOperation operation) {
        checkOwner();
        int chainLength = operation.chainLength();
        if (chainLength > 1 && !ring.makeRoom(chainLength)) {
            return false;
        }
        int type = TokenTable.index(operation.type());
        int token = tokens.take(operation.slot(), type);
        ring.linkNext(operation.link());
        perform(type, operation, token);
        isChainOpen = operation.link() != TransportOperation.Link.NONE;
        return true;
    }

    /** Without memory of its own an operation ends before the kernel has heard of it. */
    private void perform(int type, TransportOperation operation, int token) {
        try {
            operations.perform(type, operation, token);
        } catch (OutOfMemoryError e) {
            if (isChainOpen || operation.link() != TransportOperation.Link.NONE) {
                throw new IllegalStateException("no memory for a part of a chain", e);
            }
            inFlight.completeLocally(token, IoStatus.ENOMEM.result());
        }
    }

    @Override
    public int chainLengthMax() {
        return capabilities.of(Feature.LINKS) == Support.NATIVE ? ring.chainLengthMax() : 1;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        checkOwner();
        int token = tokens.tokenOf(slot);
        if (token != TokenTable.NONE && zeroCopy.leaveBehind(token)) {
            token = TokenTable.NONE;
        }
        if (cancelSlot >= 0) {
            inFlight.cancel(token, cancelSlot);
        } else if (token != TokenTable.NONE && inFlight.isCancellable(token)) {
            inFlight.cancelAnonymously(token);
        }
        if (token != TokenTable.NONE) {
            tokens.mark(token, TokenTable.CANCELLED);
        }
    }

    @Override
    public void flush() {
        checkOwner();
        if (ring.unsubmitted() > 0) {
            ring.enter();
        }
        completionPass.run();
    }

    @Override
    public void harvest(long waitNanos) {
        checkOwner();
        // A wake-up by the owner itself does not reach Netty's eventfd, so the flag decides.
        boolean canWait = waitNanos > 0 && !isWoken.getAndSet(false) && !completionPass.hasWork();
        if (canWait) {
            ring.enterAndWait(waitNanos);
            isWoken.set(false);
        } else {
            ring.enter();
        }
        completionPass.run();
    }

    @Override
    public void wakeup() {
        if (!isWoken.getAndSet(true)) {
            ring.loop().wakeup();
        }
    }

    @Override
    public void recycle(GroupBuffers group, int index) {
        if (!isClosed) {
            groups.recycle(group, index);
        }
    }

    @Override
    public void closeNow(TransportHandle handle) {
        IoUringHandle closing = (IoUringHandle) handle;
        if (!isClosed && ring.unsubmitted() > 0) {
            // An entry that has not reached the kernel names a descriptor by a number that could be
            // another file's by then.
            try {
                ring.enter();
            } catch (RuntimeException e) {
                LOGGER.log(Level.DEBUG, "closed with the transport", e);
                toClose.add(closing);
                return;
            }
        }
        closing.closeNow();
    }

    @Override
    public long submittingEntries() {
        return ring.submittingEntries();
    }

    @Override
    public long reapingEntries() {
        return ring.reapingEntries();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        if (owner == null) {
            closeUnstarted();
            return;
        }
        checkOwner();
        isClosed = true;
        completions.close(handle -> ((IoUringHandle) handle).closeNow());
        isDrained = false;
        try {
            isDrained = drain();
            if (isDrained && tokens.used() > 0) {
                LOGGER.log(Level.ERROR, "{0} tokens had no last completion.", tokens.used());
            }
            boolean unused = isDrained && ring.terminate();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "The ring could not be closed in order: " + e, e);
            // What the log holds may be new descriptors.
            completionPass.run();
        } finally {
            inFlight.close(isDrained);
            zeroCopy.close(isDrained);
            toClose.forEach(IoUringHandle::closeNow);
        }
    }

    private void closeUnstarted() {
        try {
            if (VirtualThreads.isVirtual(Thread.currentThread())) {
                PlatformThreads.call("io_uring close", 10, this::startAndClose);
            } else {
                startAndClose();
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The ring could not be closed in order: " + e, e);
        }
    }

    private boolean startAndClose() {
        start();
        close();
        return true;
    }

    /**
     * Ends everything in flight. What the kernel does not give back in time it may still write to,
     * so then neither the ring nor the memory is freed.
     */
    private boolean drain() {
        inFlight.cancelAll();
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (ring.inFlight() > 0 && System.nanoTime() - deadline < 0) {
            ring.enterAndWait(DRAIN_STEP_NANOS);
            completionPass.run();
        }
        completionPass.run();
        if (ring.inFlight() > 0) {
            LOGGER.log(
                    Level.ERROR,
                    "{0} operations did not end within {1} s of their cancel: the ring is"
                            + " abandoned.",
                    ring.inFlight(),
                    TimeUnit.NANOSECONDS.toSeconds(DRAIN_NANOS));
        }
        return ring.inFlight() == 0;
    }

    private void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "called by " + Thread.currentThread() + ", but it belongs to " + owner);
        }
    }
}
