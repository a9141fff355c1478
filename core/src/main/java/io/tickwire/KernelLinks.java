package io.tickwire;

import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import java.util.Objects;

/**
 * Hands runs of linked operations on open files to the transport as a whole where its kernel has
 * links: they take one submission instead of one each. Everything else is stepped by core, and so
 * is a run until it is handed over: a cancel before that finds an ordinary chain.
 */
final class KernelLinks {
    private KernelLinks() {}

    /** Whether the kernel can link an operation to another one. */
    private static boolean isFor(Intent intent, Capabilities capabilities) {
        return intent.timeLimitNanos == IoRequest.NO_DEADLINE
                && intent.hasMemory()
                && intent.resource instanceof IoFile
                && intent.type.isOnFileAlone()
                && capabilities.of(intent.type) == Support.NATIVE;
    }

    /**
     * Whether the kernel can do what the link behind an intent says. In Linux a soft link breaks
     * where an operation marks its request as failed: reads and writes do, also when they are
     * short; syncs, allocations and truncations only set their result (io_uring/sync.c and
     * io_uring/truncate.c). Behind these a soft link is core's.
     */
    private static boolean hasKernelLink(Intent intent, Capabilities capabilities) {
        Intent next = intent.follower;
        return next != null
                && isFor(next, capabilities)
                && (intent.type.isBrokenByShortTransfer() || intent.has(IoRequest.HARD_LINKED));
    }

    /**
     * Hands an intent over together with as many of its followers as the kernel can link; answers
     * false if the transport has no room for all of them. Whatever the transport throws, an intent
     * that it has not taken is ready still.
     */
    static boolean submit(Intent head, Transport transport) {
        int length = lengthOfRun(head, transport);
        head.chainLength = length;
        if (!isTaken(head, transport, Intent.State.READY)) {
            return false;
        }
        Intent last = head;
        for (int left = length - 1; left > 0; left--) {
            Intent next = Chains.unlinkFollower(last);
            next.isKernelFollower = true;
            next.chainLength = left;
            follow(next, transport);
            last = next;
        }
        return true;
    }

    /** There is no way back once the transport has the head. */
    private static void follow(Intent next, Transport transport) {
        boolean isTaken;
        try {
            isTaken = isTaken(next, transport, Intent.State.WAITING);
        } catch (Error e) {
            throw new IllegalStateException("an error within a chain, at " + next, e);
        }
        if (!isTaken) {
            throw new IllegalStateException("the transport has no room within a chain: " + next);
        }
    }

    private static boolean isTaken(Intent intent, Transport transport, Intent.State before) {
        intent.moveTo(Intent.State.IN_TRANSPORT);
        boolean isTaken = false;
        try {
            isTaken = transport.submit(intent.operation());
        } finally {
            if (!isTaken) {
                intent.moveTo(before);
            }
        }
        return isTaken;
    }

    private static int lengthOfRun(Intent head, Transport transport) {
        int length = 1;
        int lengthMax = head.follower == null ? 1 : transport.chainLengthMax();
        if (lengthMax == 1 || !isFor(head, transport.capabilities())) {
            return length;
        }
        Intent last = head;
        while (length < lengthMax && hasKernelLink(last, transport.capabilities())) {
            length++;
            last = Objects.requireNonNull(last.follower);
        }
        return length;
    }
}
