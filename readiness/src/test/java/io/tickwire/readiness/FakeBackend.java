package io.tickwire.readiness;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backend whose calls answer what the test put down for them; level-triggered. */
final class FakeBackend implements ReadinessBackend {
    final List<FakeStream> streams = new ArrayList<>();
    final List<Long> waits = new ArrayList<>();

    /** What the next poll reports. */
    final List<Runnable> reports = new ArrayList<>();

    final Deque<Integer> connects = new ArrayDeque<>();
    @Nullable IOException streamFailure;
    FileBackend files = FileBackend.system();
    int wakeups;
    int closes;
    boolean started;

    @Override
    public int ignoredWishes() {
        return 0;
    }

    @Override
    public FileBackend files() {
        return files;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public FakeListener listen(SocketAddress address, SocketOptions options) {
        return new FakeListener(this);
    }

    @Override
    public FakeStream openStream(SocketAddress address, SocketOptions options) throws IOException {
        if (streamFailure != null) {
            throw streamFailure;
        }
        return newStream();
    }

    FakeStream newStream() {
        FakeStream stream = new FakeStream(this);
        streams.add(stream);
        return stream;
    }

    @Override
    public ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException {
        throw new ResultException(IoStatus.EOPNOTSUPP.result());
    }

    @Override
    public boolean poll(long waitNanos) {
        waits.add(waitNanos);
        reports.forEach(Runnable::run);
        reports.clear();
        return true;
    }

    @Override
    public boolean finishCloses() {
        return false;
    }

    @Override
    public void wakeup() {
        wakeups++;
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return Optional.empty();
    }

    @Override
    public void close() {
        closes++;
    }

    /** A stream whose calls answer from queues; an empty queue would block. */
    static final class FakeStream extends ReadinessStream {
        final FakeBackend backend;
        final Deque<Integer> receives = new ArrayDeque<>();
        final Deque<Integer> sends = new ArrayDeque<>();
        final Deque<Integer> finishes = new ArrayDeque<>();
        final List<Integer> skipped = new ArrayList<>();
        final List<Integer> shutdowns = new ArrayList<>();
        final List<Integer> watches = new ArrayList<>();
        int watchResult;
        int receiveCalls;
        int releases;
        boolean aborted;

        FakeStream(FakeBackend backend) {
            this.backend = backend;
        }

        void becomes(int bits) {
            backend.reports.add(() -> becameReady(bits));
        }

        int watched() {
            return watches.isEmpty() ? 0 : watches.get(watches.size() - 1);
        }

        @Override
        protected int connect(SocketAddress address) {
            return next(backend.connects);
        }

        @Override
        protected int finishConnect() {
            return next(finishes);
        }

        @Override
        protected int receive(ByteBuf buffer, int index, int length) {
            receiveCalls++;
            return next(receives);
        }

        @Override
        protected int send(TransportOperation operation, int skippedBytes) {
            skipped.add(skippedBytes);
            return next(sends);
        }

        @Override
        protected int shutdown(int how) {
            shutdowns.add(how);
            return 0;
        }

        @Override
        protected int watch(int bits) {
            watches.add(bits);
            return watchResult;
        }

        @Override
        protected void release(boolean isAbort) {
            releases++;
            aborted = isAbort;
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress(1);
        }

        @Override
        public Optional<SocketAddress> remoteAddress() {
            return Optional.empty();
        }

        private static int next(Deque<Integer> results) {
            Integer result = results.poll();
            return result == null ? WOULD_BLOCK : result;
        }
    }

    /** A listener with a number of connections waiting; failures come first. */
    static final class FakeListener extends ReadinessListener {
        final FakeBackend backend;
        final Deque<IOException> failures = new ArrayDeque<>();
        final List<Integer> watches = new ArrayList<>();
        int waiting;
        int watchResult;
        int releases;

        FakeListener(FakeBackend backend) {
            this.backend = backend;
        }

        void becomesReadable() {
            backend.reports.add(() -> becameReady(Readiness.READABLE));
        }

        int watched() {
            return watches.isEmpty() ? 0 : watches.get(watches.size() - 1);
        }

        @Override
        protected @Nullable ReadinessStream accept() throws IOException {
            IOException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            if (waiting == 0) {
                return null;
            }
            waiting--;
            return backend.newStream();
        }

        @Override
        protected int watch(int bits) {
            watches.add(bits);
            return watchResult;
        }

        @Override
        protected void release(boolean isAbort) {
            releases++;
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress(1);
        }
    }
}
