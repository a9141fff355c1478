package io.tickwire.kqueue;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoEvent;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.kqueue.KQueueIoOps;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.unix.PollLoop;
import io.tickwire.unix.SocketWatch;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What kqueue watches a socket for, see kqueue(2): EVFILT_READ from the first wait on, EVFILT_WRITE
 * while somebody waits for it, both with EV_CLEAR, that is edge-triggered. A change reaches the
 * kernel with the next poll, see {@link ChangeList}; Netty keeps to itself what the kernel refuses
 * (EV_ERROR).
 */
final class KQueueWatch implements KQueueIoHandle, SocketWatch {
    // xnu, bsd/sys/event.h.
    private static final short FILTER_READ = -1;
    private static final short FILTER_WRITE = -2;
    private static final short ADD_EDGE_TRIGGERED = 0x1 | 0x20;
    private static final short DELETE = 0x2;
    private static final int END_OF_FILE = 0x8000;

    private static final KQueueIoOps ADD_READ =
            KQueueIoOps.newOps(FILTER_READ, ADD_EDGE_TRIGGERED, 0);
    private static final KQueueIoOps ADD_WRITE =
            KQueueIoOps.newOps(FILTER_WRITE, ADD_EDGE_TRIGGERED, 0);
    private static final KQueueIoOps DELETE_READ = KQueueIoOps.newOps(FILTER_READ, DELETE, 0);
    private static final KQueueIoOps DELETE_WRITE = KQueueIoOps.newOps(FILTER_WRITE, DELETE, 0);

    private final PollLoop loop;
    private final ChangeList changes;
    private final int fd;
    private final IntConsumer ready;
    private @Nullable IoRegistration registration;
    private boolean isWatchingOutput;

    KQueueWatch(PollLoop loop, ChangeList changes, int fd, IntConsumer ready) {
        this.loop = loop;
        this.changes = changes;
        this.fd = fd;
        this.ready = ready;
    }

    @Override
    public int set(int bits) {
        IoRegistration current = registration;
        if (current == null) {
            if (bits == 0) {
                return 0;
            }
            try {
                current = loop.register(this);
            } catch (IOException failure) {
                return ExceptionStatus.result(failure);
            }
            registration = current;
            changes.add(current, ADD_READ);
        }
        boolean isOutputWanted = (bits & Readiness.WRITABLE) != 0;
        if (isOutputWanted != isWatchingOutput) {
            changes.add(current, isOutputWanted ? ADD_WRITE : DELETE_WRITE);
            isWatchingOutput = isOutputWanted;
        }
        return 0;
    }

    /** A filter that is added again, see kevent(2), is looked at as if it were new. */
    @Override
    public int renew(int bits) {
        boolean isInputAdded = registration != null;
        boolean isOutputAdded = isWatchingOutput;
        int result = set(bits);
        IoRegistration current = registration;
        if (current == null) {
            return result;
        }
        if (isInputAdded) {
            changes.add(current, ADD_READ);
        }
        if (isOutputAdded && isWatchingOutput) {
            changes.add(current, ADD_WRITE);
        }
        return result;
    }

    /**
     * Ends the registration. The kernel drops the filters of a closed descriptor by itself, but
     * changes that it has not seen yet would reach the next socket with that number.
     */
    @Override
    public void end() {
        IoRegistration ended = registration;
        if (ended == null) {
            return;
        }
        registration = null;
        changes.add(ended, DELETE_READ);
        if (isWatchingOutput) {
            changes.add(ended, DELETE_WRITE);
        }
        loop.unregister(ended, true);
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        KQueueIoEvent change = (KQueueIoEvent) event;
        int bits =
                switch (change.filter()) {
                    case FILTER_READ -> Readiness.READABLE;
                    case FILTER_WRITE -> Readiness.WRITABLE;
                    default -> 0;
                };
        // The peer's end for input, a connection that is gone for output: either way calls tell.
        bits |= (change.flags() & END_OF_FILE) == 0 ? 0 : Readiness.ENDED;
        ready.accept(bits);
    }

    @Override
    public int ident() {
        return fd;
    }

    /** For Netty, when the loop ends; the engine has closed its sockets before. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "KQueueWatch[" + fd + "]";
    }
}
