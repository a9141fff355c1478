package io.tickwire.epoll;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.nio.file.Path;
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
    public boolean isMultishot() {
        return false;
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

    @Override
    public long offset() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public Path path() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public int openFlags() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public int mode() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public Link link() {
        return Link.NONE;
    }

    @Override
    public int chainLength() {
        return 1;
    }

    @Override
    public long argument() {
        throw new IllegalStateException("not a stream's: " + type);
    }

    @Override
    public Path newPath() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public @Nullable GroupBuffers group() {
        return null;
    }

    @Override
    public boolean isDirectory() {
        throw new IllegalStateException("not a file's: " + type);
    }

    @Override
    public boolean isZeroCopy() {
        return false;
    }

    @Override
    public void stat(FileStat.Kind kind, long sizeBytes, int mode, long modifiedMillis) {
        throw new IllegalStateException("not a file's: " + type);
    }

    private <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("does not belong to " + type);
        }
        return value;
    }
}
