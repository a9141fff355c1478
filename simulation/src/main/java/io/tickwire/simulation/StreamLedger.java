package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what SENDs carried when they were sealed, in sequence order and as far as they came,
 * with what the network took; and what the network gave with what RECVs delivered. Holds a loop to
 * {@link Rule#BYTES}. Keeps a hash of each send in flight, and the bytes that have passed the
 * network but whose completion was not delivered: which send they belong to is known only then.
 */
final class StreamLedger implements StreamTap {
    private final CheckLog log;
    private final IdentityHashMap<TransportHandle, StreamBytes> byHandle = new IdentityHashMap<>();
    private final StreamHash hash = new StreamHash();
    private final StreamHash other = new StreamHash();

    /** The stream that was looked up last. */
    private @Nullable TransportHandle lastHandle;

    private StreamBytes last = new StreamBytes();

    StreamLedger(CheckLog log) {
        this.log = log;
    }

    @Override
    public void sent(TransportHandle stream, ByteBuf buffer, int index, int length) {
        if (!log.isQuiet()) {
            StreamBytes bytes = find(stream);
            bytes.sent.write(buffer, index, length);
            if (bytes.isFull) {
                bytes.isFull = false;
                bytes.heldUpTick = log.tick;
            }
        }
    }

    @Override
    public void full(TransportHandle stream) {
        StreamBytes bytes = find(stream);
        bytes.isFull = true;
        bytes.heldUpTick = log.tick;
    }

    @Override
    public void received(TransportHandle stream, ByteBuf buffer, int index, int length) {
        if (!log.isQuiet()) {
            find(stream).received.write(buffer, index, length);
        }
    }

    void sealed(OpenIntent intent, ResourceWatch resource, IntentView view) {
        TransportHandle handle = view.handle();
        if (handle == null) {
            return;
        }
        if (view.hasLostMemory()) {
            return; // it will be refused, and its bytes must not be looked at
        }
        if (intent.operation == IoOpType.SEND) {
            intent.payloadHash = hashOf(view, intent.lengthBytes);
        } else if (intent.operation != IoOpType.RECV && intent.operation != IoOpType.SPLICE) {
            return;
        }
        if (resource.bytes == null) {
            resource.bytes = find(handle);
        }
    }

    void delivered(OpenIntent intent, IntentView view, IoCompletion completion) {
        ResourceWatch resource = intent.resource;
        StreamBytes bytes = resource == null ? null : resource.bytes;
        if (resource == null || bytes == null) {
            return;
        }
        switch (intent.operation) {
            case SEND, SPLICE -> checkSend(intent, view, completion, bytes);
            case RECV -> checkReceive(intent, view, completion, bytes);
            default -> {}
        }
        if (resource.sends.isEmpty() && bytes.sent.size() > 0) {
            log.report(
                    Rule.BYTES,
                    intent.sequence,
                    "expected no byte of "
                            + resource.resource
                            + " beyond its sends, got "
                            + bytes.sent.size());
        }
    }

    void closed(TransportHandle handle) {
        byHandle.remove(handle);
        lastHandle = null;
    }

    private void checkSend(
            OpenIntent send, IntentView view, IoCompletion completion, StreamBytes bytes) {
        int taken = view.sentBytes();
        int result = completion.result();
        if (result >= 0 && result != taken) {
            log.report(
                    Rule.BYTES, send.sequence, "expected a result of " + taken + ": " + completion);
        }
        if (bytes.sent.size() < taken) {
            log.report(
                    Rule.BYTES,
                    send.sequence,
                    "expected the network to have taken "
                            + taken
                            + " bytes, not "
                            + bytes.sent.size()
                            + ": "
                            + completion);
            return;
        }
        int passed = passed(send, result, taken, bytes);
        if (send.operation == IoOpType.SPLICE) {
            bytes.sent.skip(passed);
            return;
        }
        other.reset();
        bytes.sent.read(passed, other);
        long expected = passed == send.lengthBytes ? send.payloadHash : hashOf(view, passed);
        if (other.value() != expected) {
            log.report(
                    Rule.BYTES,
                    send.sequence,
                    "expected the first "
                            + passed
                            + " bytes of the send on the network: "
                            + completion);
        }
    }

    /** With a transport that failed the news of what the network took may be lost. */
    private static int passed(OpenIntent send, int result, int taken, StreamBytes bytes) {
        return result == IoStatus.TRANSPORT_FAILED.result()
                ? Math.min(bytes.sent.size(), send.lengthBytes)
                : taken;
    }

    private void checkReceive(
            OpenIntent receive, IntentView view, IoCompletion completion, StreamBytes bytes) {
        int count = completion.result();
        if (count <= 0) {
            return;
        }
        if (bytes.received.size() < count) {
            log.report(
                    Rule.BYTES,
                    receive.sequence,
                    "expected at most " + bytes.received.size() + " bytes: " + completion);
            return;
        }
        other.reset();
        bytes.received.read(count, other);
        if (hashOf(view, completion, count) != other.value()) {
            log.report(
                    Rule.BYTES,
                    receive.sequence,
                    "expected the bytes that the network gave, in order: " + completion);
        }
    }

    private long hashOf(IntentView view, IoCompletion completion, int count) {
        if (view.groupId() < 0) {
            return hashOf(view, count);
        }
        ByteBuf buffer = completion.buffer();
        hash.reset();
        hash.update(buffer, buffer.readerIndex(), count);
        return hash.value();
    }

    private long hashOf(IntentView view, int count) {
        hash.reset();
        int left = count;
        for (int region = 0; left > 0; region++) {
            int bytes = Math.min(left, view.regionLength(region));
            hash.update(view.regionBuffer(region), view.regionIndex(region), bytes);
            left -= bytes;
        }
        return hash.value();
    }

    private StreamBytes find(TransportHandle handle) {
        if (handle != lastHandle) {
            last = byHandle.computeIfAbsent(handle, unused -> new StreamBytes());
            lastHandle = handle;
        }
        return last;
    }
}
