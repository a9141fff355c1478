package io.tickwire.iouring;

import static io.tickwire.iouring.LinuxAbi.IOPRIO_ACCEPT_MULTISHOT;
import static io.tickwire.iouring.LinuxAbi.IOPRIO_POLL_FIRST;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoOps;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the running kernel what its io_uring can do, with entries that cannot succeed.
 *
 * <p>An operation that the kernel lacks, or a flag that it does not know, gives EINVAL. One that it
 * has fails for the reason built into the entry: EBADF for the descriptor -1, EFAULT for a path at
 * address 0, ENOENT for a cancel of nothing, ENOTSOCK for a pipe. The socket operations get a pipe
 * and not -1 because before Linux 5.18 the descriptor was looked up before the flags were checked,
 * and EBADF would have hidden a missing flag.
 */
@SuppressWarnings("EnumOrdinal") // the array of results is made from the same enum
final class KernelProbe implements IoUringIoHandle {
    private static final int RING_ENTRIES = 64;
    private static final int TIMEOUT_SECONDS = 10;
    private static final int PENDING = Integer.MIN_VALUE;

    private static volatile @Nullable KernelFeatures known;

    private enum Entry {
        NOP(IoOpType.NOP, LinuxAbi.OP_NOP, 0, false),
        OPENAT(IoOpType.OPEN, LinuxAbi.OP_OPENAT, 0, false),
        READ(IoOpType.READ, LinuxAbi.OP_READ, 0, false),
        WRITE(IoOpType.WRITE, LinuxAbi.OP_WRITE, 0, false),
        FSYNC(IoOpType.FSYNC, LinuxAbi.OP_FSYNC, 0, false),
        FDATASYNC(IoOpType.FDATASYNC, LinuxAbi.OP_FSYNC, 0, false),
        READV(IoOpType.READV, LinuxAbi.OP_READV, 0, false),
        WRITEV(IoOpType.WRITEV, LinuxAbi.OP_WRITEV, 0, false),
        FALLOCATE(IoOpType.ALLOCATE, LinuxAbi.OP_FALLOCATE, 0, false),
        FTRUNCATE(IoOpType.TRUNCATE, LinuxAbi.OP_FTRUNCATE, 0, false),
        STATX(IoOpType.STAT, LinuxAbi.OP_STATX, 0, false),
        RENAMEAT(IoOpType.RENAME, LinuxAbi.OP_RENAMEAT, 0, false),
        UNLINKAT(IoOpType.UNLINK, LinuxAbi.OP_UNLINKAT, 0, false),
        MKDIRAT(IoOpType.MKDIR, LinuxAbi.OP_MKDIRAT, 0, false),
        CLOSE(IoOpType.CLOSE, LinuxAbi.OP_CLOSE, 0, false),
        ASYNC_CANCEL(IoOpType.CANCEL, LinuxAbi.OP_ASYNC_CANCEL, 0, false),
        ACCEPT(IoOpType.ACCEPT, LinuxAbi.OP_ACCEPT, 0, true),
        CONNECT(IoOpType.CONNECT, LinuxAbi.OP_CONNECT, 0, true),
        POLL_ADD(IoOpType.POLL_ADD, LinuxAbi.OP_POLL_ADD, 0, true),
        RECV(IoOpType.RECV, LinuxAbi.OP_RECV, 0, true),
        SEND(IoOpType.SEND, LinuxAbi.OP_SEND, 0, true),
        SENDMSG(IoOpType.SEND, LinuxAbi.OP_SENDMSG, 0, true),
        RECVMSG(IoOpType.RECVMSG, LinuxAbi.OP_RECVMSG, 0, true),
        SHUTDOWN(IoOpType.SHUTDOWN, LinuxAbi.OP_SHUTDOWN, 0, true),
        MULTISHOT(null, LinuxAbi.OP_ACCEPT, IOPRIO_ACCEPT_MULTISHOT, true),
        POLL_FIRST(null, LinuxAbi.OP_RECV, IOPRIO_POLL_FIRST, true),
        PROVIDE_BUFFERS(null, LinuxAbi.OP_REMOVE_BUFFERS, 0, false),
        RECV_MULTISHOT(null, LinuxAbi.OP_RECV, LinuxAbi.IOPRIO_RECV_MULTISHOT, true),
        SEND_ZC(null, LinuxAbi.OP_SEND_ZC, 0, true);

        final @Nullable IoOpType type;
        final byte opcode;
        final int ioprio;
        final boolean isOnSocket;

        Entry(@Nullable IoOpType type, byte opcode, int ioprio, boolean isOnSocket) {
            this.type = type;
            this.opcode = opcode;
            this.ioprio = ioprio;
            this.isOnSocket = isOnSocket;
        }

