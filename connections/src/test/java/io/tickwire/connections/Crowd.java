package io.tickwire.connections;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients on real sockets, on a thread of their own: some read all that comes and check it, the
 * others read nothing. Frames begin with their length in two bytes and their number in four.
 */
final class Crowd implements AutoCloseable {
    private static final int FRAME_BYTES_MAX = 1 << 16;

    /** One that reads. */
    private static final class Reader {
        final SocketChannel channel;
        final ByteBuffer bytes = ByteBuffer.allocate(2 * FRAME_BYTES_MAX);
        int first = -1;
        int next = -1;
        boolean isOver;

        Reader(SocketChannel channel) {
            this.channel = channel;
        }

        void read() throws IOException {
            int count = channel.read(bytes);
            while (count > 0) {
                frames();
                count = channel.read(bytes);
            }
            isOver = count < 0;
        }

        private void frames() {
            bytes.flip();
            while (bytes.remaining() >= 2) {
                int length = bytes.getShort(bytes.position()) & 0xffff;
                if (bytes.remaining() < 2 + length) {
                    break;
                }
                frame(bytes.getInt(bytes.position() + 2), length);
                bytes.position(bytes.position() + 2 + length);
            }
            bytes.compact();
        }

        private void frame(int number, int length) {
            byte filled = bytes.get(bytes.position() + 1 + length);
            if ((next >= 0 && number != next) || filled != (byte) number) {
                throw new AssertionError("frame " + number + " in place of " + next);
            }
            if (first < 0) {
                first = number;
            }
            next = number + 1;
        }
    }

    private final Selector selector;
    private final List<Reader> readers = new ArrayList<>();
    private final List<SocketChannel> stalled = new ArrayList<>();

    Crowd(SocketAddress server, int reading, int stalling) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < reading; i++) {
            SocketChannel channel = SocketChannel.open(server);
            channel.configureBlocking(false);
            Reader reader = new Reader(channel);
            channel.register(selector, SelectionKey.OP_READ, reader);
            readers.add(reader);
        }
        for (int i = 0; i < stalling; i++) {
            stalled.add(SocketChannel.open(server));
        }
    }

    /** Reads until every connection is over; fails at the first wrong byte. */
    void readToTheEnd() throws IOException {
        while (readers.stream().anyMatch(reader -> !reader.isOver)) {
            selector.select(1_000);
            for (SelectionKey key : selector.selectedKeys()) {
                Reader reader = (Reader) key.attachment();
                reader.read();
                if (reader.isOver) {
                    key.cancel();
                }
            }
            selector.selectedKeys().clear();
        }
    }

    /** The last number that each one that reads has seen. */
    List<Integer> lastSeen() {
        return readers.stream().map(reader -> reader.next - 1).toList();
    }

    @Override
    public void close() throws IOException {
        for (Reader reader : readers) {
            reader.channel.close();
        }
        for (SocketChannel channel : stalled) {
            channel.close();
        }
        selector.close();
    }
}
