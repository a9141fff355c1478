package io.tickwire.unix;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The wake-up of a {@link PollLoop}, on Netty's manual loop with a poller that only notes. */
public class PollLoopStress {
    /**
     * As forgetful as Netty's pollers: a wake-up that comes before the wait is announced is lost;
     * they announce the wait, ask once more whether they may, and wait.
     */
    static final class ForgetfulPoller implements IoHandler {
        /** How many of the first waits end at once, since there is something to handle. */
        private int busyWaits;

        private volatile boolean isWaiting;
        private volatile boolean isWoken;
        private boolean hasWaited;

        ForgetfulPoller(int busyWaits) {
            this.busyWaits = busyWaits;
        }

        @Override
        public int run(IoHandlerContext context) {
            isWoken = false;
            isWaiting = true;
            boolean canBlock = context.canBlock();
            if (busyWaits > 0) {
                busyWaits--;
                isWaiting = false;
            } else {
                hasWaited = canBlock;
            }
            return 0;
        }

        @Override
        public void wakeup() {
            if (isWaiting) {
                isWoken = true;
            }
        }

        boolean hasWaited() {
            return hasWaited;
        }

        boolean isWoken() {
            return isWoken;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }

    private static PollLoop open(IoHandler poller) {
        try {
            return PollLoop.open(executor -> poller);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A wake-up comes as the loop begins to wait. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "0, 1", "0, 0"},
            expect = ACCEPTABLE,
            desc = "the poller is woken, or does not wait")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the poller waits and nobody wakes it")
    public static class WakeupAgainstWait {
        private final ForgetfulPoller poller = new ForgetfulPoller(0);
        private final PollLoop loop = open(poller);

        @Actor
        public void waker() {
            loop.wakeup();
        }

        @Actor
        public void loop() {
            loop.start();
            loop.run(Long.MAX_VALUE);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = poller.hasWaited() ? 1 : 0;
            r.r2 = poller.isWoken() ? 1 : 0;
        }
    }

    /** A wake-up for work comes as a wait ends; the loop looks for work and waits again. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 1", "0, 1", "0, 0"},
            expect = ACCEPTABLE,
            desc = "the loop saw the work, was woken, or does not wait")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "the loop waits and nobody wakes it")
    public static class WakeupAgainstEnd {
        private final ForgetfulPoller poller = new ForgetfulPoller(1);
        private final PollLoop loop = open(poller);
        private volatile boolean hasWork;

        @Actor
        public void waker() {
            hasWork = true;
            loop.wakeup();
        }

        @Actor
        public void loop(II_Result r) {
            loop.start();
            loop.run(Long.MAX_VALUE);
            boolean isSeen = hasWork;
            loop.run(Long.MAX_VALUE);
            r.r1 = poller.hasWaited() && !isSeen ? 1 : 0;
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = poller.isWoken() ? 1 : 0;
        }
    }
}
