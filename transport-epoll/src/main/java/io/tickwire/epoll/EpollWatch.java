package io.tickwire.epoll;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.files.ExceptionStatus;
import io.tickwire.unix.PollLoop;
import io.tickwire.unix.SocketWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What epoll watches a socket for, see epoll(7): input and the peer's end from the first wait on,
 * output while somebody waits for it. All edge-triggered, so a half-closed peer is reported once.
 *
 * <p>Output is not watched throughout: each input would then be reported together with it, and
 * Netty makes two objects for that event.
 */
final class EpollWatch implements EpollIoHandle, SocketWatch {
    /** EPOLLHUP of include/uapi/linux/eventpoll.h, which Netty does not name. */
    private static final int HUNG_UP = 0x10;

    private static final int ENDS =
            HUNG_UP | EpollIoOps.EPOLLERR.value() | EpollIoOps.EPOLLRDHUP.value();

    private static final EpollIoOps INPUT =
            EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
    private static final EpollIoOps BOTH = INPUT.with(EpollIoOps.EPOLLOUT);

    private final PollLoop loop;
    private final FileDescriptor socket;
    private final IntConsumer ready;
    private @Nullable IoRegistration registration;
    private boolean isWatchingOutput;

    EpollWatch(PollLoop loop, FileDescriptor socket, IntConsumer ready) {
        this.loop = loop;
        this.socket = socket;
        this.ready = ready;
    }

    @Override
    public int set(int bits) {
        return set(bits, false);
    }

    /** A change of a registration, even to what it was, looks at the socket: see epoll_ctl(2). */
    @Override
    public int renew(int bits) {
        return set(bits, true);
    }

    private int set(int bits, boolean isRenewed) {
        boolean isOutputWanted = (bits & Readiness.WRITABLE) != 0;
        try {
            IoRegistration current = registration;
            if (current == null) {
                return bits == 0 ? 0 : begin(isOutputWanted);
            }
            boolean isSame = isOutputWanted == isWatchingOutput && !isRenewed;
            return isSame ? 0 : submit(current, isOutputWanted);
        } catch (IOException failure) {
            return ExceptionStatus.result(failure);
        }
    }

    /** What epoll refuses here (ENOSPC, ENOMEM) it is asked for anew by the next wait. */
    private int begin(boolean isOutputWanted) throws IOException {
        IoRegistration begun = loop.register(this);
        registration = begun;
        int result = submit(begun, isOutputWanted);
        if (result < 0) {
            end();
        }
        return result;
    }

    private int submit(IoRegistration target, boolean isOutputWanted) throws IOException {
        try {
            target.submit(isOutputWanted ? BOTH : INPUT);
            isWatchingOutput = isOutputWanted;
            return 0;
        } catch (UncheckedIOException failure) {
            if (failure.getCause() instanceof Errors.NativeIoException errno) {
                return errno.expectedErr();
            }
            throw failure.getCause();
        }
    }

    @Override
    public void end() {
        IoRegistration ended = registration;
        if (ended != null) {
            registration = null;
            loop.unregister(ended, false);
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        int events = ((EpollIoEvent) event).ops().value();
        int bits = (events & EpollIoOps.EPOLLIN.value()) == 0 ? 0 : Readiness.READABLE;
        bits |= (events & EpollIoOps.EPOLLOUT.value()) == 0 ? 0 : Readiness.WRITABLE;
        bits |= (events & ENDS) == 0 ? 0 : Readiness.ENDED;
        ready.accept(bits);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    /** For Netty, when the loop ends; the engine has closed its sockets before. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "EpollWatch[" + socket + "]";
    }
}
