package io.tickwire.readiness;

import io.netty.channel.IoEventLoop;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.files.FileCalls;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The readiness engine: does the operations of the SPI with calls that do not block, and waits for
 * readiness where a call would have to wait. What the calls are is up to a {@link
 * ReadinessBackend}. Files are worked on at once, on the loop's thread ({@link FileBackend}), or by
 * {@link io.tickwire.BatchConfig#fileThreads}.
 *
 * <p>Threads: as {@link Transport} says. Bounds: as many operations as the configuration has slots;
 * one harvest takes at most 128 connections from one listener. Nothing is allocated per operation,
 * except where a file or socket is opened.
 *
 * <p>Design: an operation is performed at {@link #flush}, in the order of submission. If it would
 * block it is parked: its slot is noted at the socket, and the backend watches the socket. A poll
 * only notes which sockets are ready; what is parked there is tried after the poll. A watch that
 * reports when nobody waits is ended then, not before, since the next receive mostly comes first.
 */
public final class ReadinessTransport implements Transport {
    private final Capabilities capabilities;
    private final ReadinessBackend backend;
    private final WakeupFlag wakeup = new WakeupFlag();
    private final ReadyQueue ready = new ReadyQueue();
    private final OpenHandles handles = new OpenHandles(ready);
    private final SlotTable slots;
    private final OperationQueue queue;
    private final Completions completions;
    private final ConnectOperations connects;
    private final StreamOperations streams;
    private final AcceptOperations accepts;
    private final DatagramOperations datagrams;
    private final PollOperations polls;
    private final FileOperations files;

    private final OperationTable operations = new OperationTable();

    private long submittingEntries;
    private long reapingEntries;
    private boolean isClosed;

    /**
     * Makes a transport that is not yet started.
     *
     * @param config sizes
     * @param sink where completions go
     * @param capabilities what the transport states
     * @param backend the sockets; closed with the transport
     */
    public ReadinessTransport(
            TransportConfig config,
            CompletionSink sink,
            Capabilities capabilities,
            ReadinessBackend backend) {
        this.capabilities = capabilities;
        this.backend = backend;
        slots = new SlotTable();
        queue = new OperationQueue(config.batchCapacity());
        completions = new Completions(sink, slots);
        connects = new ConnectOperations(backend, slots, completions, handles);
        streams = new StreamOperations(slots, completions, connects);
        datagrams = new DatagramOperations(slots, completions, ready);
        accepts = new AcceptOperations(slots, completions, handles, ready);
        polls = new PollOperations(slots, completions, ready);
        int fileThreads = config.batch().fileThreads();
        FileBackend fileBackend = backend.files();
        FilePool pool =
                fileThreads == 0 ? null : new FilePool(fileBackend, fileThreads, this::wakeup);
        files = new FileOperations(fileBackend, completions, handles, slots, pool);
        enterOperations();
        loadErrorClasses();
    }

    /**
     * What the engine does on every backend.
     *
     * @return the statement, from which a backend takes away what it lacks
     */
    public static Capabilities emulation() {
        return Capabilities.all(Support.EMULATED).with(Feature.ZERO_COPY, Support.UNSUPPORTED);
    }

    /** Once no descriptor is left no class can be loaded from a folder, not even to say so. */
    private static void loadErrorClasses() {
        int unused = FileCalls.result(new IOException("Too many open files"));
    }

    private void enterOperations() {
        for (IoOpType type : IoOpType.values()) {
            if (type.family() == IoOpType.Family.FILE) {
                operations.enter(type, files::perform);
            }
        }
        operations.enter(IoOpType.NOP, operation -> completions.end(operation.slot(), 0));
        operations.enter(IoOpType.OPEN, files::open);
        operations.enter(IoOpType.CLOSE, this::close);
        operations.enter(IoOpType.ACCEPT, accepts::accept);
        operations.enter(IoOpType.CONNECT, connects::connect);
        operations.enter(IoOpType.RECVMSG, datagrams::receive);
        operations.enter(IoOpType.SENDMSG, datagrams::send);
        operations.enter(IoOpType.RECV, streams::receive);
        operations.enter(IoOpType.SEND, streams::send);
        operations.enter(IoOpType.SHUTDOWN, streams::shutdown);
        operations.enter(IoOpType.POLL_ADD, polls::poll);
        operations.enter(ReadinessSocket.Kind.LISTENER, accepts);
        operations.enter(ReadinessSocket.Kind.STREAM, streams);
        operations.enter(ReadinessSocket.Kind.DATAGRAM, datagrams);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return backend.eventLoop();
    }

    @Override
    public void start() {
        backend.start();
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        ReadinessListener listener = backend.listen(address, options);
        handles.add(listener);
        return listener;
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        ReadinessDatagram socket = backend.bind(address, options);
        handles.add(socket);
        return socket;
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return socket(handle).localAddress();
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return socket(handle).remoteAddress();
    }

    @Override
    public boolean submit(TransportOperation operation) {
        if (queue.isFull()) {
            return false;
        }
        slots.take(operation, queue.size());
        queue.add(operation);
        return true;
    }

    @Override
    public void flush() {
        int places = queue.size();
        if (places == 0) {
            return;
        }
        boolean hasPerformed = false;
        for (int place = 0; place < places; place++) {
            TransportOperation operation = queue.take(place);
            if (operation != null) {
                slots.leaveQueue(operation.slot());
                perform(operation);
                hasPerformed = true;
            }
        }
        queue.reset();
        finishCloses();
        submittingEntries += hasPerformed ? 1 : 0;
    }

    private void perform(TransportOperation operation) {
        int tried = PollOperations.triedBy(operation.type());
        TransportHandle handle = tried == 0 ? null : operation.handle();
        try {
            operations.perform(operation);
        } catch (OutOfMemoryError e) {
            endForWantOfMemory(operation.slot(), e);
        }
        if (handle instanceof ReadinessSocket socket) {
            polls.tried(socket, tried);
        }
    }

    /** An operation that is parked goes on; one that got nowhere ends. */
    private void endForWantOfMemory(int slot, OutOfMemoryError error) {
        if (!slots.isUsed(slot) || slots.socket(slot) != null) {
            throw error;
        }
        completions.end(slot, IoStatus.ENOMEM.result());
    }

    @Override
    public void harvest(long waitNanos) {
        long passedBefore = completions.passed();
        accepts.beginHarvest();
        flush();
        files.takeDone();
        boolean isIdle = completions.passed() == passedBefore && ready.isEmpty();
        if (isIdle && waitNanos > 0) {
            pollWaiting(waitNanos);
        } else {
            poll(0);
        }
        files.takeDone();
        retryReady();
        finishCloses();
    }

    private void pollWaiting(long waitNanos) {
        boolean mayWait = wakeup.beginWait();
        try {
            poll(mayWait ? waitNanos : 0);
        } finally {
            wakeup.endWait();
        }
    }

    private void poll(long waitNanos) {
        reapingEntries += backend.poll(waitNanos) ? 1 : 0;
    }

    private void finishCloses() {
        reapingEntries += backend.finishCloses() ? 1 : 0;
    }

    /**
     * Tries what is parked on each socket that is ready now; what becomes ready meanwhile waits.
     */
    private void retryReady() {
        for (int left = ready.size(); left > 0; left--) {
            ReadinessSocket socket = ready.poll();
            if (socket != null && socket.isOpen()) {
                retry(socket);
            }
        }
    }

    private void retry(ReadinessSocket socket) {
        int reported = socket.takeReported();
        polls.tell(socket, reported);
        int tried = socket.waiting() & (reported | Readiness.READABLE);
        operations.waitingAt(socket).retry(socket, reported);
        polls.tried(socket, tried);
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        if (!slots.isUsed(slot)) {
            completions.answerCancel(cancelSlot, IoStatus.ENOENT.result());
            return;
        }
        ReadinessSocket socket = slots.socket(slot);
        if (socket != null && slots.operation(slot).type() == IoOpType.POLL_ADD) {
            polls.cancel(socket, slot);
        } else if (socket != null) {
            operations.waitingAt(socket).cancel(socket, slot);
        } else if (slots.place(slot) >= 0) {
            cancelQueued(slot);
        } else if (!files.cancel(slot, cancelSlot < 0)) {
            // A thread of the pool works on it, or has done so.
            completions.answerCancel(cancelSlot, IoStatus.EALREADY.result());
            return;
        }
        completions.answerCancel(cancelSlot, 0);
        finishCloses();
    }

    private void cancelQueued(int slot) {
        TransportOperation operation = queue.take(slots.place(slot));
        if (operation == null) {
            throw new IllegalStateException("not in the queue: slot " + slot);
        }
        completions.end(slot, IoStatus.ECANCELED.result());
    }

    private void close(TransportOperation operation) {
        TransportHandle handle = operation.handle();
        if (handle instanceof ReadinessFile file) {
            files.close(operation, file);
            return;
        }
        if (handle instanceof ReadinessSocket socket) {
            polls.cancelAll(socket);
            operations.waitingAt(socket).cancelAll(socket);
        }
        completions.end(operation.slot(), handles.close(handle, operation.isAbort()));
    }

    @Override
    public void wakeup() {
        if (wakeup.request()) {
            backend.wakeup();
        }
    }

    @Override
    public void closeNow(TransportHandle handle) {
        int unused = handles.close(handle, false);
        finishCloses();
    }

    /** Nothing is with the kernel between two calls; a thread that hangs has its own references. */
    @Override
    public boolean isDrained() {
        return true;
    }

    @Override
    public int ignoredWishes() {
        return backend.ignoredWishes();
    }

    @Override
    public long submittingEntries() {
        return submittingEntries;
    }

    @Override
    public long reapingEntries() {
        return reapingEntries;
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            files.close();
            handles.closeAll();
        } finally {
            backend.close();
        }
    }

    private static ReadinessSocket socket(TransportHandle handle) {
        if (handle instanceof ReadinessSocket socket) {
            return socket;
        }
        throw new IllegalArgumentException("not a socket: " + handle);
    }
}
