package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.LoopError.Source;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.LoopObserver.DeliveryPoint;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * DELIVER: hands completions to callbacks and inboxes, in order. Resources come into being, change
 * and end here.
 */
final class Delivery {
    private static final System.Logger LOGGER = System.getLogger(Delivery.class.getName());

    private final LoopHome loop;
    private final Transport transport;
    private final CompletionRing ring;
    private final CompletionOrder order;
    private final ResourceTable resources;
    private final GroupTable groups;
    private final TickContext callbackTick;
    private final ErrorBox errors;
    private final StreamDrop drop;
    private final Observation observation;
    private long deliveredCount;

    /** What the transport threw within the delivery at hand. */
    private @Nullable RuntimeException failure;

    Delivery(LoopParts parts) {
        loop = parts.home;
        transport = parts.transport;
        ring = parts.ring;
        resources = parts.resources;
        groups = parts.groups;
        callbackTick = parts.callbackTick;
        errors = parts.errors;
        drop = new StreamDrop(parts.callbackTick, parts.stats);
        observation = parts.observation;
        order = new CompletionOrder(ring.all());
    }

    long deliveredCount() {
        return deliveredCount;
    }

    int openResources() {
        return resources.size();
    }

    /** The delivery point at the end of a phase. */
    void deliverPhase() {
        int count = ring.phaseCount();
        int[] ids = ring.phase();
        order.sort(ids, count);
        ring.phaseDelivered();
        observation.deliveryBegan(DeliveryPoint.PHASE);
        for (int i = 0; i < count; i++) {
            deliver(ring.all()[ids[i]]);
        }
        deliveredCount += count;
        retryWaiters();
        rethrowFailure();
    }

    /** Takes back what programs have held of buffer groups; answers whether there was any. */
    boolean collectGroups() {
        return groups.collect(transport);
    }

    /**
     * Takes back what programs have held of buffer groups before the loop waits.
     *
     * @param isStarved whether what comes back later must end the wait
     */
    void awaitGroups(boolean isStarved) {
        if (isStarved) {
            groups.beginAwait();
        }
        groups.collect(transport);
    }

    void endAwaitGroups() {
        groups.endAwait();
    }

    /** The delivery point at the start of a tick. */
    void deliverIntake() {
        deliverIntake(DeliveryPoint.INTAKE);
    }

    /** A delivery point at the end of the loop. */
    void deliverAtClose() {
        deliverIntake(DeliveryPoint.CLOSE);
    }

    private void deliverIntake(DeliveryPoint point) {
        int count = ring.intakeCount();
        int[] ids = ring.intake();
        order.sort(ids, count);
        ring.intakeDelivered();
        observation.deliveryBegan(point);
        for (int i = 0; i < count; i++) {
            deliver(ring.all()[ids[i]]);
        }
        deliveredCount += count;
        retryWaiters();
        rethrowFailure();
    }

    private void retryWaiters() {
        RoomWaiters waiters = callbackTick.lane().roomWaiters();
        if (!waiters.isEmpty()) {
            waiters.retry(callbackTick, errors);
        }
    }

    /** A transport that failed within a delivery ends the loop, but not before its end. */
    private void rethrowFailure() {
        RuntimeException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
    }