        IoUringIoOps ops(int pipeFd) {
            // REMOVE_BUFFERS has a count in the descriptor's place; the group is never there.
            int fd = this == PROVIDE_BUFFERS ? 1 : isOnSocket ? pipeFd : -1;
            int group = this == PROVIDE_BUFFERS || this == RECV_MULTISHOT ? 0xFFFF : 0;
            int sqeFlags = this == RECV_MULTISHOT ? LinuxAbi.SQE_BUFFER_SELECT : 0;
            return new IoUringIoOps(
                    opcode,
                    (byte) sqeFlags,
                    (short) ioprio,
                    fd,
                    0L,
                    0L,
                    0,
                    0,
                    (long) ordinal(),
                    (short) group,
                    (short) 0,
                    0,
                    0L);
        }
    }

    private final int[] results = new int[Entry.values().length];
    private final KernelVersion kernel = KernelVersion.running();
    private int pending;

    private KernelProbe() {}

    /** The number of the kernel's operation that a type is asked for by. */
    static int opcode(IoOpType type) {
        for (Entry entry : Entry.values()) {
            if (entry.type == type) {
                return entry.opcode;
            }
        }
        throw new IllegalArgumentException("not asked for: " + type);
    }

    /** What the kernel can do: found out at the first call that succeeds. */
    static KernelFeatures features() throws IOException {
        KernelFeatures features = known;
        if (features == null) {
            if (!IoUring.isAvailable()) {
                Throwable cause = IoUring.unavailabilityCause();
                String reason = IoUringTransportProvider.firstLine(cause.toString());
                throw new IOException("io_uring is not available: " + reason, cause);
            }
            features =
                    PlatformThreads.call(
                            "io_uring probe", TIMEOUT_SECONDS, () -> new KernelProbe().probe());
            known = features;
        }
        return features;
    }

    private KernelFeatures probe() throws IOException {
        RingHandler.Factory factory =
                new RingHandler.Factory(IoUringIoHandler.newFactory(RING_ENTRIES));
        ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), factory);
        FileDescriptor[] pipe = FileDescriptor.pipe();
        // With its other end closed a pipe is ready, so that POLL_FIRST goes on to the next check.
        pipe[1].close();
        try {
            IoRegistration registration = loop.register(this).getNow();
            loop.runNow();
            // The NOP goes alone: it shows that entering the kernel works at all.
            submit(registration, Entry.NOP, pipe);
            drain(loop);
            if (results[Entry.NOP.ordinal()] != 0) {
                throw new IOException("a NOP came to " + results[Entry.NOP.ordinal()]);
            }
            for (Entry entry : Entry.values()) {
                if (entry != Entry.NOP) {
                    submit(registration, entry, pipe);
                }
            }
            drain(loop);
            registration.cancel();
        } finally {
            pipe[0].close();
            // What the kernel has not given back may still be written to.
            boolean unused = pending == 0 && Ring.terminate(loop, factory.made());
        }
        return verdict();
    }

    private void submit(IoRegistration registration, Entry entry, FileDescriptor[] pipe) {
        results[entry.ordinal()] = PENDING;
        pending++;
        registration.submit(entry.ops(pipe[0].intValue()));
    }

    private void drain(ManualIoEventLoop loop) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS / 2);
        while (pending > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("no completion of the probes " + unanswered());
            }
            loop.run(TimeUnit.MILLISECONDS.toNanos(100), 0);
        }
    }

    private List<Entry> unanswered() {
        return Stream.of(Entry.values())
                .filter(entry -> results[entry.ordinal()] == PENDING)
                .toList();
    }

    private KernelFeatures verdict() {
        Set<IoOpType> lacking = EnumSet.noneOf(IoOpType.class);
        for (Entry entry : Entry.values()) {
            IoOpType type = entry.type;
            if (type != null && isLacking(entry)) {
                lacking.add(type);
            }
        }
        boolean hasPollFirst = !isLacking(Entry.POLL_FIRST);
        return new KernelFeatures(
                lacking,
                !isLacking(Entry.MULTISHOT),
                hasPollFirst,
                // Before Linux 5.18 a RECV that waits holds a buffer, and loses it when it is
                // cancelled. POLL_FIRST tells newer kernels, from 5.19 on.
                hasPollFirst && !isLacking(Entry.PROVIDE_BUFFERS),
                !isLacking(Entry.RECV_MULTISHOT),
                // A multishot POLL_ADD that succeeds would not end; it is older than this one.
                !isLacking(Entry.MULTISHOT),
                !isLacking(Entry.SEND_ZC),
                kernel);
    }

    private boolean isLacking(Entry entry) {
        int result = results[entry.ordinal()];
        return result == IoStatus.EINVAL.result() || result == IoStatus.EOPNOTSUPP.result();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int ordinal = (int) completion.userData();
        if (results[ordinal] == PENDING) {
            results[ordinal] = completion.res();
        }
        if ((completion.flags() & LinuxAbi.CQE_MORE) == 0) {
            pending--;
        }
    }

    @Override
    public void close() {
        // Nothing is in flight by then that could be cancelled.
    }
}
