package io.tickwire.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A plain socket beside the loop that never blocks once it is connected. */
final class PeerSocket implements AutoCloseable {
    private final SocketChannel channel;

    private PeerSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    /** Connects; a backlog with room takes it at once. */
    static PeerSocket connect(SocketAddress address) {
        try {
            return new PeerSocket(SocketChannel.open(address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /** Connects with a small receive buffer, so that it is soon full if nobody reads. */
    static PeerSocket connectNarrow(SocketAddress address, int receiveBytes) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
            channel.connect(address);
            return new PeerSocket(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /** Sends what must fit the system's buffer. */
    void send(byte[] bytes) {
        try {
            int sent = channel.write(ByteBuffer.wrap(bytes));
            Check.equal("bytes that fit", bytes.length, sent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what fits the system's buffer; answers how much. */
    int write(ByteBuffer from) {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what is there; answers how much, -1 at the end of the stream. */
    int read(ByteBuffer into) {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the connection has ended, in order or not, once what it still had was read. */
    boolean isEnded() {
        ByteBuffer rest = ByteBuffer.allocate(1 << 16);
        try {
            int count = channel.read(rest);
            while (count > 0) {
                count = channel.read(rest.clear());
            }
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
