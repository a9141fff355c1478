package io.tickwire.nio;

import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.tickwire.readiness.files.ExceptionStatus;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * What the selector watches a channel for. Registers the channel at the first wait, since many a
 * channel never waits, and a listener is opened before its loop has a thread.
 */
final class SelectorWatch {
    private final SelectorLoop loop;
    private final NioIoHandle handle;
    private @Nullable IoRegistration registration;
    private int interestOps;

    SelectorWatch(SelectorLoop loop, NioIoHandle handle) {
        this.loop = loop;
        this.handle = handle;
    }

    /** Sets a channel's interest (see {@code SelectionKey}); 0 or a negative canonical errno. */
    int set(int ops) {
        try {
            submit(ops);
            note(ops);
            return 0;
        } catch (IOException | CancelledKeyException failure) {
            note(0);
            return ExceptionStatus.result(failure);
        }
    }

    /** Ends the registration; the channel is closed next. */
    void end() {
        note(0);
        IoRegistration ended = registration;
        if (ended != null) {
            registration = null;
            ended.cancel();
            loop.unregistered();
        }
    }

    private void submit(int ops) throws IOException {
        IoRegistration current = registration;
        if (current == null) {
            current = loop.register(handle);
            registration = current;
        }
        // Netty makes a new object for 0 at each valueOf.
        if (current.submit(ops == 0 ? NioIoOps.NONE : NioIoOps.valueOf(ops)) < 0) {
            throw new ClosedChannelException();
        }
    }

    private void note(int ops) {
        if (interestOps == 0 && ops != 0) {
            loop.watchBegan();
        } else if (interestOps != 0 && ops == 0) {
            loop.watchEnded();
        }
        interestOps = ops;
    }
}
