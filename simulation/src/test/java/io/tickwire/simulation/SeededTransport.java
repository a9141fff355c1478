package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A transport in memory that completes in an order that its seed decides, with short transfers and
 * a few errors, and tells a tap which bytes pass. Peers never stop sending.
 */
final class SeededTransport implements Transport {
    private record Handle(String name) implements TransportHandle {}

    private static final int WAIT_NANOS = 500_000;

    private final CompletionSink sink;
    private final VirtualTime time;
    private final Random random;
    private final @Nullable StreamTap tap;
    private final List<TransportOperation> inFlight = new ArrayList<>();
    private final List<Runnable> cancels = new ArrayList<>();
    private int opened;

    SeededTransport(CompletionSink sink, VirtualTime time, long seed, @Nullable StreamTap tap) {
        this.sink = sink;
        this.time = time;
        this.tap = tap;
        random = new Random(seed);
    }

    @Override
    public boolean submit(TransportOperation operation) {
        inFlight.add(operation);
        return true;
    }

    @Override
    public void cancel(int slot, int cancelSlot) {
        cancels.add(
                () -> {
                    boolean isFound = inFlight.removeIf(operation -> operation.slot() == slot);
                    if (isFound) {
                        sink.complete(slot, IoStatus.ECANCELED.result());
                    }
                    if (cancelSlot >= 0) {
                        sink.complete(cancelSlot, isFound ? 0 : IoStatus.ENOENT.result());
                    }
                });
    }

    @Override
    public void flush() {
        List<Runnable> due = new ArrayList<>(cancels);
        cancels.clear();
        due.forEach(Runnable::run);
        List<TransportOperation> order = new ArrayList<>(inFlight);
        Collections.shuffle(order, random);
        for (TransportOperation operation : order) {
            boolean isDue = random.nextInt(5) < 3;
            if (isDue || operation.group() != null) {
                play(operation); // who finds a buffer is core's to decide, not chance's
            }
        }
    }

    @Override
    public void harvest(long waitNanos) {
        if (waitNanos > 0) {
            time.advance(Math.min(waitNanos, WAIT_NANOS));
        }
        flush();
    }

    private void play(TransportOperation operation) {
        if (operation.group() != null) {
            flood(operation, operation.group());
            return;
        }
        inFlight.remove(operation);
        int slot = operation.slot();
        switch (operation.type()) {
            case OPEN, CONNECT -> open(slot, new Handle(operation.type() + " " + opened++));
            case READ, WRITE -> sink.complete(slot, fileResult(operation));
            case SEND -> sink.complete(slot, send(operation));
            case RECV -> sink.complete(slot, receive(operation));
            case NOP -> sink.complete(slot, random.nextInt(8) == 0 ? IoStatus.EIO.result() : 0);
            default -> sink.complete(slot, 0);
        }
    }

    private void open(int slot, Handle handle) {
        if (tap != null) {
            tap.arrived(handle);
        }
        sink.completeOpened(slot, handle, true);
    }

    /** Takes as many buffers as the loop allows. */
    private void flood(TransportOperation receive, GroupBuffers group) {
        int slot = receive.slot();
        while (sink.groupRoom(slot) > 0) {
            int index = group.take();
            if (index < 0) {
                break;
            }
            int bytes = 1 + random.nextInt(group.group().bufferBytes());
            fill(group.buffer(index), GroupBuffers.DATA_INDEX, bytes, receive.handle());
            boolean isLast = !receive.isMultishot();
            if (isLast) {
                inFlight.remove(receive);
            }
            sink.received(slot, bytes, index, null, isLast);
            if (isLast) {
                return;
            }
        }
        inFlight.remove(receive);
        sink.paused(slot);
    }

    private int fileResult(TransportOperation operation) {
        int length = operation.segmentLength(0);
        int kind = random.nextInt(10);
        if (kind == 0) {
            return IoStatus.EIO.result();
        }
        int bytes = kind == 1 ? length / 2 : length;
        if (operation.type() == IoOpType.READ) {
            fill(operation.segmentBuffer(0), operation.segmentIndex(0), bytes, null);
        }
        return bytes;
    }

    private int send(TransportOperation send) {
        int total = 0;
        for (int i = 0; i < send.segmentCount(); i++) {
            total += send.segmentLength(i);
        }
        if (random.nextInt(200) == 0) {
            return IoStatus.ECONNRESET.result();
        }
        int sent = random.nextInt(4) == 0 ? 1 + random.nextInt(total) : total;
        int left = sent;
        for (int i = 0; left > 0; i++) {
            int bytes = Math.min(left, send.segmentLength(i));
            if (tap != null) {
                tap.sent(send.handle(), send.segmentBuffer(i), send.segmentIndex(i), bytes);
            }
            left -= bytes;
        }
        return sent;
    }

    private int receive(TransportOperation receive) {
        int bytes = 1 + random.nextInt(receive.segmentLength(0));
        fill(receive.segmentBuffer(0), receive.segmentIndex(0), bytes, receive.handle());
        return bytes;
    }

    private void fill(ByteBuf buffer, int index, int bytes, @Nullable TransportHandle stream) {
        for (int i = 0; i < bytes; i++) {
            buffer.setByte(index + i, random.nextInt());
        }
        if (tap != null && stream != null) {
            tap.received(stream, buffer, index, bytes);
            tap.taken(stream, true);
        }
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.all(Support.EMULATED);
    }

    @Override
    public TransportHandle listen(SocketAddress address, SocketOptions options) {
        return new Handle("listener");
    }

    @Override
    public TransportHandle bind(SocketAddress address, SocketOptions options) {
        return new Handle("datagram");
    }

    @Override
    public SocketAddress localAddress(TransportHandle handle) {
        return InetSocketAddress.createUnresolved("local", 1);
    }

    @Override
    public Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        return Optional.empty();
    }

    @Override
    public void wakeup() {}

    @Override
    public void closeNow(TransportHandle handle) {}

    @Override
    public void close() {
        inFlight.clear();
    }

    @Override
    public boolean isDrained() {
        return true;
    }
}
