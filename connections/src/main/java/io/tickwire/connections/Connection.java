package io.tickwire.connections;

import io.netty.buffer.ByteBuf;
import io.tickwire.TickContext;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * One client's connection, as the program sees it. Belongs to the loop's thread; systems of a
 * parallel phase may call {@link #write}, {@link #isOpen} and {@link #pendingBytes}.
 */
public interface Connection {
    /**
     * The client's number.
     *
     * @return 1 for the first client that joined, then one more for each; never given again
     */
    long id();

    /**
     * Where the client is.
     *
     * @return its address; empty if the system does not tell
     */
    Optional<SocketAddress> remoteAddress();

    /**
     * Whether anything can be written to it.
     *
     * @return false from the moment at which it is to leave, for whatever reason
     */
    boolean isOpen();

    /**
     * What was written to it and has not left yet, up to the last delivery point.
     *
     * @return bytes, 0 or more
     */
    int pendingBytes();

    /**
     * Counts the client in: its login is over. Where the settings have no login limit it is in from
     * the start. Before that it gets no broadcast.
     */
    void admit();

    /**
     * Writes one frame, which leaves at the end of the tick's phase with all else that was written
     * in it. A client that has no room for it misses a frame, so it is dropped as slow, and takes
     * none any more: not from the same system, and in later ticks from none.
     *
     * @param tick the tick of the system or handler that writes
     * @param frame any buffer, without the length field or line end; stays the caller's
     * @return false if it is not open, has missed a frame, or it or the lane has no room: nothing
     *     is written
     * @throws IllegalArgumentException for a frame that is longer than the length field can tell
     */
    boolean write(TickContext tick, ByteBuf frame);

    /**
     * Writes one frame if there is room, and leaves the client alone if there is none: for what a
     * client can do without, because a newer one follows.
     *
     * @param tick the tick of the system or handler that writes
     * @param frame any buffer, without the length field or line end; stays the caller's
     * @return false if it is not open, has missed a frame, or it or the lane has no room: nothing
     *     is written
     * @throws IllegalArgumentException for a frame that is longer than the length field can tell
     */
    boolean offer(TickContext tick, ByteBuf frame);

    /**
     * Drops the client after what was written to it before. It has two seconds to read that and to
     * end its side; what it sends meanwhile is dropped unseen.
     *
     * @param tick the tick of the system or handler that kicks
     * @param reason for {@link Leave#detail}
     */
    void kick(TickContext tick, String reason);

    /**
     * Drops the client after what was written to it before and a last frame.
     *
     * @param tick the tick of the system or handler that kicks
     * @param lastFrame written if there is room; stays the caller's
     * @param reason for {@link Leave#detail}
     */
    void kick(TickContext tick, ByteBuf lastFrame, String reason);
}
