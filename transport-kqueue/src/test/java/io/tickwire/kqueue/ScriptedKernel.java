package io.tickwire.kqueue;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoEvent;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.kqueue.KQueueIoOps;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for Netty's kqueue handler, whose native runs on macOS only: writes down the changes,
 * reports what the test says to the socket that was registered last, and refuses a change that
 * Netty's array has no room for.
 */
final class ScriptedKernel implements IoHandler {
    /** "fd filter flags fflags" of each change, in their order. */
    final List<String> changes = new ArrayList<>();

    /** How many changes Netty's array has room for, as its handler makes it. */
    private static final int ARRAY = 4096;

    /** Changes that a poll has handed over. */
    int taken;

    private int pending;

    private final List<KQueueIoEvent> events = new ArrayList<>();
    private Registration last;

    void report(int filter, int flags, int fflags) {
        events.add(KQueueIoEvent.newEvent(7, (short) filter, (short) flags, fflags, 0, 1));
    }

    @Override
    public int run(IoHandlerContext context) {
        events.forEach(event -> last.handle.handle(last, event));
        int handled = events.size();
        events.clear();
        taken += pending;
        pending = 0;
        return handled;
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        last = new Registration((KQueueIoHandle) handle);
        changes.add(last.handle.ident() + " registered");
        return last;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return KQueueIoHandle.class.isAssignableFrom(type);
    }

    @Override
    public void prepareToDestroy() {}

    @Override
    public void destroy() {}

    @Override
    public void wakeup() {}

    private final class Registration implements IoRegistration {
        private final KQueueIoHandle handle;
        private boolean isValid = true;

        Registration(KQueueIoHandle handle) {
            this.handle = handle;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // As Netty has it.
        public <T> T attachment() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long submit(IoOps ops) {
            if (!isValid) {
                return -1;
            }
            if (pending == ARRAY) {
                throw new IllegalStateException("change " + (ARRAY + 1) + " without a poll");
            }
            pending++;
            KQueueIoOps change = (KQueueIoOps) ops;
            changes.add(
                    handle.ident()
                            + " "
                            + change.filter()
                            + " "
                            + change.flags()
                            + " "
                            + change.fflags());
            return 0;
        }

        @Override
        public boolean isValid() {
            return isValid;
        }

        @Override
        public boolean cancel() {
            isValid = false;
            changes.add(handle.ident() + " cancelled");
            return true;
        }
    }
}
