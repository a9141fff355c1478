package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A started transport with a sink that notes everything. */
final class Rig implements CompletionSink, AutoCloseable {
    static final int SLOTS = 4096;
    static final int BATCH = 1024;

    final Transport transport;
    final Map<Integer, Integer> results = new HashMap<>();
    final Map<Integer, TransportHandle> opened = new HashMap<>();
    final Map<Integer, List<TransportHandle>> shots = new HashMap<>();
    final Map<Integer, List<Integer>> events = new HashMap<>();
    final Map<Integer, SocketAddress> peers = new HashMap<>();
    final List<Integer> paused = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    private int nextSlot;

    Rig() throws IOException {
        this(BatchConfig.DEFAULT, "");
    }

    Rig(BatchConfig batch, String without) throws IOException {
        this(new TransportConfig(SLOTS, BATCH, batch), without);
        transport.start();
    }

    Rig(TransportConfig config, String without) throws IOException {
        requireIoUring();
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try {
            transport = new IoUringTransportProvider().create(config, this);
        } finally {
            System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
        }
    }

    /** Skips the test, with the reason, where there is no io_uring. */
    static void requireIoUring() {
        try {
            new IoUringTransportProvider().selfTest();
        } catch (IOException e) {
            abort("io_uring: " + e.getMessage());
        }
    }

    static SocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    FakeOperation operation(IoOpType type) {
        return new FakeOperation(nextSlot++, type);
    }

    int submit(FakeOperation operation) {
        assertThat(transport.submit(operation)).isTrue();
        return operation.slot();
    }

    /** A slot for a cancel. */
    int slot() {
        return nextSlot++;
    }

    void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("10 s are over").isNegative();
            transport.harvest(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    int result(int slot) {
        await(() -> results.containsKey(slot));
        return results.get(slot);
    }

    TransportHandle handle(int slot) {
        await(() -> opened.containsKey(slot) || results.containsKey(slot));
        assertThat(results).doesNotContainKey(slot);
        return opened.get(slot);
    }

    int run(FakeOperation operation) {
        return result(submit(operation));
    }

    TransportHandle open(FakeOperation operation) {
        return handle(submit(operation));
    }

    TransportHandle listen(SocketAddress address) throws IOException {
        return transport.listen(address, SocketOptions.DEFAULT);
    }

    /** A connection: the client's end, then the server's. */
    List<TransportHandle> connect(TransportHandle listener) {
        int accept = submit(operation(IoOpType.ACCEPT).on(listener));
        int connect = submit(operation(IoOpType.CONNECT).to(transport.localAddress(listener)));
        return List.of(handle(connect), handle(accept));
    }

    int closeInOrder(TransportHandle handle) {
        return run(operation(IoOpType.CLOSE).on(handle));
    }

    @Override
    public void complete(int slot, int result) {
        assertThat(results.put(slot, result)).as("last completion of slot %d", slot).isNull();
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        if (isLast) {
            assertThat(opened.put(slot, handle)).as("last completion of slot %d", slot).isNull();
        } else {
            room--;
            shots.computeIfAbsent(slot, key -> new ArrayList<>()).add(handle);
        }
    }

    @Override
    public void paused(int slot) {
        paused.add(slot);
    }

    @Override
    public int shotRoom(int slot) {
        return room;
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public void shot(int slot, int result) {
        room--;
        events.computeIfAbsent(slot, key -> new ArrayList<>()).add(result);
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        peers.put(slot, peer);
        complete(slot, result);
    }

    @Override
    public void received(int slot, int result, int buffer, SocketAddress peer, boolean isLast) {
        if (isLast) {
            complete(slot, result);
        } else {
            shot(slot, result);
        }
    }

    @Override
    public int groupRoom(int slot) {
        return room;
    }
}
