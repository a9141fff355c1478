package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.examples.skirmish.RefusedException;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A bot's connection: frames in and out, both bounded. */
final class BotLink implements AutoCloseable {
    private static final int IN_BYTES = 16 * 1024;
    private static final int OUT_BYTES = 8 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuf in = Unpooled.buffer(IN_BYTES, IN_BYTES);
    private final ByteBuf out = Unpooled.buffer(OUT_BYTES, OUT_BYTES);
    private final ByteBuf frame = Unpooled.buffer(256, OUT_BYTES);
    private boolean isReading = true;

    /**
     * Connects.
     *
     * @param receiveBufferBytes the kernel's receive buffer; 0 leaves it as it is
     */
    BotLink(Selector selector, InetSocketAddress server, int receiveBufferBytes, Bot bot)
            throws IOException {
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (receiveBufferBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
        }
        key = channel.register(selector, SelectionKey.OP_CONNECT, bot);
        channel.connect(server);
    }

    boolean finishConnect() throws IOException {
        boolean isConnected = channel.finishConnect();
        if (isConnected) {
            awaitWhatIsDue();
        }
        return isConnected;
    }

    boolean isConnected() {
        return channel.isConnected();
    }

    /** From now on nothing is read any more. */
    void stopReading() {
        isReading = false;
        awaitWhatIsDue();
    }

    /** Sends a frame, or leaves it if the server does not take what was sent before. */
    boolean send(Consumer<ByteBuf> message) throws IOException {
        frame.clear();
        message.accept(frame);
        if (out.writableBytes() < SkirmishProtocol.LENGTH_BYTES + frame.readableBytes()) {
            return false;
        }
        out.writeShort(frame.readableBytes()).writeBytes(frame);
        flush();
        return true;
    }

    /** Sends bytes that need not be a frame. */
    void sendRaw(ByteBuf bytes) throws IOException {
        out.writeBytes(bytes, Math.min(bytes.readableBytes(), out.writableBytes()));
        flush();
    }

    void flush() throws IOException {
        while (out.isReadable() && out.readBytes(channel, out.readableBytes()) > 0) {
            // Goes on until the kernel takes no more.
        }
        out.discardReadBytes();
        awaitWhatIsDue();
    }

    private void awaitWhatIsDue() {
        if (key.isValid() && channel.isConnected()) {
            int interest =
                    (isReading ? SelectionKey.OP_READ : 0)
                            | (out.isReadable() ? SelectionKey.OP_WRITE : 0);
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        }
    }

    /**
     * Reads once and hands out each whole frame.
     *
     * @return false at the end of the stream
     * @throws RefusedException if the server sends a frame of no legal length
     */
    boolean receive(Consumer<ByteBuf> frames) throws IOException {
        if (in.writeBytes(channel, in.writableBytes()) < 0) {
            return false;
        }
        while (in.readableBytes() >= SkirmishProtocol.LENGTH_BYTES) {
            int length = in.getUnsignedShort(in.readerIndex());
            if (length < 1 || length > SkirmishProtocol.FRAME_BYTES_MAX) {
                throw new IllegalStateException("the server sent a frame of " + length + " bytes");
            }
            if (in.readableBytes() < SkirmishProtocol.LENGTH_BYTES + length) {
                break;
            }
            in.skipBytes(SkirmishProtocol.LENGTH_BYTES);
            frames.accept(in.readSlice(length));
        }
        in.discardReadBytes();
        return true;
    }

    /** Closes by a reset. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
