package io.tickwire.readiness;

import static io.tickwire.readiness.Readiness.ENDED;
import static io.tickwire.readiness.Readiness.READABLE;
import static io.tickwire.readiness.Readiness.WOULD_BLOCK;
import static io.tickwire.readiness.Readiness.WRITABLE;
import static io.tickwire.spi.GroupBuffers.DATA_INDEX;

import io.tickwire.IoStatus;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation;
import org.jspecify.annotations.Nullable;

/**
 * Performs RECV, SEND and SHUTDOWN. A receive is tried at once only if bytes are known to be there:
 * the last one filled its buffer, or the stream was reported readable while nobody received. A send
 * is tried at once unless the stream is known to be full, and carries on until all of it is sent.
 */
final class StreamOperations implements SocketOperations {
    private final SlotTable slots;
    private final Completions completions;
    private final ConnectOperations connects;

    StreamOperations(SlotTable slots, Completions completions, ConnectOperations connects) {
        this.slots = slots;
        this.completions = completions;
        this.connects = connects;
    }

    void receive(TransportOperation operation) {
        ReadinessStream stream = openStream(operation.handle());
        int slot = operation.slot();
        if (stream == null) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        if (operation.group() == null && operation.segmentLength(0) == 0) {
            completions.end(slot, 0);
            return;
        }
        requireFree(stream.receiveSlot, "RECV");
        if (stream.isKnown(READABLE) && tryReceive(stream, operation)) {
            return;
        }
        int result = stream.want(READABLE);
        if (result < 0) {
            completions.end(slot, result);
            return;
        }
        slots.park(slot, stream);
        stream.receiveSlot = slot;
    }

    void send(TransportOperation operation) {
        ReadinessStream stream = openStream(operation.handle());
        int slot = operation.slot();
        if (stream == null) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        int bytes = bytes(operation);
        if (bytes == 0) {
            completions.end(slot, 0);
            return;
        }
        requireFree(stream.sendSlot, "SEND");
        if (stream.isKnown(WRITABLE) && trySend(stream, operation, bytes)) {
            return;
        }
        int result = stream.want(WRITABLE);
        if (result < 0) {
            endSend(slot, result);
            return;
        }
        slots.park(slot, stream);
        stream.sendSlot = slot;
    }

    void shutdown(TransportOperation operation) {
        ReadinessStream stream = openStream(operation.handle());
        int result = stream == null ? IoStatus.EBADF.result() : stream.shutdown(operation.how());
        completions.end(operation.slot(), result);
    }

    @Override
    public void retry(ReadinessSocket socket, int reported) {
        ReadinessStream stream = (ReadinessStream) socket;
        if (stream.connectSlot >= 0) {
            connects.retry(stream);
            return;
        }
        if ((reported & (READABLE | ENDED)) != 0) {
            retryReceive(stream);
        }
        if ((reported & (WRITABLE | ENDED)) != 0) {
            retrySend(stream);
        }
    }

    @Override
    public void cancel(ReadinessSocket socket, int slot) {
        ReadinessStream stream = (ReadinessStream) socket;
        if (slot == stream.receiveSlot) {
            cancelReceive(stream);
        } else if (slot == stream.sendSlot) {
            cancelSend(stream);
        } else if (slot == stream.connectSlot) {
            connects.cancel(stream);
        } else {
            throw new IllegalStateException("parked nowhere: slot " + slot);
        }
    }

    @Override
    public void cancelAll(ReadinessSocket socket) {
        ReadinessStream stream = (ReadinessStream) socket;
        if (stream.receiveSlot >= 0) {
            cancelReceive(stream);
        }
        if (stream.sendSlot >= 0) {
            cancelSend(stream);
        }
    }

    /** Goes on with the receive of a stream that is said to be readable. */
    private void retryReceive(ReadinessStream stream) {
        int slot = stream.receiveSlot;
        if (slot < 0) {
            stream.unwant(READABLE);
            return;
        }
        if (tryReceive(stream, slots.operation(slot))) {
            stream.receiveSlot = -1;
            return;
        }
        int result = stream.want(READABLE);
        if (result < 0) {
            stream.receiveSlot = -1;
            completions.end(slot, result);
        }
    }

