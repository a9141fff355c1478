package io.tickwire.tck;

import io.tickwire.spi.Transport;
import io.tickwire.stress.harness.Deadline;
import java.util.Arrays;

/**
 * Wakes a transport up by a thread of its own, once the transport's thread is seen in its wait. So
 * a test knows without a clock that the wait was one: what ends a wait too early, ends it before
 * that.
 */
public final class LateWaker {
    private final Thread waiting = Thread.currentThread();
    private final Transport transport;
    private final Thread thread = new Thread(this::wakeSeen, "late-waker");

    private volatile boolean isSeen;

    private LateWaker(Transport transport) {
        this.transport = transport;
    }

    /**
     * Begins to look at the calling thread.
     *
     * @param transport belongs to the calling thread, which calls {@link Transport#harvest} next,
     *     for a wait without a limit or with a long one
     * @return to ask after that wait
     */
    public static LateWaker start(Transport transport) {
        LateWaker waker = new LateWaker(transport);
        waker.thread.start();
        return waker;
    }

    private void wakeSeen() {
        try {
            Deadline.await("the wait", this::isWaiting);
            isSeen = true;
        } finally {
            transport.wakeup();
        }
    }

    /** Whether the thread is in a call of the system, for the transport. */
    private boolean isWaiting() {
        StackTraceElement[] stack = waiting.getStackTrace();
        return stack.length > 0
                && stack[0].isNativeMethod()
                && Arrays.stream(stack).anyMatch(call -> call.getMethodName().equals("harvest"));
    }

    /**
     * Ends the look. Called by the thread that has waited.
     *
     * @throws AssertionError if the wait was over before it was seen
     * @throws InterruptedException if the thread is interrupted
     */
    public void assertWaited() throws InterruptedException {
        boolean hasWaited = isSeen;
        if (!hasWaited) {
            thread.interrupt();
        }
        thread.join();
        if (!hasWaited) {
            throw new AssertionError("the wait ended although nothing has ended it");
        }
    }
}
