package io.tickwire.readiness;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An operation as core would hand it over, set by field. */
final class FakeOperation implements TransportOperation {
    final int slot;
    final IoOpType type;
    boolean multishot;
    @Nullable TransportHandle handle;
    final List<ByteBuf> buffers = new ArrayList<>();
    final List<int[]> regions = new ArrayList<>();
    long offset;
    @Nullable Path path;
    int openFlags;
    int mode = 0644;
    SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    int how;
    boolean abort;
    long argument;
    @Nullable GroupBuffers group;
    @Nullable Path newPath;
    boolean directory;
    boolean zeroCopy;
    String found = "";

    FakeOperation(int slot, IoOpType type, @Nullable TransportHandle handle) {
        this.slot = slot;
        this.type = type;
        this.handle = handle;
    }

    FakeOperation region(ByteBuf buffer, int index, int length) {
        buffers.add(buffer);
        regions.add(new int[] {index, length});
        return this;
    }

    FakeOperation multishot() {
        multishot = true;
        return this;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public IoOpType type() {
        return type;
    }

    @Override
    public boolean isMultishot() {
        return multishot;
    }

    @Override
    public TransportHandle handle() {
        if (handle == null) {
            throw new IllegalStateException("no handle");
        }
        return handle;
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
        return regions.get(segment)[0];
    }

    @Override
    public int segmentLength(int segment) {
        return regions.get(segment)[1];
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Path path() {
        if (path == null) {
            throw new IllegalStateException("no path");
        }
        return path;
    }

    @Override
    public int openFlags() {
        return openFlags;
    }

    @Override
    public int mode() {
        return mode;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public SocketOptions options() {
        return SocketOptions.DEFAULT;
    }

    @Override
    public int how() {
        return how;
    }

    @Override
    public boolean isAbort() {
        return abort;
    }

    @Override
    public long argument() {
        return argument;
    }

    @Override
    public Path newPath() {
        return Objects.requireNonNull(newPath);
    }

    @Override
    public boolean isDirectory() {
        return directory;
    }

    @Override
    public boolean isZeroCopy() {
        return zeroCopy;
    }

    @Override
    public void stat(FileStat.Kind kind, long sizeBytes, int statMode, long modifiedMillis) {
        found = kind + " " + sizeBytes;
    }

    @Override
    public @Nullable GroupBuffers group() {
        return group;
    }

    @Override
    public Link link() {
        return Link.NONE;
    }

    @Override
    public int chainLength() {
        return 1;
    }
}
