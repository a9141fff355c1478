package io.tickwire.stress.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * The other end of a connection: a plain socket, used on one thread at a time, that blocks unless
 * it is told not to. Small exchanges fit the system's buffers and can be done on the thread that
 * ticks.
 */
public final class Peer implements AutoCloseable {
    private final SocketChannel channel;

    public Peer(SocketChannel channel) {
        this.channel = channel;
    }

    public static Peer connect(SocketAddress address) {
        try {
            return new Peer(SocketChannel.open(address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /** Connects with a small receive buffer, so that it is soon full if nobody reads. */
    public static Peer connectNarrow(SocketAddress address, int receiveBytes) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
            channel.connect(address);
            return new Peer(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Has it never block from now on. */
    public Peer unblocked() {
        try {
            channel.configureBlocking(false);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends all; if it never blocks, that must fit the system's buffer. */
    public void send(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            Check.that(write(left) > 0, "the system's buffer is full");
        }
    }

    /** Sends what fits the system's buffer; answers how much. */
    public int write(ByteBuffer from) {
        try {
            return channel.write(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what is there; answers how much, -1 at the end of the stream. */
    public int read(ByteBuffer into) {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for exactly that many bytes. */
    public byte[] receive(int count) {
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
    public byte[] receiveToEnd() {
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
    public boolean isEndedByOther() {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Whether the connection of a peer that never blocks has ended, in order or not, once what it
     * still had was read.
     */
    public boolean isEnded() {
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

    /** Ends the sending side. */
    public void shutdown() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a reset. */
    public void reset() {
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
