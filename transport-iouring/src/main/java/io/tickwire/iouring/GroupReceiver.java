package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.HELD;
import static io.tickwire.iouring.TokenTable.MULTISHOT;
import static io.tickwire.iouring.TokenTable.STOPPING;

import io.tickwire.IoStatus;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.util.List;

/**
 * RECV from a group: the kernel chooses the buffer as data comes (IORING_OP_PROVIDE_BUFFERS and
 * IOSQE_BUFFER_SELECT).
 *
 * <p>Data of a multishot goes to core as long as the receive has room there. When room runs out the
 * data waits here and its receive is cancelled; the last completion is held back until core has
 * taken all data, and becomes a pause, unless core had cancelled the receive itself. A kernel
 * without multishot gets single receives, each of which ends in a pause.
 */
final class GroupReceiver {
    private final Ring ring;
    private final InFlight inFlight;
    private final Outcomes outcomes;
    private final GroupReceives receives;
    private final List<GroupBuffers> groups;
    private final KernelFeatures has;
    private final int[] heldResults;

    GroupReceiver(
            Ring ring,
            InFlight inFlight,
            Outcomes outcomes,
            GroupReceives receives,
            List<GroupBuffers> groups,
            KernelFeatures has) {
        this.ring = ring;
        this.inFlight = inFlight;
        this.outcomes = outcomes;
        this.receives = receives;
        this.groups = groups;
        this.has = has;
        heldResults = new int[groups.isEmpty() ? 0 : inFlight.tokens().capacity()];
    }

    /** Hands all buffers to the kernel. */
    void start() {
        if (!has.bufferGroups()) {
            return;
        }
        for (GroupBuffers group : groups) {
            for (int index = 0; index < group.group().count(); index++) {
                provide(group, index);
            }
        }
    }

    /** Hands a buffer back to the kernel. */
    void recycle(GroupBuffers group, int index) {
        provide(group, index);
        group.put(index);
    }

    private void provide(GroupBuffers group, int index) {
        ring.pushProvide(
                group.buffer(index).memoryAddress(),
                group.group().bufferBytes(),
                index,
                group.group().id());
    }

    void receive(TransportOperation operation, GroupBuffers group, int token, int ioprio) {
        if (!has.bufferGroups()) {
            inFlight.completeLocally(token, IoStatus.EOPNOTSUPP.result());
            return;
        }
        inFlight.tokens().attach(token, group);
        receives.begin(token, group);
        boolean isKernelMultishot = operation.isMultishot() && has.multishotReceive();
        if (operation.isMultishot()) {
            inFlight.tokens().mark(token, MULTISHOT);
        }
        inFlight.submitSelecting(
                token,
                LinuxAbi.OP_RECV,
                isKernelMultishot ? ioprio | LinuxAbi.IOPRIO_RECV_MULTISHOT : ioprio,
                ((IoUringHandle) operation.handle()).fd(),
                isKernelMultishot ? 0 : group.group().bufferBytes(),
                group.group().id());
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
        } else if (result == IoStatus.ENOBUFS.result()
                && !inFlight.tokens().hasMark(token, CANCELLED)) {
            outcomes.paused(token);
        } else if (buffer == GroupReceives.NONE) {
            outcomes.complete(token, result);
        } else {
            outcomes.received(token, result, buffer);
        }
    }

    private void finishMultishot(int token, int result, int buffer) {
        if (buffer != GroupReceives.NONE) {
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
        boolean goesOn = result > 0 || isStopped || result == IoStatus.ENOBUFS.result();
        if (!goesOn) {
            outcomes.complete(token, result);
        } else if (inFlight.tokens().hasMark(token, CANCELLED)) {
            outcomes.complete(token, IoStatus.ECANCELED.result());
        } else {
            outcomes.paused(token);
        }
    }

    /** Hands data to core as far as each receive has room; what came first goes first. */
    void pass() {
        int kept = 0;
        int count = receives.count();
        for (int i = 0; i < count; i++) {
            int token = receives.token(i);
            if (outcomes.groupRoom(token) == 0) {
                receives.keep(i, kept++);
                continue;
            }
            int result = receives.result(i);
            int buffer = receives.buffer(i);
            receives.passed(token);
            outcomes.receivedShot(token, result, buffer);
            if (receives.countOf(token) == 0 && inFlight.tokens().hasMark(token, HELD)) {
                end(token);
            }
        }
        receives.truncate(kept);
    }

    /** Whether a pass would bring something. */
    boolean canPass() {
        for (int i = 0; i < receives.count(); i++) {
            if (outcomes.groupRoom(receives.token(i)) > 0) {
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
                inFlight.tokens().mark(token, STOPPING);
                inFlight.cancelAnonymously(token);
            }
        }
    }
}
