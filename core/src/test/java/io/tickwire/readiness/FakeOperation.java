package io.tickwire.readiness;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation as core would hand it over, set by field. */
final class FakeOperation implements TransportOperation {
    private record Region(ByteBuf buffer, int index, int length) {}

    private final int slot;
    private final IoOpType type;
    private final @Nullable TransportHandle handle;
    private final List<Region> regions = new ArrayList<>();
    private boolean multishot;
    @Nullable Path path;
    int how;
    boolean abort;

    FakeOperation(int slot, IoOpType type, @Nullable TransportHandle handle) {
        this.slot = slot;
        this.type = type;
        this.handle = handle;
    }

    FakeOperation region(ByteBuf buffer, int index, int length) {
        regions.add(new Region(buffer, index, length));
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
    public int openFlags() {
        return 0;
    }

    @Override
    public int mode() {
        return 0;
    }

    @Override
    public Path path() {
        return path == null ? TransportOperation.super.path() : path;
    }

    @Override
    public TransportHandle handle() {
        return handle == null ? TransportOperation.super.handle() : handle;
    }

    @Override
    public int segmentCount() {
        return regions.size();
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return regions.get(segment).buffer();
    }

    @Override
    public int segmentIndex(int segment) {
        return regions.get(segment).index();
    }

    @Override
    public int segmentLength(int segment) {
        return regions.get(segment).length();
    }

    @Override
    public SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
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
}
