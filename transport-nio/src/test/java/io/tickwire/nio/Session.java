package io.tickwire.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.SocketOptions;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A transport with a sink, and operations made by a line each. */
final class Session implements AutoCloseable {
    static final long DEADLINE_NANOS = 10_000_000_000L;

    /** One completion. */
    record Passed(int slot, int result, @Nullable TransportHandle handle, boolean isLast) {}

    final Transport transport;
    final Deque<Passed> passed = new ArrayDeque<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private int nextSlot;

    Session() throws IOException {
        this(BatchConfig.DEFAULT);
    }

    Session(BatchConfig batch) throws IOException {
        transport =
                new NioTransportProvider()
                        .create(new TransportConfig(1 << 16, 1024, batch), new Sink());
    }

    Session started() {
        transport.start();
        return this;
    }

    TransportHandle listen(SocketAddress address) throws IOException {
        return transport.listen(address, SocketOptions.DEFAULT);
    }

    int nop() {
        return submit(IoOpType.NOP, Map.of());
    }

    int accept(TransportHandle listener, boolean isMultishot) {
        return submit(IoOpType.ACCEPT, Map.of("handle", listener, "isMultishot", isMultishot));
    }

    int connect(SocketAddress address) {
        return submit(
                IoOpType.CONNECT, Map.of("address", address, "options", SocketOptions.DEFAULT));
    }

    int receive(TransportHandle stream, ByteBuf buffer) {
        return submit(IoOpType.RECV, regions(stream, buffer));
    }

    int send(TransportHandle stream, ByteBuf... buffers) {
        return submit(IoOpType.SEND, regions(stream, buffers));
    }

    int send(TransportHandle stream, String text) {
        return send(stream, buffer(64).writeBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    int shutdown(TransportHandle stream, int how) {
        return submit(IoOpType.SHUTDOWN, Map.of("handle", stream, "how", how));
    }

    int close(TransportHandle handle, boolean isAbort) {
        return submit(IoOpType.CLOSE, Map.of("handle", handle, "isAbort", isAbort));
    }

    /** Harvests until a slot has completed; other completions stay. */
    Passed await(int slot) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true) {
            for (Passed one : passed) {
                if (one.slot() == slot) {
                    passed.remove(one);
                    return one;
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("slot " + slot + " did not complete");
            }
            transport.harvest(50_000_000);
        }
    }

    TransportHandle awaitOpened(int slot) {
        Passed opened = await(slot);
        assertThat(opened.result()).isZero();
        if (opened.handle() == null) {
            throw new AssertionError("no handle: " + opened);
        }
        return opened.handle();
    }

    /** Connects to a listener of this session; answers the client's and the server's end. */
    TransportHandle[] connectTo(TransportHandle listener) {
        int accepting = accept(listener, false);
        int connecting = connect(transport.localAddress(listener));
        return new TransportHandle[] {awaitOpened(connecting), awaitOpened(accepting)};
    }

    /** A direct buffer that lives as long as the session. */
    ByteBuf buffer(int capacity) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        buffers.add(buffer);
        return buffer;
    }

    @Override
    public void close() {
        transport.close();
        buffers.forEach(ByteBuf::release);
        buffers.clear();
    }

    private static Map<String, Object> regions(TransportHandle stream, ByteBuf... buffers) {
        return Map.of("handle", stream, "buffers", buffers);
    }

    private int submit(IoOpType type, Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        int slot = nextSlot++;
        all.put("slot", slot);
        all.put("type", type);
        assertThat(transport.submit(operation(all))).isTrue();
        return slot;
    }

    /** An operation whose methods answer what the map has under their names. */
    private static TransportOperation operation(Map<String, Object> values) {
        ByteBuf[] buffers = (ByteBuf[]) values.getOrDefault("buffers", new ByteBuf[0]);
        boolean isReceive = values.get("type") == IoOpType.RECV;
        return (TransportOperation)
                Proxy.newProxyInstance(
                        Session.class.getClassLoader(),
                        new Class<?>[] {TransportOperation.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "segmentCount" -> buffers.length;
                                    case "segmentBuffer" -> buffers[(int) arguments[0]];
                                    case "segmentIndex" ->
                                            isReceive
                                                    ? buffers[(int) arguments[0]].writerIndex()
                                                    : buffers[(int) arguments[0]].readerIndex();
                                    case "segmentLength" ->
                                            isReceive
                                                    ? buffers[(int) arguments[0]].writableBytes()
                                                    : buffers[(int) arguments[0]].readableBytes();
                                    case "group" -> null;
                                    case "isMemoryIntact" -> true;
                                    case "link" -> TransportOperation.Link.NONE;
                                    case "chainLength" -> 1;
                                    case "isMultishot" -> values.getOrDefault("isMultishot", false);
                                    default -> value(values, method.getName());
                                });
    }

    private static Object value(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " does not belong to " + values.get("type"));
        }
        return value;
    }

    private final class Sink implements CompletionSink {
        @Override
        public void complete(int slot, int result) {
            passed.add(new Passed(slot, result, null, true));
        }

        @Override
        public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
            passed.add(new Passed(slot, 0, handle, isLast));
        }

        @Override
        public void paused(int slot) {
            throw new AssertionError("paused: " + slot);
        }

        @Override
        public void shot(int slot, int result) {
            passed.add(new Passed(slot, result, null, false));
        }

        @Override
        public void completeMessage(int slot, int result, SocketAddress peer) {
            passed.add(new Passed(slot, result, null, true));
        }

        @Override
        public void received(int slot, int result, int buffer, SocketAddress peer, boolean isLast) {
            passed.add(new Passed(slot, result, null, isLast));
        }

        @Override
        public int groupRoom(int slot) {
            return 1000;
        }

        @Override
        public int shotRoom(int slot) {
            return 1000;
        }
    }
}
