package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.HELD;
import static io.tickwire.iouring.TokenTable.KERNEL_MULTISHOT;
import static io.tickwire.iouring.TokenTable.MULTISHOT;
import static io.tickwire.iouring.TokenTable.STOPPING;

import io.tickwire.IoStatus;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * RECV and RECVMSG from a group: the kernel chooses the buffer as data comes
 * (IORING_OP_PROVIDE_BUFFERS and IOSQE_BUFFER_SELECT).
 *
 * <p>Data of a multishot goes to core as long as the receive has room there. When room runs out the
 * data waits here and its receive is cancelled; the last completion is held back until core has
 * taken all data, and becomes a pause, unless core had cancelled the receive itself.
 *
 * <p>A multishot takes what there is in one go, far beyond its share. While others wait for the
 * group's buffers ({@link TransportOperation#bufferLimit}) the kernel gets single receives instead,
 * each of which takes one buffer and ends in a pause; so does a kernel without multishot.
 */
final class GroupReceiver implements ByToken {
    private final Ring ring;
    private final CompletionLog log;
    private final InFlight inFlight;
    private final Completions completions;
    private final GroupReceives receives;
    private final GroupMessages messages;
    private final KernelFeatures has;

    /** The groups whose buffers the kernel has been given: each as it is first used. */
    private final Map<GroupBuffers, ProvidedGroup> provided = new HashMap<>();

    private int[] heldResults;

    GroupReceiver(
            Ring ring,
            CompletionLog log,
            InFlight inFlight,
            Completions completions,
            GroupReceives receives,
            GroupMessages messages,
            KernelFeatures has) {
        this.ring = ring;
        this.log = log;
        this.inFlight = inFlight;
        this.completions = completions;
        this.receives = receives;
        this.messages = messages;
        this.has = has;
        heldResults = new int[inFlight.tokens().capacity()];
    }

    @Override
    public void grow(int tokenCapacity) {
        heldResults = Arrays.copyOf(heldResults, tokenCapacity);
    }

    /** Hands a buffer back to the kernel. */
    void recycle(GroupBuffers group, int index) {
        group.put(index);
        provided(group).recycle(index, ring);
    }

    private ProvidedGroup provided(GroupBuffers group) {
        ProvidedGroup known = provided.get(group);
        if (known == null) {
            known = new ProvidedGroup(group, log);
            known.register(ring);
            provided.put(group, known);
        }
        return known;
    }

    private void begin(TransportOperation operation, GroupBuffers group, int token) {
        provided(group).provide(ring);
        inFlight.tokens().attach(token, group);
        receives.begin(token, group);
        if (operation.isMultishot()) {
            inFlight.tokens().mark(token, MULTISHOT);
            if (has.multishotReceive() && operation.bufferLimit() >= group.group().share()) {
                inFlight.tokens().mark(token, KERNEL_MULTISHOT);
            }
        }
    }

    void receive(TransportOperation operation, GroupBuffers group, int token, int ioprio) {
        begin(operation, group, token);
        boolean isKernelMultishot = inFlight.tokens().hasMark(token, KERNEL_MULTISHOT);
        inFlight.submitSelecting(
                token,
                LinuxAbi.OP_RECV,
                isKernelMultishot ? ioprio | LinuxAbi.IOPRIO_RECV_MULTISHOT : ioprio,
                ((IoUringHandle) operation.handle()).fd(),
                0L,
                isKernelMultishot ? 0 : group.group().bufferBytes(),
                group.group().id());
    }

    void receiveMessage(TransportOperation operation, GroupBuffers group, int token) {
        begin(operation, group, token);
        messages.submit(operation, group, token);
    }

    /** Whether a token's receive is one from a group. */
    boolean isMine(int token) {
        return inFlight.attachment(token) instanceof GroupBuffers;
    }

    /** Deals with a last completion. */
    void finish(int token, int result) {
        int buffer = receives.takeLast(token);
        if (inFlight.tokens().hasMark(token, MULTISHOT)) {
            finishMultishot(token, result, buffer);
        } else if (result == IoStatus.ENOBUFS.result()) {
            completions.paused(token); // or, if core has cancelled it, its end
        } else if (buffer == GroupReceives.NONE && !isData(token, result)) {
            completions.complete(token, result);
        } else {
            hand(token, result, buffer, true);
        }
    }

    private void finishMultishot(int token, int result, int buffer) {
        if (buffer != GroupReceives.NONE || isData(token, result)) {
            receives.add(token, result, buffer);
        }
        heldResults[token] = result;
        inFlight.tokens().mark(token, HELD);
        pass();
        if (inFlight.tokens().isUsed(token) && receives.countOf(token) == 0) {
            end(token);
        }
    }

    private void end(int token) {
        int result = heldResults[token];
        boolean isStopped =
                inFlight.tokens().hasMark(token, STOPPING) && result == IoStatus.ECANCELED.result();
        boolean goesOn = isData(token, result) || isStopped || result == IoStatus.ENOBUFS.result();
        if (!goesOn) {
            completions.complete(token, result);
        } else if (inFlight.tokens().hasMark(token, CANCELLED)) {
            completions.complete(token, IoStatus.ECANCELED.result());
        } else {
            completions.paused(token);
        }
    }

    /** A stream's end is no data. An empty datagram is, although the kernel takes no buffer. */
    private boolean isData(int token, int result) {
        return result > 0 || (result == 0 && messages.isMine(token));
    }

    private void hand(int token, int result, int buffer, boolean isLast) {
        if (messages.isMine(token)) {
            messages.hand(token, result, buffer, isLast);
        } else if (isLast) {
            completions.received(token, result, buffer, null);
        } else {
            completions.receivedShot(token, result, buffer, null);
        }
    }

    /** Hands data to core as far as each receive has room; what came first goes first. */
    void pass() {
        int kept = 0;
        int i = 0;
        int count = receives.count();
        try {
            while (i < count) {
                int at = i++;
                if (hasRoom(receives.token(at))) {
                    pass(at);
                } else {
                    receives.keep(at, kept++);
                }
            }
        } finally {
            while (i < count) {
                receives.keep(i++, kept++);
            }
            receives.truncate(kept);
        }
    }

    private void pass(int at) {
        int token = receives.token(at);
        int result = receives.result(at);
        int buffer = receives.buffer(at);
        receives.passed(token);
        hand(token, result, buffer, false);
        if (receives.countOf(token) == 0 && inFlight.tokens().hasMark(token, HELD)) {
            end(token);
        }
    }

    /** A cancelled receive gives up what the kernel has taken, whatever its share. */
    private boolean hasRoom(int token) {
        return inFlight.tokens().hasMark(token, CANCELLED)
                ? completions.hasShotRoom(token)
                : completions.groupRoom(token) > 0;
    }

    /** Whether a pass would bring something. */
    boolean canPass() {
        for (int i = 0; i < receives.count(); i++) {
            if (hasRoom(receives.token(i))) {
                return true;
            }
        }
        return false;
    }

    /** Stops the multishots whose data had to be kept. */
    void settle() {
        for (int i = 0; i < receives.count(); i++) {
            int token = receives.token(i);
            if (!inFlight.tokens().hasMark(token, STOPPING) && inFlight.isCancellable(token)) {
                inFlight.cancelAnonymously(token);
                inFlight.tokens().mark(token, STOPPING);
            }
        }
    }
}
