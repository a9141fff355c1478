package io.tickwire.readiness;

import static io.tickwire.readiness.Readiness.ENDED;
import static io.tickwire.readiness.Readiness.READABLE;
import static io.tickwire.readiness.Readiness.WOULD_BLOCK;
import static io.tickwire.readiness.Readiness.WRITABLE;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;

/**
 * Performs SENDMSG and RECVMSG, each kind in the order it came. A receive is tried at once only if
 * a datagram may be there; a send at once unless others wait for room. A socket that has more to
 * give than one harvest may take goes on at the next one.
 */
final class DatagramOperations implements SocketOperations {
    /** Datagrams that one socket may take in one harvest, so that a flood cannot hold the loop. */
    static final int RECEIVES_PER_HARVEST = 256;

    private final SlotTable slots;
    private final Completions completions;
    private final ReadyQueue ready;

    DatagramOperations(SlotTable slots, Completions completions, ReadyQueue ready) {
        this.slots = slots;
        this.completions = completions;
        this.ready = ready;
    }

    void receive(TransportOperation operation) {
        int slot = operation.slot();
        if (!(operation.handle() instanceof ReadinessDatagram socket) || !socket.isOpen()) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        slots.park(slot, socket);
        slots.append(socket.receives, slot);
        if (socket.isKnown(READABLE)) {
            retryReceives(socket);
        } else {
            watch(socket, READABLE, socket.receives);
        }
    }

    void send(TransportOperation operation) {
        int slot = operation.slot();
        if (!(operation.handle() instanceof ReadinessDatagram socket) || !socket.isOpen()) {
            completions.end(slot, IoStatus.EBADF.result());
            return;
        }
        if (socket.sends.isEmpty() && socket.isKnown(WRITABLE)) {
            int result = sendOne(socket, operation);
            if (result != WOULD_BLOCK) {
                completions.end(slot, result);
                return;
            }
            socket.know(WRITABLE, false);
        }
        slots.park(slot, socket);
        slots.append(socket.sends, slot);
        watch(socket, WRITABLE, socket.sends);
    }

    @Override
    public void retry(ReadinessSocket socket, int reported) {
        ReadinessDatagram datagram = (ReadinessDatagram) socket;
        retryReceives(datagram);
        if ((reported & (WRITABLE | ENDED)) != 0) {
            retrySends(datagram);
        }
    }

    private void retryReceives(ReadinessDatagram socket) {
        for (int taken = 0; !socket.receives.isEmpty(); taken++) {
            if (taken == RECEIVES_PER_HARVEST) {
                if (socket.queuedIn == null) {
                    ready.add(socket);
                }
                return;
            }
            TransportOperation operation = slots.operation(socket.receives.first);
            GroupBuffers group = operation.group();
            int result =
                    group == null
                            ? receiveOne(socket, operation)
                            : receiveIntoGroup(socket, operation, group);
            socket.know(READABLE, result != WOULD_BLOCK);
            if (result == WOULD_BLOCK) {
                watch(socket, READABLE, socket.receives);
                return;
            }
        }
        socket.unwant(READABLE);
    }

    private static int sendOne(ReadinessDatagram socket, TransportOperation operation) {
        return operation.isMemoryIntact() ? socket.send(operation) : IoStatus.EFAULT.result();
    }

    /** Answers what the call did. */
    private int receiveOne(ReadinessDatagram socket, TransportOperation operation) {
        int slot = operation.slot();
        int result =
                operation.isMemoryIntact() ? socket.receive(operation) : IoStatus.EFAULT.result();
        if (result >= 0) {
            slots.unlink(socket.receives, slot);
            completions.endMessage(slot, result, socket.lastPeer());
        } else if (result != WOULD_BLOCK) {
            end(socket.receives, slot, result);
        }
        return result;
    }

    private int receiveIntoGroup(
            ReadinessDatagram socket, TransportOperation operation, GroupBuffers group) {
        int slot = operation.slot();
        if (group.available() == 0 || completions.groupRoom(slot) == 0) {
            slots.unlink(socket.receives, slot);
            completions.pause(slot);
            return 0;
        }
        int buffer = group.take();
        int bytes = group.group().bufferBytes();
        int result = socket.receive(group.buffer(buffer), GroupBuffers.DATA_INDEX, bytes);
        if (result < 0) {
            group.put(buffer);
            buffer = -1;
        }
        if (operation.isMultishot() && (result >= 0 || result == IoStatus.EMSGSIZE.result())) {
            completions.passReceived(slot, result, buffer, result < 0 ? null : socket.lastPeer());
        } else if (result >= 0) {
            slots.unlink(socket.receives, slot);
            completions.endReceived(slot, result, buffer, socket.lastPeer());
        } else if (result != WOULD_BLOCK) {
            end(socket.receives, slot, result);
        }
        return result;
    }

    private void retrySends(ReadinessDatagram socket) {
        while (!socket.sends.isEmpty()) {
            int slot = socket.sends.first;
            int result = sendOne(socket, slots.operation(slot));
            if (result == WOULD_BLOCK) {
                socket.know(WRITABLE, false);
                watch(socket, WRITABLE, socket.sends);
                return;
            }
            end(socket.sends, slot, result);
        }
        socket.unwant(WRITABLE);
    }

    @Override
    public void cancel(ReadinessSocket socket, int slot) {
        ReadinessDatagram datagram = (ReadinessDatagram) socket;
        boolean isSend = slots.operation(slot).type() == IoOpType.SENDMSG;
        end(isSend ? datagram.sends : datagram.receives, slot, IoStatus.ECANCELED.result());
    }

    @Override
    public void cancelAll(ReadinessSocket socket) {
        ReadinessDatagram datagram = (ReadinessDatagram) socket;
        endAll(datagram.receives, IoStatus.ECANCELED.result());
        endAll(datagram.sends, IoStatus.ECANCELED.result());
    }

    private void watch(ReadinessDatagram socket, int bit, SlotList waiting) {
        int result = socket.want(bit);
        if (result < 0) {
            endAll(waiting, result);
        }
    }

    private void endAll(SlotList list, int result) {
        while (!list.isEmpty()) {
            end(list, list.first, result);
        }
    }

    private void end(SlotList list, int slot, int result) {
        slots.unlink(list, slot);
        completions.end(slot, result);
    }
}
