package io.tickwire;

import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;

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
                && intent.resource instanceof IoFile
                && intent.type.isOnFileAlone()
                && capabilities.of(intent.type) == Support.NATIVE;
    }

    /**
     * Hands an intent over together with as many of its followers as the kernel can link; answers
     * how many operations the transport took, 0 if it has no room for all of them.
     */
    static int submit(Intent head, Transport transport) {
        int length = lengthOfRun(head, transport);
        head.chainLength = length;
        head.isKernelLinked = length > 1;
        head.state = Intent.State.IN_TRANSPORT;
        if (!transport.submit(head)) {
            head.state = Intent.State.READY;
            return 0;
        }
        Intent last = head;
        for (int left = length - 1; left > 0; left--) {
            Intent next = Chains.unlinkFollower(last);
            next.isKernelFollower = true;
            next.isKernelLinked = left > 1;
            next.state = Intent.State.IN_TRANSPORT;
            if (!transport.submit(next)) {
                throw new IllegalStateException(
                        "the transport has no room within a chain: " + next);
            }
            last = next;
        }
        return length;
    }

    private static int lengthOfRun(Intent head, Transport transport) {
        int length = 1;
        int lengthMax = head.follower == null ? 1 : transport.chainLengthMax();
        if (lengthMax == 1 || !isFor(head, transport.capabilities())) {
            return length;
        }
        Intent next = head.follower;
        while (next != null && length < lengthMax && isFor(next, transport.capabilities())) {
            length++;
            next = next.follower;
        }
        return length;
    }
}
