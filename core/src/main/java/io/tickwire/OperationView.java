package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An intent as a transport sees it, made once with its slot. */
final class OperationView implements TransportOperation {
    final Intent intent;

    OperationView(Intent intent) {
        this.intent = intent;
    }

    @Override
    public int slot() {
        return intent.slot;
    }

    @Override
    public IoOpType type() {
        return intent.type;
    }

    @Override
    public boolean isMultishot() {
        return intent.isMultishot();
    }

    @Override
    public TransportHandle handle() {
        IoResource resource = intent.resource;
        return resource == null ? TransportOperation.super.handle() : resource.handle;
    }

    @Override
    public int segmentCount() {
        Regions regions = regions();
        return regions == null ? 1 : regions.count();
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        Regions regions = regions();
        return regions == null ? intent.heldBuffer() : regions.buffer(segment);
    }

    @Override
    public int segmentIndex(int segment) {
        Regions regions = regions();
        return regions == null ? intent.index + intent.sentBytes : regions.index(segment);
    }

    @Override
    public int segmentLength(int segment) {
        Regions regions = regions();
        return regions == null ? intent.unsentBytes() : regions.length(segment);
    }

    /** The regions of a gathered SEND or a vectored operation; null if there is just one. */
    private @Nullable Regions regions() {
        GatheredSend gathered = intent.gathered;
        if (gathered != null) {
            return gathered.regions();
        }
        return intent.has(IoRequest.VECTORED) ? intent.requireVector() : null;
    }

    @Override
    public boolean isMemoryIntact() {
        GatheredSend gathered = intent.gathered;
        return gathered == null ? intent.hasMemory() : gathered.regions().isIntact();
    }

    @Override
    public Link link() {
        if (intent.chainLength == 1) {
            return Link.NONE;
        }
        return intent.has(IoRequest.HARD_LINKED) ? Link.HARD : Link.SOFT;
    }

    @Override
    public int chainLength() {
        return intent.chainLength;
    }

    @Override
    public long argument() {
        return intent.argument;
    }

    @Override
    public int how() {
        return (int) intent.argument;
    }

    @Override
    public int mode() {
        return (int) intent.argument;
    }

    @Override
    public @Nullable GroupBuffers group() {
        return intent.group;
    }

    @Override
    public int bufferLimit() {
        return intent.bufferLimit;
    }

    @Override
    public boolean isDirectory() {
        return intent.has(IoRequest.DIRECTORY);
    }

    @Override
    public boolean isZeroCopy() {
        return intent.has(IoRequest.ZERO_COPY);
    }

    @Override
    public boolean isAbort() {
        return intent.has(IoRequest.ABORT);
    }

    @Override
    public void stat(FileStat.Kind kind, long sizeBytes, int mode, long modifiedMillis) {
        intent.requireStat().set(kind, sizeBytes, mode, modifiedMillis);
    }

    @Override
    public long offset() {
        return intent.offset;
    }

    @Override
    public Path path() {
        Object target = intent.requireTarget();
        if (target instanceof Replacement replacing) {
            return isDirectory() ? replacing.directory() : replacing.temporary();
        }
        return (Path) target;
    }

    @Override
    public Path newPath() {
        Object target = intent.newTarget;
        if (target == null) {
            return TransportOperation.super.newPath();
        }
        return target instanceof Replacement replacing ? replacing.target() : (Path) target;
    }

    @Override
    public @Nullable Replacement replacement() {
        return intent.type == IoOpType.OPEN
                        && !isDirectory()
                        && intent.target instanceof Replacement replacing
                ? replacing
                : null;
    }

    @Override
    public int openFlags() {
        return intent.openFlags;
    }

    @Override
    public SocketAddress address() {
        return (SocketAddress) intent.requireTarget();
    }

    @Override
    public SocketOptions options() {
        return intent.options;
    }

    @Override
    public String toString() {
        return intent.toString();
    }
}