    private void failed(RuntimeException e) {
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    private void closeNow(TransportHandle handle) {
        try {
            transport.closeNow(handle);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** Gives back everything an inbox holds. */
    void empty(IoInbox inbox) {
        for (int i = 0; i < inbox.size(); i++) {
            release(inbox.completion(i));
        }
        inbox.clear();
    }

    private void deliver(IoCompletion completion) {
        Intent intent = completion.intent();
        if (completion.isLast) {
            ResourceWork.uncountLasting(intent);
        }
        takeEffect(completion, intent);
        observation.delivered(intent, completion);
        if (completion.isLast && intent.resultSlot != null) {
            intent.resultSlot.fill(completion.result, completion.sequence);
        }
        if (intent.has(IoRequest.ERRORS_ONLY) && completion.result >= 0) {
            release(completion);
        } else if (intent.callback != null) {
            call(intent.callback, completion, intent);
        } else {
            intent.home.completions().add(completion);
        }
    }

    private void call(CompletionCallback callback, IoCompletion completion, Intent intent) {
        callbackTick.lane().homeOfNewIntents(intent.home);
        try {
            callback.completed(completion, callbackTick);
        } catch (Throwable e) {
            IoResource made = completion.openedResource;
            tellPolicy(Source.CALLBACK, intent, made != null ? made : intent.resource, e);
        } finally {
            callbackTick.intents().endRun();
            release(completion);
        }
    }

    private void takeEffect(IoCompletion completion, Intent intent) {
        if (intent.has(Intent.PLACE_KEPT) && completion.openedResource == null) {
            // It failed, or nothing is linked behind it any more: then it is as any other OPEN.
            resources.unreserve();
        }
        if (completion.opened != null) {
            open(completion, intent, completion.opened);
        } else if (completion.openedResource != null) {
            resources.addReserved(completion.openedResource);
        }
        GroupBuffers group = intent.group;
        if (group != null && completion.groupBuffer >= 0) {
            int start = GroupBuffers.DATA_INDEX;
            int bytes = Math.max(0, completion.result);
            show(intent, group.buffer(completion.groupBuffer), start, start + bytes);
        }
        if (!completion.isLast) {
            return;
        }
        intent.releaseClaim();
        tellOfLostMemory(intent);
        if (intent.has(Intent.REFUSED)) {
            refused(intent, completion.result);
            return;
        }
        switch (intent.type) {
            case RECV, READ, READV, RECVMSG -> moveWriterIndices(intent, completion.result);
            case SEND, SPLICE ->
                    intent.stream().pending.remove(intent.length, intent.home.sendShare());
            case SENDMSG -> ((IoDatagram) intent.requireResource()).pending.remove(intent.length);
            case CLOSE -> close(intent);
            case SHUTDOWN -> {
                if (intent.isChainBroken && intent.isInEffect) {
                    intent.stream().pending.takeShutdownBack();
                }
            }
            default -> {}
        }
    }

    /** From here on the program knows of the gap that a refused send has left. */
    private static void refused(Intent intent, int result) {
        if (result == IoStatus.ENOBUFS.result() && intent.resource instanceof IoStream stream) {
            stream.pending.refusalSeen();
        }
    }

    /** Fails only if the program changed the capacity of a buffer of a group's. */
    private void show(Intent intent, ByteBuf buffer, int from, int to) {
        try {
            buffer.setIndex(from, to);
        } catch (RuntimeException e) {
            tellPolicy(Source.MEMORY, intent, intent.resource, e);
        }
    }

    private void moveWriterIndices(Intent intent, int result) {
        if (intent.has(IoRequest.EXPLICIT_INDEX | IoRequest.GROUP)) {
            return;
        }
        int left = result;
        for (int segment = 0; left > 0; segment++) {
            int bytes = Math.min(left, intent.regionLength(segment));
            int writerIndex = intent.regionIndex(segment) + bytes;
            moveWriterIndex(intent, intent.regionBuffer(segment), writerIndex);
            left -= bytes;
        }
    }

    private void tellOfLostMemory(Intent intent) {
        if (intent.isMemoryLost) {
            tell(intent, intent.suspect(), intent.resource);
        }
    }

    private void tell(Intent intent, @Nullable ByteBuf suspect, @Nullable IoResource resource) {
        if (suspect != null) {
            RuntimeException mistake = MemoryCheck.mistake(intent.type, intent.sequence, suspect);
            tellPolicy(Source.MEMORY, intent, resource, mistake);
        }
    }

    /** What user code has thrown over an intent, which may cost its stream's life. */
    private void tellPolicy(
            Source source, Intent intent, @Nullable IoResource resource, Throwable error) {
        if (!errors.isToDrop(source, intent.home.name(), intent.type, resource, error)) {
            return;
        }
        try {
            drop.drop((IoStream) Objects.requireNonNull(resource), intent.home);
        } catch (RuntimeException e) {
            errors.keep(error); // there is no way to drop anything any more
        }
    }

    /** Fails only if the program moved the reader index past the end of what was read. */
    private void moveWriterIndex(Intent intent, ByteBuf buffer, int writerIndex) {
        try {
            buffer.writerIndex(writerIndex);
        } catch (RuntimeException e) {
            tellPolicy(Source.MEMORY, intent, intent.resource, e);
        }
    }

    private void open(IoCompletion completion, Intent intent, TransportHandle handle) {
        if (completion.result < 0) {
            completion.opened = null;
            closeNow(handle);
            return;
        }
        IoResource opened =
                intent.type == IoOpType.OPEN
                        ? new IoFile(loop, handle, new ResourceWork())
                        : new IoStream(loop, handle, new StreamWork(), loop.laneCount());
        completion.opened = null;
        if (resources.isFull()) {
            closeNow(handle);
            completion.result = IoStatus.EMFILE.result();
            return;
        }
        if (intent.resource instanceof IoListener listener
                && !isAdmitted((IoStream) opened, listener)) {
            closeNow(handle);
            completion.result = IoStatus.EDQUOT.result();
            return;
        }
        resources.add(opened);
        completion.openedResource = opened;
    }

    /** Counts an accepted stream against its listener's limits. */
    private boolean isAdmitted(IoStream stream, IoListener listener) {
        AcceptLimits limits = listener.limits;
        SocketAddress peer = limits.isPerAddress() ? peer(stream) : null;
        int place = limits.admit(peer);
        if (place == AcceptLimits.REFUSED) {
            return false;
        }
        stream.limitedAs = place;
        stream.acceptedBy = listener;
        return true;
    }

    private @Nullable SocketAddress peer(IoStream stream) {
        try {
            return failure == null ? transport.remoteAddress(stream.handle).orElse(null) : null;
        } catch (RuntimeException e) {
            failed(e);
            return null;
        }
    }

    private void close(Intent close) {
        IoResource resource = close.resource;
        if (resource == null) {
            return;
        }
        if (close.isChainBroken) {
            if (close.isInEffect) {
                resource.reopen();
            }
        } else {
            resource.advance(IoResource.State.CLOSED);
            checkSettled(resource);
            if (resource instanceof IoStream stream && stream.acceptedBy != null) {
                stream.acceptedBy.limits.leave(stream.limitedAs);
            }
            ResourceWork.of(resource).closeIntent = null;
            resources.remove(resource);
        }
    }

    /**
     * Nothing is counted that has ended when a resource is closed. What was refused behind its
     * CLOSE may still have to be delivered.
     */
    static void checkSettled(IoResource resource) {
        if (!ResourceWork.of(resource).isFinished() || resource.pendingCount() > 0) {
            LOGGER.log(System.Logger.Level.ERROR, "{0} ends with intents counted", resource);
        }
    }

    private void release(IoCompletion completion) {
        Intent intent = completion.intent();
        boolean isLast = completion.isLast;
        GroupBuffers group = intent.group;
        if (group != null && completion.groupBuffer >= 0) {
            intent.heldBuffers--;
            giveBack(group, completion.groupBuffer);
        }
        ring.release(completion);
        if (isLast) {
            free(intent);
        }
    }

    /** A transport that has failed takes none back. */
    private void giveBack(GroupBuffers group, int buffer) {
        if (failure != null) {
            return;
        }
        try {
            groups.release(group, buffer, transport);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /**
     * A buffer that the program released once too often is the program's error, not the
     * transport's. What was told of already is not told again.
     */
    private void free(Intent intent) {
        long ticket = intent.ticket();
        observation.ended(intent);
        boolean isTold = intent.isMemoryLost;
        ByteBuf suspect = intent.suspect();
        IoResource resource = intent.resource;
        try {
            boolean isComplete = intent.free();
            if (!isComplete && !isTold) {
                tell(intent, suspect, resource);
            }
        } catch (RuntimeException | Error e) {
            tellPolicy(Source.MEMORY, intent, resource, e);
        }
        observation.freed(ticket);
    }
}
