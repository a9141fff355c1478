package io.tickwire.epoll;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket's operation; what does not belong to its type must not be asked for. */
record Operation(
        int slot,
        IoOpType type,
        @Nullable TransportHandle on,
        @Nullable SocketAddress to,
        List<ByteBuf> buffers,
        int how,
        boolean isAbort)
        implements TransportOperation {

    @Override
    public TransportHandle handle() {
        return present(on);
    }

    @Override
    public SocketAddress address() {
        return present(to);
    }

    @Override
    public SocketOptions options() {
        return SocketOptions.DEFAULT;
    }

    @Override
    public int segmentCount() {
        return buffers.size();
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return buffers.get(segment);
    }

    @Override
    public int segmentIndex(int segment) {
        ByteBuf buffer = buffers.get(segment);
        return type == IoOpType.RECV ? buffer.writerIndex() : buffer.readerIndex();
    }

    @Override
    public int segmentLength(int segment) {
        ByteBuf buffer = buffers.get(segment);
        return type == IoOpType.RECV ? buffer.writableBytes() : buffer.readableBytes();
    }

    private <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("does not belong to " + type);
        }
        return value;
    }
}
