package io.tickwire.readiness;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.Replacement;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an operation for a thread of {@link FilePool}: core's own record may serve another
 * intent before a call that hangs has returned.
 *
 * <p>The loop's thread and the working one meet in {@link #state} alone: whoever moves it on from
 * RUNNING decides whether the result counts. What is abandoned holds its buffers by references of
 * its own until its call returns.
 */
final class FileTask implements TransportOperation {
    /** What has become of a task. */
    enum State {
        /** Nobody works on it. */
        QUEUED,
        /** A thread works on it. */
        RUNNING,
        /** Its call has returned, and its result counts. */
        DONE,
        /** It ended before its call began. */
        CANCELLED,
        /** It ended while its call was running; what the call comes to is dropped. */
        ABANDONED
    }

    final @Nullable ReadinessFile file;

    /** Which worker has it. */
    final int worker;

    /** Whether another thread serves the queue because this task's one hangs. */
    boolean isReplaced;

    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final int slot;
    private final IoOpType type;
    private final @Nullable Path path;
    private final @Nullable Path newPath;
    private final @Nullable Replacement replacement;
    private final int openFlags;
    private final int mode;
    private final long offset;
    private final long argument;
    private final boolean isDirectory;
    private final ByteBuf[] buffers;
    private final int[] indices;
    private final int[] lengths;

    /** Where the memory of each buffer was when the task was made. */
    private final long[] addresses;

    /** Whether {@link #abandon} has taken references. */
    private boolean isHolding;

    private FileStat.@Nullable Kind kind;
    private long sizeBytes;
    private int foundMode;
    private long modifiedMillis;

    private int result;
    private @Nullable ReadinessFile opened;

    FileTask(TransportOperation operation, @Nullable ReadinessFile file, int worker) {
        this.file = file;
        this.worker = worker;
        slot = operation.slot();
        type = operation.type();
        replacement = type == IoOpType.OPEN ? operation.replacement() : null;
        path = namesPath(type) && replacement == null ? operation.path() : null;
        newPath = type == IoOpType.RENAME ? operation.newPath() : null;
        openFlags = type == IoOpType.OPEN ? operation.openFlags() : 0;
        mode = type == IoOpType.OPEN || type == IoOpType.MKDIR ? operation.mode() : 0;
        isDirectory = type == IoOpType.UNLINK && operation.isDirectory();
        boolean isAllocate = type == IoOpType.ALLOCATE;
        argument = isAllocate || type == IoOpType.TRUNCATE ? operation.argument() : 0;
        boolean isTransfer = type.isInput() || type.isOutput();
        offset = isTransfer || isAllocate ? operation.offset() : 0;
        int segments = isTransfer ? operation.segmentCount() : 0;
        buffers = new ByteBuf[segments];
        indices = new int[segments];
        lengths = new int[segments];
        addresses = new long[segments];
        for (int i = 0; i < segments; i++) {
            buffers[i] = operation.segmentBuffer(i);
            indices[i] = operation.segmentIndex(i);
            lengths[i] = operation.segmentLength(i);
            addresses[i] = buffers[i].memoryAddress();
        }
    }

    static boolean namesPath(IoOpType type) {
        return switch (type) {
            case OPEN, STAT, RENAME, UNLINK, MKDIR -> true;
            default -> false;
        };
    }

    /** On a working thread: whether to go on with it. */
    boolean begin() {
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** On the working thread: whether the result counts. */
    boolean end(int newResult, @Nullable ReadinessFile newOpened) {
        result = newResult;
        opened = newOpened;
        return state.compareAndSet(State.RUNNING, State.DONE);
    }

    /** On the loop's thread: ends it before its call begins, if that is still possible. */
    boolean cancel() {
        return state.compareAndSet(State.QUEUED, State.CANCELLED);
    }

    /**
     * On the loop's thread: ends it while its call is running; false if that has just returned.
     * Core's references of the buffers must still be there.
     */
    boolean abandon() {
        hold();
        if (state.compareAndSet(State.RUNNING, State.ABANDONED)) {
            return true;
        }
        releaseBuffers();
        return false;
    }

    /** Memory that the program has taken away cannot be kept. */
    private void hold() {
        isHolding = isMemoryIntact();
        if (isHolding) {
            for (ByteBuf buffer : buffers) {
                buffer.retain();
            }
        }
    }

    @Override
    public boolean isMemoryIntact() {
        for (int i = 0; i < buffers.length; i++) {
            if (!isThere(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(int i) {
        ByteBuf buffer = buffers[i];
        try {
            return buffer.refCnt() > 0
                    && lengths[i] <= buffer.capacity() - indices[i]
                    && buffer.memoryAddress() == addresses[i];
        } catch (RuntimeException e) {
            return false; // released by another thread just now
        }
    }

    /** Gives back what {@link #abandon} has taken. */
    void releaseBuffers() {
        if (!isHolding) {
            return;
        }
        isHolding = false;
        for (ByteBuf buffer : buffers) {
            buffer.release();
        }
    }

    boolean isRunning() {
        return state.get() == State.RUNNING;
    }

    /** On the loop's thread, once it is done. */
    int result() {
        return result;
    }

    /** On the loop's thread, once it is done: the file that an OPEN made. */
    @Nullable ReadinessFile opened() {
        return opened;
    }

    /** Hands on what a STAT found. */
    void passStat(TransportOperation operation) {
        if (kind != null) {
            operation.stat(kind, sizeBytes, foundMode, modifiedMillis);
        }
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
    public int segmentCount() {
        return buffers.length;
    }

    @Override
    public ByteBuf segmentBuffer(int segment) {
        return buffers[segment];
    }

    @Override
    public int segmentIndex(int segment) {
        return indices[segment];
    }

    @Override
    public int segmentLength(int segment) {
        return lengths[segment];
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public Path path() {
        if (replacement != null) {
            return replacement.temporary();
        }
        return path == null ? TransportOperation.super.path() : path;
    }

    @Override
    public Path newPath() {
        return newPath == null ? TransportOperation.super.newPath() : newPath;
    }

    @Override
    public @Nullable Replacement replacement() {
        return replacement;
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
    public void stat(FileStat.Kind found, long bytes, int permissions, long millis) {
        kind = found;
        sizeBytes = bytes;
        foundMode = permissions;
        modifiedMillis = millis;
    }

    @Override
    public TransportHandle handle() {
        return file == null ? TransportOperation.super.handle() : file;
    }
}
