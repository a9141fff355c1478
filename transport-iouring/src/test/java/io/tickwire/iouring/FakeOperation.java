package io.tickwire.iouring;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An operation as core would hand it over, filled by hand. */
final class FakeOperation implements TransportOperation {
    private record Segment(ByteBuf buffer, int index, int length) {}

    private final int slot;
    private final IoOpType type;
    private final List<Segment> segments = new ArrayList<>();
    private TransportHandle handle;
    private boolean isMultishot;
    private boolean isAbort;
    private long offset;
    private Path path;
    private int openFlags;
    private int mode = 0640;
    private SocketAddress address;
    private SocketOptions options = SocketOptions.DEFAULT;
    private int how;
    long argument;
    GroupBuffers group;
    Path newPath;
    boolean directory;
    boolean zeroCopy;
    String found = "";
    Link link = Link.NONE;
    int chainLength = 1;

    FakeOperation(int slot, IoOpType type) {
        this.slot = slot;
        this.type = type;
    }

    FakeOperation on(TransportHandle target) {
        handle = target;
        return this;
    }

    FakeOperation with(ByteBuf buffer, int index, int length) {
        segments.add(new Segment(buffer, index, length));
        return this;
    }

    FakeOperation at(long position) {
        offset = position;
        return this;
    }

    FakeOperation multishot() {
        isMultishot = true;
        return this;
    }

    FakeOperation abort() {
        isAbort = true;
        return this;
    }

    FakeOperation file(Path file, int flags) {
        path = file;
        openFlags = flags;
        return this;
    }

    FakeOperation to(SocketAddress target) {
        address = target;
        return this;
    }

    FakeOperation how(int direction) {
        how = direction;
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
        return isMultishot;
    }

    @Override
    public TransportHandle handle() {
        return handle;
    }

    @Override
    public int segmentCount() {
        return segments.size();
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return segments.get(segment).buffer();
    }

    @Override
    public int segmentIndex(int segment) {
        return segments.get(segment).index();
    }

    @Override
    public int segmentLength(int segment) {
        return segments.get(segment).length();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Path path() {
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
        return options;
    }

    @Override
    public int how() {
        return how;
    }

    @Override
    public boolean isAbort() {
        return isAbort;
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
    public GroupBuffers group() {
        return group;
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public int chainLength() {
        return chainLength;
    }
}
