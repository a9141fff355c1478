package io.tickwire.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a transport puts what became of its operations. Called on the loop's thread, from within
 * {@link Transport#flush}, {@link Transport#cancel} or {@link Transport#harvest} only: never from
 * within {@link Transport#submit}, whatever has ended by then. Takes copies; runs no user code;
 * does not call the transport back.
 *
 * <p>Results are canonical: 0 or more, or the negative Linux errno of {@link io.tickwire.IoStatus}.
 * Every submitted operation gets exactly one last completion, or one {@link #paused} in its place.
 */
public interface CompletionSink {
    /**
     * The last completion of an operation that yields no handle, or that failed.
     *
     * @param slot the operation's slot
     * @param result the canonical result
     */
    void complete(int slot, int result);

    /**
     * A completion of OPEN, CONNECT or ACCEPT that yields a handle, which core owns from here on.
     *
     * @param slot the operation's slot
     * @param handle the new file or stream
     * @param isLast false if a multishot operation goes on
     */
    void completeOpened(int slot, TransportHandle handle, boolean isLast);

    /**
     * A completion before the last one, of a multishot POLL_ADD.
     *
     * @param slot the operation's slot
     * @param result what the socket is ready for: a union of {@link io.tickwire.PollEvents}
     */
    void shot(int slot, int result);

    /**
     * The last completion of a RECVMSG that received a datagram.
     *
     * @param slot the operation's slot
     * @param result its length in bytes, 0 or more
     * @param peer who sent it; a sender that is met often should be the same object each time
     */
    void completeMessage(int slot, int result, SocketAddress peer);

    /**
     * A completion of a RECV or RECVMSG from a group.
     *
     * @param slot the operation's slot
     * @param result bytes received, or a negative canonical errno
     * @param buffer the group's buffer that has them from {@link GroupBuffers#DATA_INDEX} on, or -1
     *     for none; one that comes with an error is only given back
     * @param peer who sent a datagram; null for a stream
     * @param isLast false if a multishot operation goes on
     */
    void received(int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast);

    /**
     * How many more buffers of its group an operation may take before the next delivery: what is
     * left of its share, of its {@link TransportOperation#bufferLimit}, and of {@link #shotRoom}. A
     * transport stops receiving at 0, and says so by {@link #paused}.
     *
     * @param slot the slot of an operation with a group
     * @return 0 or more
     */
    int groupRoom(int slot);

    /**
     * Ends a multishot operation, or a receive from a group, that the transport had to stop without
     * the program's doing, because room or the group's buffers ran out or the kernel ended it. The
     * program sees no completion; core submits the operation again when there is room.
     *
     * @param slot the operation's slot
     */
    void paused(int slot);

    /**
     * How many more completions of an operation that are not its last ({@link #completeOpened} and
     * {@link #received} with isLast false, and {@link #shot}) core can take before the next
     * delivery. Accepts, polls and receives each have room of their own. A transport stops taking
     * connections at 0; for receives {@link #groupRoom} says when.
     *
     * @param slot the slot of a multishot operation
     * @return 0 or more
     */
    int shotRoom(int slot);
}
