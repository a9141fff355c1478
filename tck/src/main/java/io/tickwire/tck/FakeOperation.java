package io.tickwire.tck;

import io.netty.buffer.ByteBuf;
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
    private record Region(ByteBuf buffer, int index, int length) {}

    private final int slot;
    private final IoOpType type;
    private final List<Region> regions = new ArrayList<>();
    private @Nullable TransportHandle handle;
    private @Nullable Path path;
    private @Nullable SocketAddress address;
    private @Nullable GroupBuffers group;
    private int openFlags;
    private long offset;
    private int how;
    private boolean isMultishot;
    private boolean isAbort;
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
     * Sets the file of an OPEN, which gets mode 0640 if it is new.
     *
     * @param file the path
     * @param flags a union of the constants of {@link io.tickwire.spi.OpenFlags}
     * @return this
     */
    public FakeOperation file(Path file, int flags) {
        path = file;
        openFlags = flags;
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
     * Sets the direction of a SHUTDOWN.
     *
     * @param direction 0 for reading, 1 for writing, 2 for both
     * @return this
     */
    public FakeOperation how(int direction) {
        how = direction;
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
        return 0640;
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
        return how;
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
