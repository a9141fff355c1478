package io.tickwire;

import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A transport whose results a test decides. Results are queued with {@code at...} methods and
 * passed to the sink by the next harvest, in the order they were queued: the real harvesting path
 * of core runs above it.
 */
public final class ScriptedTransport implements Transport {
    /** A file or socket that counts. */
    public static final class Handle implements TransportHandle {
        final String name;
        boolean isClosed;

        Handle(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public final TransportConfig config;
    public final CompletionSink sink;
    public final List<TransportOperation> submitted = new ArrayList<>();
    public final List<Integer> cancelled = new ArrayList<>();
    public final Set<Handle> open = new LinkedHashSet<>();

    /** Cancelled operations whose last result is queued. */
    private final Set<Integer> ending = new LinkedHashSet<>();

    private final ArrayDeque<Runnable> results = new ArrayDeque<>();
    private final List<TransportOperation> sinceFlush = new ArrayList<>();

    /** Called at each flush or harvest with what was submitted since the last one. */
    public BiConsumer<ScriptedTransport, List<TransportOperation>> script =
            (transport, batch) -> {};

    /** If set, called with each operation instead of keeping it for the script. */
    public Consumer<TransportOperation> quick;

    public final AtomicInteger wakeups = new AtomicInteger();

    /** Called by each wake-up, on the thread that wakes. */
    public volatile Runnable onWakeup = () -> {};

    /** Called by each harvest that may wait, in place of the wait. */
    public LongConsumer onWait = waitNanos -> {};

    /** Called by each cancel before anything else. */
    public Runnable onCancel = () -> {};

    public int roomLeft = Integer.MAX_VALUE;
    public long submittingEntries;
    public long reapingEntries;
    public boolean isStarted;
    public boolean isClosed;
    public boolean isDrained = true;

    /** Whether a cancel leaves its target to the results that are queued for it. */
    public boolean isDeafToCancel;

    /** Whether a flush passes results on, too, as a kernel does that ends operations at once. */
    public boolean isPassingAtFlush;

    public RuntimeException failure;

    public ScriptedTransport(TransportConfig config, CompletionSink sink) {
        this.config = config;
        this.sink = sink;
    }

    /** Completes every prompt operation, and every close, with success as it comes. */
    public ScriptedTransport completingAll() {
        script =
                (transport, batch) ->
                        batch.forEach(
                                operation -> transport.result(operation, defaultResult(operation)));
        return this;
    }

    /** A script that completes closes only. */
    public static void completeCloses(ScriptedTransport transport, List<TransportOperation> batch) {
        batch.stream()
                .filter(operation -> operation.type() == IoOpType.CLOSE)
                .forEach(operation -> transport.result(operation, 0));
    }

    public static int defaultResult(TransportOperation operation) {
        return switch (operation.type()) {
            case READ, WRITE, RECV, SEND -> bytes(operation);
            default -> 0;
        };
    }

    public static int bytes(TransportOperation operation) {
        int bytes = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            bytes += operation.segmentLength(i);
        }
        return bytes;
    }

    public void result(TransportOperation operation, int result) {
        int slot = operation.slot();
        results.add(() -> sink.complete(slot, result));
    }

    public Handle opened(TransportOperation operation, boolean isLast) {
        Handle handle = new Handle(operation.type() + " " + open.size());
        open.add(handle);
        int slot = operation.slot();
        results.add(() -> sink.completeOpened(slot, handle, isLast));
        return handle;
    }

    public void paused(TransportOperation operation) {
        int slot = operation.slot();
        results.add(() -> sink.paused(slot));
    }

    /** The operations of a type that were submitted since the start. */
    public List<TransportOperation> submitted(IoOpType type) {
        return submitted.stream().filter(operation -> operation.type() == type).toList();
    }

    public TransportOperation last(IoOpType type) {
        List<TransportOperation> all = submitted(type);
        return all.get(all.size() - 1);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all(Support.EMULATED);
    }

    @Override
    public void start() {
        isStarted = true;
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.getPort() == 1) {
            throw new BindException("Permission denied: " + address);
        }
        Handle handle = new Handle("listener " + address);
        open.add(handle);
        return handle;
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4712));
    }

    @Override
    public boolean submit(TransportOperation operation) {
        failIfAsked();
        if (roomLeft == 0) {
            return false;
        }
        roomLeft--;
        if (quick != null) {
            quick.accept(operation);
            return true;
        }
        submitted.add(operation);
        sinceFlush.add(operation);
        return true;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        failIfAsked();
        onCancel.run();
        cancelled.add(slot);
        if (!isDeafToCancel && ending.add(slot)) {
            results.add(
                    () -> {
                        ending.remove(slot);
                        sink.complete(slot, IoStatus.ECANCELED.result());
                    });
        }
        if (cancelSlot >= 0) {
            results.add(() -> sink.complete(cancelSlot, 0));
        }
    }

    @Override
    public void flush() {
        failIfAsked();
        play();
        if (isPassingAtFlush) {
            pass();
        }
    }

    @Override
    public void harvest(long waitNanos) {
        failIfAsked();
        reapingEntries++;
        if (waitNanos > 0) {
            onWait.accept(waitNanos);
        }
        play();
        pass();
    }

    @Override
    public void wakeup() {
        wakeups.incrementAndGet();
        onWakeup.run();
    }

    /** Thrown by each closing at once, after its work. */
    public RuntimeException closeFailure;

    @Override
    public void closeNow(TransportHandle handle) {
        close((Handle) handle);
        if (closeFailure != null) {
            throw closeFailure;
        }
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
    public boolean isDrained() {
        return isDrained;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** The handles that nobody closed. */
    public Collection<Handle> leaked() {
        return open.stream().filter(handle -> !handle.isClosed).toList();
    }

    private void close(Handle handle) {
        if (handle.isClosed) {
            throw new IllegalStateException(handle + " closed twice");
        }
        handle.isClosed = true;
    }

    private void play() {
        if (!sinceFlush.isEmpty()) {
            submittingEntries++;
            List<TransportOperation> batch = List.copyOf(sinceFlush);
            sinceFlush.clear();
            for (TransportOperation operation : batch) {
                if (operation.type() == IoOpType.CLOSE) {
                    close((Handle) operation.handle());
                }
            }
            script.accept(this, batch);
        }
    }

    private void pass() {
        for (Runnable next = results.poll(); next != null; next = results.poll()) {
            next.run();
        }
    }

    private void failIfAsked() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) throws IOException {
        return listen(address, options);
    }
}