    /** Goes on with the send of a stream that is said to be writable. */
    private void retrySend(ReadinessStream stream) {
        int slot = stream.sendSlot;
        if (slot < 0) {
            stream.unwant(WRITABLE);
            return;
        }
        TransportOperation operation = slots.operation(slot);
        if (trySend(stream, operation, bytes(operation))) {
            stream.sendSlot = -1;
            stream.unwant(WRITABLE);
            return;
        }
        int result = stream.want(WRITABLE);
        if (result < 0) {
            stream.sendSlot = -1;
            endSend(slot, result);
        }
    }

    private void cancelReceive(ReadinessStream stream) {
        int slot = stream.receiveSlot;
        stream.receiveSlot = -1;
        completions.end(slot, IoStatus.ECANCELED.result());
    }

    private void cancelSend(ReadinessStream stream) {
        int slot = stream.sendSlot;
        stream.sendSlot = -1;
        stream.unwant(WRITABLE);
        endSend(slot, IoStatus.ECANCELED.result());
    }

    /** Answers whether the operation has left the transport. */
    private boolean tryReceive(ReadinessStream stream, TransportOperation operation) {
        GroupBuffers group = operation.group();
        if (group != null) {
            return receiveIntoGroup(stream, operation, group);
        }
        int length = operation.segmentLength(0);
        if (!operation.isMemoryIntact()) {
            completions.end(operation.slot(), IoStatus.EFAULT.result());
            return true;
        }
        int result = stream.receive(operation.segmentBuffer(0), operation.segmentIndex(0), length);
        // The end of a stream and an error stay to be read; so may bytes after a full buffer.
        stream.know(READABLE, result == length || (result <= 0 && result != WOULD_BLOCK));
        if (result == WOULD_BLOCK) {
            return false;
        }
        completions.end(operation.slot(), result);
        return true;
    }

    /** Receives one piece, or with multishot all that is there and that there is room for. */
    private boolean receiveIntoGroup(
            ReadinessStream stream, TransportOperation operation, GroupBuffers group) {
        int slot = operation.slot();
        int length = group.group().bufferBytes();
        do {
            if (group.available() == 0 || completions.groupRoom(slot) == 0) {
                stream.know(READABLE, true);
                completions.pause(slot);
                return true;
            }
            int buffer = group.take();
            int result = stream.receive(group.buffer(buffer), DATA_INDEX, length);
            stream.know(READABLE, result == length || (result <= 0 && result != WOULD_BLOCK));
            if (result <= 0) {
                group.put(buffer);
                if (result == WOULD_BLOCK) {
                    return false;
                }
                completions.end(slot, result);
                return true;
            }
            if (!operation.isMultishot()) {
                completions.endReceived(slot, result, buffer, null);
                return true;
            }
            completions.passReceived(slot, result, buffer, null);
        } while (stream.isKnown(READABLE));
        return false;
    }

    private boolean trySend(ReadinessStream stream, TransportOperation operation, int bytes) {
        int slot = operation.slot();
        int sentBytes = slots.sentBytes(slot);
        int result =
                operation.isMemoryIntact()
                        ? stream.send(operation, sentBytes)
                        : IoStatus.EFAULT.result();
        if (result < 0 && result != WOULD_BLOCK) {
            endSend(slot, result);
            return true;
        }
        sentBytes += result == WOULD_BLOCK ? 0 : result;
        if (sentBytes == bytes) {
            completions.end(slot, bytes);
            return true;
        }
        slots.setSentBytes(slot, sentBytes);
        stream.know(WRITABLE, false);
        return false;
    }

    /** Ends a send early: what has been sent counts for more than why it went no further. */
    private void endSend(int slot, int result) {
        int sentBytes = slots.sentBytes(slot);
        completions.end(slot, sentBytes > 0 ? sentBytes : result);
    }

    private static int bytes(TransportOperation operation) {
        int bytes = 0;
        for (int i = 0; i < operation.segmentCount(); i++) {
            bytes = Math.addExact(bytes, operation.segmentLength(i));
        }
        return bytes;
    }

    private static @Nullable ReadinessStream openStream(TransportHandle handle) {
        return handle instanceof ReadinessStream stream && stream.isOpen() ? stream : null;
    }

    private static void requireFree(int slot, String name) {
        if (slot >= 0) {
            throw new IllegalStateException(
                    "a second " + name + " of a stream, beside slot " + slot);
        }
    }
}
