package io.tickwire.watch;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.spi.TransportHandle;
import org.jspecify.annotations.Nullable;

/**
 * A sealed intent as a {@link LoopObserver} sees it. A view that the loop uses again: valid within
 * the call that shows it.
 */
public interface IntentView {
    /**
     * The lane that queued it, or the one whose completion was answered by the callback that queued
     * it.
     *
     * @return the lane's name
     */
    String laneName();

    /**
     * The intent's name, as {@link io.tickwire.IoCompletion#ticket()}.
     *
     * @return the ticket
     */
    long ticket();

    /**
     * The number it got when it was sealed.
     *
     * @return a number one above that of the intent sealed before
     */
    long sequence();

    /**
     * What was asked for.
     *
     * @return the operation
     */
    IoOpType operation();

    /**
     * What it is about.
     *
     * @return the resource; null for one that has none, or whose chain has not opened it yet
     */
    @Nullable IoResource resource();

    /**
     * What the transport calls the resource.
     *
     * @return the handle that the transport made; null where there is no {@link #resource()}
     */
    @Nullable TransportHandle handle();

    /**
     * How many bytes it covers.
     *
     * @return bytes; 0 for an operation without a region, or a receive from a group
     */
    int lengthBytes();

    /**
     * How many regions of memory the request covers.
     *
     * @return 0 for an operation without a buffer, or a receive from a group
     */
    int regionCount();

    /**
     * The buffer of a region; its indices mean nothing.
     *
     * @param region from 0 to {@link #regionCount()} - 1
     * @return the buffer given in the request
     */
    ByteBuf regionBuffer(int region);

    /**
     * Whether the memory of the regions is gone or has moved, by a mistake of the program. Their
     * bytes must not be looked at.
     *
     * @return true if it was found so before this call
     */
    default boolean hasLostMemory() {
        return false;
    }

    /**
     * Where a region starts in its buffer.
     *
     * @param region from 0 to {@link #regionCount()} - 1
     * @return the index of the first byte
     */
    int regionIndex(int region);

    /**
     * How long a region is.
     *
     * @param region from 0 to {@link #regionCount()} - 1
     * @return bytes
     */
    int regionLength(int region);

    /**
     * Whether the request said where its region starts, so that no index of the buffer moves.
     *
     * @return false for a request that starts at the buffer's own index, or has no buffer
     */
    boolean hasExplicitIndex();

    /**
     * How many bytes of a SEND or SPLICE the transport has taken.
     *
     * @return bytes, also of one that failed in the middle; 0 for other operations
     */
    int sentBytes();

    /**
     * The position in a file, of an operation that has one.
     *
     * @return bytes from the file's start, or 0
     */
    long fileOffset();

    /**
     * The group that a receive takes its buffers from.
     *
     * @return the group's id, or -1
     */
    int groupId();

    /**
     * Whether its completion belongs to the end of its phase.
     *
     * @return false for a lasting one
     */
    boolean isPrompt();

    /**
     * Whether it can have several completions.
     *
     * @return true for a multishot intent
     */
    boolean isMultishot();

    /**
     * Whether the lane's next intent in the same batch starts only if this one succeeds.
     *
     * @return true after {@code linked()}
     */
    boolean isSoftLinked();

    /**
     * Whether the lane's next intent in the same batch starts when this one has ended.
     *
     * @return true after {@code hardLinked()}
     */
    boolean isHardLinked();

    /**
     * Whether it is a SEND of an {@link io.tickwire.IoOutput}: its memory is the loop's and may be
     * another one's as well, it has found room on its stream when it was written, and it is no part
     * of a chain.
     *
     * @return false for all that a program queues by requests
     */
    default boolean isOutput() {
        return false;
    }

    /**
     * Whether it is linked behind the intent that was sealed before it, SENDs of outputs apart.
     * Says so when the intent is sealed, and only as long as it waits.
     *
     * @return true for a follower in a chain
     */
    boolean isFollower();
}
