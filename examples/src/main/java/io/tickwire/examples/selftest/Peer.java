package io.tickwire.examples.selftest;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The client's end of one connection, as a state machine over a non-blocking channel. On the
 * client's thread. An {@link IOException} or a {@link PeerException} ends it as failed.
 */
interface Peer {
    /** Called at the start of connecting. */
    void connecting();

    /** Called once all connections are open: the measured part begins. */
    void release();

    /** Reads, checks and writes as far as it goes without waiting. */
    void progress(SocketChannel channel) throws IOException;

    /** Whether it waits for room to write besides what there is to read. */
    boolean isBlockedOnWrite();

    /** Whether the server has answered for the first time. */
    boolean isOpen();

    /** Whether everything came back and the server closed. */
    boolean isDone();

    /** What has not come yet, for people. */
    String missing();

    /** The server did something wrong. */
    final class PeerException extends IOException {
        private static final long serialVersionUID = 1L;

        PeerException(String message) {
            super(message);
        }
    }
}
