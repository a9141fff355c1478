package io.tickwire.iouring;

import static io.tickwire.completion.TokenTable.KERNEL_MULTISHOT;
import static io.tickwire.completion.TokenTable.MULTISHOT;

import io.tickwire.IoStatus;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Completions;
import io.tickwire.completion.Multishot;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RECV and RECVMSG from a group: the kernel chooses the buffer as data comes
 * (IORING_OP_PROVIDE_BUFFERS and IOSQE_BUFFER_SELECT).
 *
 * <p>A multishot takes what there is in one go, far beyond its share. While others wait for the
 * group's buffers ({@link TransportOperation#bufferLimit}) the kernel gets single receives instead,
 * each of which takes one buffer and ends in a pause; so does a kernel without multishot.
 */
final class GroupReceiver {
    private final Ring ring;
    private final CompletionLog log;
    private final InFlight inFlight;
    private final Completions completions;
    private final Multishot multishot;
    private final GroupMessages messages;
    private final KernelFeatures has;

    /** By id: the groups whose buffers the kernel has been given, each as it is first used. */
    private final @Nullable ProvidedGroup[] provided;

    GroupReceiver(
            Ring ring,
            CompletionLog log,
            InFlight inFlight,
            Completions completions,
            Multishot multishot,
            GroupMessages messages,
            List<GroupBuffers> groups,
            KernelFeatures has) {
        this.ring = ring;
        this.log = log;
        this.inFlight = inFlight;
        this.completions = completions;
        this.multishot = multishot;
        this.messages = messages;
        this.has = has;
        int idMax = groups.stream().mapToInt(group -> group.group().id()).max().orElse(-1);
        provided = new @Nullable ProvidedGroup[idMax + 1];
    }

    /** Hands a buffer back to the kernel. */
    void recycle(GroupBuffers group, int index) {
        group.put(index);
        provided(group).recycle(index);
    }

    private ProvidedGroup provided(GroupBuffers group) {
        int id = group.group().id();
        ProvidedGroup known = provided[id];
        if (known == null) {
            known = new ProvidedGroup(group, ring);
            known.register();
            provided[id] = known;
        }
        return known;
    }

    private void begin(TransportOperation operation, GroupBuffers group, int token) {
        provided(group).provide();
        inFlight.tokens().attach(token, group);
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

    void shot(int token, int result, int buffer) {
        hand(token, result, buffer, false);
    }

    /** Deals with the only completion of a single one, which the log's pass is at. */
    void finish(int token, int result) {
        int buffer = log.buffer();
        if (result == IoStatus.ENOBUFS.result()) {
            completions.paused(token); // or, if core has cancelled it, its end
        } else if (buffer == CompletionLog.NO_BUFFER && !multishot.isShot(token, result)) {
            completions.complete(token, result);
        } else {
            hand(token, result, buffer, true);
        }
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
}
