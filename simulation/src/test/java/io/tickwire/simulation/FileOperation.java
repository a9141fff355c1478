package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation on files as core would hand it over, set by field. */
final class FileOperation implements TransportOperation {
    private final IoOpType type;
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final List<int[]> regions = new ArrayList<>();
    @Nullable Path path;
    @Nullable Path newPath;
    long offset;
    long argument;
    int openFlags;
    int mode = 0644;
    boolean isDirectory;

    /** What a STAT has found. */
    FileStat.@Nullable Kind kind;

    long sizeBytes;
    int foundMode;
    long modifiedMillis;

    FileOperation(IoOpType type) {
        this.type = type;
    }

    FileOperation(IoOpType type, Path path) {
        this.type = type;
        this.path = path;
    }

    FileOperation region(ByteBuf buffer, int index, int length) {
        buffers.add(buffer);
        regions.add(new int[] {index, length});
        return this;
    }

    FileOperation at(long newOffset) {
        offset = newOffset;
        return this;
    }

    @Override
    public IoOpType type() {
        return type;
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
        return given(path);
    }

    @Override
    public Path newPath() {
        return given(newPath);
    }

    private static Path given(@Nullable Path path) {
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
    public long argument() {
        return argument;
    }

    @Override
    public boolean isDirectory() {
        return isDirectory;
    }

    @Override
    public void stat(FileStat.Kind found, long bytes, int statMode, long millis) {
        kind = found;
        sizeBytes = bytes;
        foundMode = statMode;
        modifiedMillis = millis;
    }

    @Override
    public int slot() {
        return 0;
    }
}
