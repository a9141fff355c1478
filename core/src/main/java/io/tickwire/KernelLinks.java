package io.tickwire;

import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;

/**
 * Hands runs of linked operations on open files to the transport as a whole where its kernel has
 * links: they take one submission instead of one each. Everything else is stepped by core.
 */
final class KernelLinks {
    private final Capabilities capabilities;
    private final int chainLengthMax;

    KernelLinks(Transport transport) {
        capabilities = transport.capabilities();
        chainLengthMax = transport.chainLengthMax();
    }

    /** Whether the kernel can link an operation to another one. */
    boolean isFor(Intent intent) {
        return chainLengthMax > 1
                && intent.timeLimitNanos == IoRequest.NO_DEADLINE
                && intent.resource instanceof IoFile
                && intent.type.isOnFileAlone()
                && capabilities.of(intent.type) == Support.NATIVE;
    }

    /**
     * Submits an intent, and notes how many of its followers the kernel could link behind it. They
     * stay linked to it in core until the transport takes them, so that what is withdrawn before
     * then breaks the chain as it does everywhere.
     */
    void submit(Intent head, Submitter submitter) {
        int length = 1;
        Intent last = head;
        Intent next = head.follower;
        while (next != null && length < chainLengthMax && isFor(last) && isFor(next)) {
            last = next;
            length++;
            next = last.follower;
        }
        head.chainLength = length;
        submitter.add(head);
    }
}
