package io.tickwire.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The other end of a connection: a plain blocking socket, used on one thread at a time. Small
 * exchanges fit the system's buffers and can be done on the thread that ticks.
 */
final class Peer implements AutoCloseable {
    private final SocketChannel channel;

    Peer(SocketChannel channel) {
        this.channel = channel;
    }

    static Peer connect(SocketAddress address) {
        try {
            return new Peer(SocketChannel.open(address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /** Connects with a small receive buffer, so that it is soon full if nobody reads. */
    static Peer connectNarrow(SocketAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            channel.connect(address);
            return new Peer(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    SocketChannel channel() {
        return channel;
    }

    void send(byte[] bytes) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for exactly that many bytes. */
    byte[] receive(int count) {
        ByteBuffer into = ByteBuffer.allocate(count);
        try {
            while (into.hasRemaining()) {
                if (channel.read(into) < 0) {
                    throw new AssertionError(
                            "the stream ended after " + into.position() + " of " + count);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after " + into.position() + " of " + count, e);
        }
        return into.array();
    }

    /** Waits for the end of the stream; answers what came before. */
    byte[] receiveToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer into = ByteBuffer.allocate(64 << 10);
        try {
            for (int n = channel.read(into); n >= 0; n = channel.read(into.clear())) {
                all.writeBytes(Arrays.copyOf(into.array(), n));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after " + all.size() + " bytes", e);
        }
        return all.toByteArray();
    }

    /** Whether the connection ends, in order or not, without a byte before it. */
    boolean isEndedByOther() {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the sending side. */
    void shutdown() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a reset. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
