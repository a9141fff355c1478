package io.tickwire.tck;

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
import org.jspecify.annotations.Nullable;

/**
 * An operation as core would hand it over, filled by hand for a transport's own tests. Asked for
 * what it was not given, it throws. Takes no references of buffers.
 */
public final class FakeOperation implements TransportOperation {
    /**
     * What a STAT has found.
     *
     * @param kind what kind of file it is
     * @param sizeBytes its size in bytes
     * @param mode the lowest 9 bits of its mode
     * @param modifiedMillis milliseconds since 1970-01-01T00:00:00Z
     */
    public record Found(FileStat.Kind kind, long sizeBytes, int mode, long modifiedMillis) {}

    private record Region(ByteBuf buffer, int index, int length) {}

    private final int slot;
    private final IoOpType type;
    private final List<Region> regions = new ArrayList<>();
    private @Nullable TransportHandle handle;
    private @Nullable Path path;
    private @Nullable Path newPath;
    private @Nullable SocketAddress address;
    private @Nullable GroupBuffers group;
    private @Nullable Found found;
    private int openFlags;
    private int mode = 0640;
    private long offset;
    private long number;
    private boolean isMultishot;
    private boolean isAbort;
    private boolean isDirectory;
    private Link link = Link.NONE;
    private int chainLength = 1;

    /**
     * Makes one without anything else.
     *
     * @param slot names it to the sink
     * @param type what is to be done
     */
    public FakeOperation(int slot, IoOpType type) {
        this.slot = slot;
        this.type = type;
    }

    /**
     * Sets the handle.
     *
     * @param target an open file or socket
     * @return this
     */
    public FakeOperation on(TransportHandle target) {
        handle = target;
        return this;
    }

    /**
     * Adds a region of memory.
     *
     * @param buffer a direct buffer
     * @param index the first byte
     * @param length bytes, 0 or more
     * @return this
     */
    public FakeOperation with(ByteBuf buffer, int index, int length) {
        regions.add(new Region(buffer, index, length));
        return this;
    }

    /**
     * Sets the offset in the file, which is 0 otherwise.
     *
     * @param position bytes, 0 or more
     * @return this
     */
    public FakeOperation at(long position) {
        offset = position;
        return this;
    }

    /**
     * Sets the path.
     *
     * @param file where an OPEN, STAT, RENAME, UNLINK or MKDIR works
     * @return this
     */
    public FakeOperation on(Path file) {
        path = file;
        return this;
    }

    /**
     * Sets how an OPEN opens.
     *
     * @param flags a union of the constants of {@link io.tickwire.spi.OpenFlags}
     * @return this
     */
    public FakeOperation flags(int flags) {
        openFlags = flags;
        return this;
    }

    /**
     * Sets the permissions of what an OPEN or MKDIR makes, which are 0640 otherwise.
     *
     * @param permissions the lowest 9 bits of a mode, before the umask
     * @return this
     */
    public FakeOperation mode(int permissions) {
        mode = permissions;
        return this;
    }

    /**
     * Sets the name that a RENAME gives.
     *
     * @param file the path
     * @return this
     */
    public FakeOperation to(Path file) {
        newPath = file;
        return this;
    }

    /**
     * Sets the address of a CONNECT.
     *
     * @param target the address
     * @return this
     */
    public FakeOperation to(SocketAddress target) {
        address = target;
        return this;
    }

    /**
     * Sets the number of an ALLOCATE, TRUNCATE, POLL_ADD or SHUTDOWN.
     *
     * @param value as {@link #argument} or {@link #how} has it
     * @return this
     */
    public FakeOperation number(long value) {
        number = value;
        return this;
    }

    /**
     * Has it go on after its first completion.
     *
     * @return this
     */
    public FakeOperation multishot() {
        isMultishot = true;
        return this;
    }

    /**
     * Has a CLOSE reset the connection.
     *
     * @return this
     */
    public FakeOperation abort() {
        isAbort = true;
        return this;
    }

    /**
     * Has an UNLINK remove a directory.
     *
     * @return this
     */
    public FakeOperation directory() {
        isDirectory = true;
        return this;
    }

    /**
     * Has a receive take its buffers from a group.
     *
     * @param buffers the group
     * @return this
     */
    public FakeOperation from(GroupBuffers buffers) {
        group = buffers;
        return this;
    }

    /**
     * Links the operation that is submitted next.
     *
     * @param kind how
     * @param operations how many the chain has from this one on
     * @return this
     */
    public FakeOperation linked(Link kind, int operations) {
        link = kind;
        chainLength = operations;
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
    public long offset() {
        return offset;
    }

    @Override
    public Path path() {
        return path == null ? TransportOperation.super.path() : path;
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
        return address == null ? TransportOperation.super.address() : address;
    }

    @Override
    public SocketOptions options() {
        return SocketOptions.DEFAULT;
    }

    @Override
    public int how() {
        return (int) number;
    }

    @Override
    public long argument() {
        return number;
    }

    @Override
    public Path newPath() {
        return newPath == null ? TransportOperation.super.newPath() : newPath;
    }

    @Override
    public boolean isDirectory() {
        return isDirectory;
    }

    @Override
    public void stat(FileStat.Kind kind, long sizeBytes, int permissions, long modifiedMillis) {
        found = new Found(kind, sizeBytes, permissions, modifiedMillis);
    }

    /**
     * What it has found.
     *
     * @return null for nothing
     */
    public @Nullable Found found() {
        return found;
    }

    @Override
    public boolean isMultishot() {
        return isMultishot;
    }

    @Override
    public boolean isAbort() {
        return isAbort;
    }

    @Override
    public @Nullable GroupBuffers group() {
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

    @Override
    public String toString() {
        return type + " " + slot;
    }
}
