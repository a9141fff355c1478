package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportProvider;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A transport without core, for its own tests: submits operations that are made by a line each, and
 * notes what becomes of them. Buffers that come back are no part of it. For one thread.
 */
public final class Rig implements CompletionSink, AutoCloseable {
    /** Any port of this machine. */
    public static final InetSocketAddress LOOPBACK = Loopback.anyPort();

    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is tested. */
    public final Transport transport;

    /** The last result of each operation that has ended, by slot. */
    public final Map<Integer, Integer> results = new HashMap<>();

    /** What operations that are no multishots have opened, by slot. */
    public final Map<Integer, TransportHandle> opened = new HashMap<>();

    /** The multishots that were paused, in order. */
    public final List<Integer> paused = new ArrayList<>();

    /** How many more shots there is room for. */
    public int room = Integer.MAX_VALUE;

    private final Map<Integer, List<TransportHandle>> shots = new HashMap<>();
    private final Set<Integer> multishots = new HashSet<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private int nextSlot;

    /**
     * Makes a transport and does not start it.
     *
     * @param provider makes it
     * @param config its sizes
     * @throws IOException if that cannot be done here
     */
    public Rig(TransportProvider provider, TransportConfig config) throws IOException {
        transport = provider.create(config, this);
    }

    /**
     * Starts the transport on this thread.
     *
     * @return this
     */
    public Rig started() {
        transport.start();
        return this;
    }

    /**
     * Takes the next slot, for a cancel.
     *
     * @return the slot
     */
    public int slot() {
        return nextSlot++;
    }

    /**
     * Begins an operation in the next slot.
     *
     * @param type its type
     * @return the operation, to be filled
     */
    public FakeOperation operation(IoOpType type) {
        return new FakeOperation(slot(), type);
    }

    /**
     * Submits an operation, for which there must be room.
     *
     * @param operation the operation
     * @return its slot
     */
    public int submit(FakeOperation operation) {
        if (operation.isMultishot()) {
            multishots.add(operation.slot());
        }
        assertThat(transport.submit(operation)).as("room for %s", operation).isTrue();
        return operation.slot();
    }

    /**
     * Harvests until something is so.
     *
     * @param condition what is waited for
     */
    public void await(BooleanSupplier condition) {
        Deadline deadline = new Deadline("a result; there are " + results);
        while (!condition.getAsBoolean()) {
            deadline.check();
            transport.harvest(WAIT_NANOS);
        }
    }

    /**
     * Harvests until an operation has ended.
     *
     * @param slot the operation's slot
     * @return its result; 0 if it has opened something
     */
    public int result(int slot) {
        await(() -> results.containsKey(slot));
        return Objects.requireNonNull(results.get(slot));
    }

    /**
     * Harvests until an operation has opened something.
     *
     * @param slot the operation's slot
     * @return what it has opened
     */
    public TransportHandle handle(int slot) {
        assertThat(result(slot)).as("slot %d", slot).isZero();
        return Objects.requireNonNull(opened.get(slot));
    }

    /**
     * What a multishot has opened so far.
     *
     * @param slot the operation's slot
     * @return all of it, in order
     */
    public List<TransportHandle> shots(int slot) {
        return shots.getOrDefault(slot, List.of());
    }

    /**
     * Submits an operation and awaits its end.
     *
     * @param operation the operation
     * @return its result
     */
    public int run(FakeOperation operation) {
        return result(submit(operation));
    }

    /**
     * Opens a listener.
     *
     * @param address its address
     * @return the listener
     * @throws IOException if the transport says so
     */
    public TransportHandle listen(SocketAddress address) throws IOException {
        return transport.listen(address, SocketOptions.DEFAULT);
    }

    /**
     * Submits an ACCEPT.
     *
     * @param listener of one connection
     * @return its slot
     */
    public int accept(TransportHandle listener) {
        return submit(operation(IoOpType.ACCEPT).on(listener));
    }

    /**
     * Submits a CONNECT.
     *
     * @param address to it
     * @return its slot
     */
    public int connect(SocketAddress address) {
        return submit(operation(IoOpType.CONNECT).to(address));
    }

    /**
     * Connects to a listener of this transport.
     *
     * @param listener the listener
     * @return the connection's ends: the client's, then the server's
     */
    public TransportHandle[] pair(TransportHandle listener) {
        int accepting = accept(listener);
        int connecting = connect(transport.localAddress(listener));
        return new TransportHandle[] {handle(connecting), handle(accepting)};
    }

    /**
     * Submits a RECV.
     *
     * @param stream from it
     * @param buffer takes as many bytes as can be written
     * @return its slot
     */
    public int receive(TransportHandle stream, ByteBuf buffer) {
        FakeOperation receive = operation(IoOpType.RECV).on(stream);
        return submit(receive.with(buffer, buffer.writerIndex(), buffer.writableBytes()));
    }

    /**
     * Submits a SEND.
     *
     * @param stream to it
     * @param regions what can be read of each
     * @return its slot
     */
    public int send(TransportHandle stream, ByteBuf... regions) {
        FakeOperation send = operation(IoOpType.SEND).on(stream);
        for (ByteBuf region : regions) {
            send.with(region, region.readerIndex(), region.readableBytes());
        }
        return submit(send);
    }

    /**
     * Submits a SHUTDOWN.
     *
     * @param stream of it
     * @param how 0 for reading, 1 for writing, 2 for both
     * @return its slot
     */
    public int shutdown(TransportHandle stream, int how) {
        return submit(operation(IoOpType.SHUTDOWN).on(stream).number(how));
    }

    /**
     * Submits a CLOSE in order.
     *
     * @param handle of it
     * @return its slot
     */
    public int close(TransportHandle handle) {
        return submit(operation(IoOpType.CLOSE).on(handle));
    }

    /**
     * Submits a CLOSE that resets the connection.
     *
     * @param stream of it
     * @return its slot
     */
    public int abort(TransportHandle stream) {
        return submit(operation(IoOpType.CLOSE).on(stream).abort());
    }

    /**
     * Makes a direct buffer that lives as long as the rig.
     *
     * @param capacity bytes, fixed
     * @return an empty buffer
     */
    public ByteBuf buffer(int capacity) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        buffers.add(buffer);
        return buffer;
    }

    /**
     * Makes a direct buffer that is full of zeroes and lives as long as the rig.
     *
     * @param count bytes
     * @return the buffer
     */
    public ByteBuf zeroes(int count) {
        return buffer(count).writeZero(count);
    }

    @Override
    public void complete(int slot, int result) {
        assertThat(results.put(slot, result)).as("last completion of slot %d", slot).isNull();
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        if (isLast) {
            complete(slot, 0);
            opened.put(slot, handle);
        } else {
            assertThat(multishots).contains(slot);
            room--;
            shots.computeIfAbsent(slot, key -> new ArrayList<>()).add(handle);
        }
    }

    @Override
    public void paused(int slot) {
        assertThat(multishots).contains(slot);
        paused.add(slot);
    }

    @Override
    public int shotRoom(int slot) {
        return room;
    }

    @Override
    public void shot(int slot, int result) {
        throw new AssertionError("a shot of slot " + slot);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        throw new AssertionError("a datagram in slot " + slot);
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        throw new AssertionError("a receive from a group in slot " + slot);
    }

    @Override
    public int groupRoom(int slot) {
        throw new AssertionError("no group in slot " + slot);
    }

    @Override
    public void close() {
        transport.close();
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }
}
