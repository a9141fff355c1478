package io.tickwire.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of streams and datagrams. When something comes is the network's to decide; that
 * bytes come whole, once and in order, and which ends and errors there can be, is not.
 */
final class ModelStreams {
    private static final int ENOTCONN = -107;
    private static final int EMSGSIZE = -90;

    private final Program.Limits limits;
    private final ModelShare.OfLanes shares;
    private final Map<Integer, ModelStream> streams = new HashMap<>();
    private final Map<Integer, List<ModelStream>> connected = new HashMap<>();
    private final Map<Integer, List<ModelStream>> accepted = new HashMap<>();
    private final Map<Integer, List<String>> datagrams = new HashMap<>();

    /** Bytes and count of each lane's datagrams that were not delivered. */
    private final Map<Integer, int[]> pendingDatagrams = new HashMap<>();

    /** What each intent ended with in the run, for what only the system can know. */
    private final Map<Integer, Integer> results;

    ModelStreams(Program.Limits limits, Map<Integer, Integer> results) {
        this.limits = limits;
        shares = new ModelShare.OfLanes(limits.quota());
        this.results = results;
    }

    ModelStream stream(int number) {
        return streams.get(number);
    }

    /** What sealing an intent of a stream comes to: 0, or the error with which it is refused. */
    int seal(Item item, List<Item> running) {
        ModelStream stream = streams.get(item.act.number());
        if (item.act.op().isCancel()) {
            return 0;
        }
        item.stream = stream;
        if (item.act.op().isClose()) {
            item.isPrompt &=
                    running.stream().noneMatch(other -> ModelCore.isLastingOf(other, item));
        }
        if (!stream.isOpen) {
            return Errno.EBADF;
        }
        switch (item.act.op()) {
            case SEND, SPLICE, OUTPUT, PART -> {
                if (item.act.isMistaken()) {
                    stream.isByteLost = true;
                    return Errno.EFAULT;
                }
                if (stream.isByteLost || stream.shutdowns > 0 || stream.isOutputBroken) {
                    return Errno.EPIPE;
                }
                item.isBehindFailure = isFailureUnderWay(stream, running);
                if (isHeldUp(stream, running) || isFull(stream, item)) {
                    boolean isKnown = !item.isBehindFailure || isToEndWith(item, Errno.ENOBUFS);
                    return isKnown ? Errno.ENOBUFS : Errno.EPIPE;
                }
                stream.admit(item);
                shares.of(item).admit(item);
            }
            case SHUTDOWN -> {
                stream.shutdowns++;
                stream.isEnding = true;
            }
            case CLOSE_STREAM, ABORT -> close(item, stream, running);
            default -> {}
        }
        return 0;
    }

    /**
     * Whether a send finds no room on its stream or in its stream's share of the lane. Where that
     * depends on which sends behind a failure were counted, the system has decided it.
     */
    private boolean isFull(ModelStream stream, Item item) {
        if (item.act.op().isOutput()) {
            return false; // it has found room
        }
        ModelShare share = shares.of(item);
        boolean isFullAtMost = stream.isFullFor(item, limits, share.least());
        boolean isFullAtLeast = stream.isFullFor(item, limits, share.most());
        return isFullAtMost == isFullAtLeast ? isFullAtLeast : isToEndWith(item, Errno.ENOBUFS);
    }

    /**
     * Whether a send that is not delivered fails. When it has failed is the system's to decide:
     * from then on sends are refused, and count no more.
     */
    private boolean isFailureUnderWay(ModelStream stream, List<Item> running) {
        return running.stream()
                .anyMatch(
                        other ->
                                other.stream == stream
                                        && other.act.op().direction() == 1
                                        && !other.isRefused
                                        && isFailure(results.getOrDefault(other.act.id(), 0)));
    }

    /** Whether a send was refused for want of room, and its system does not know of it yet. */
    static boolean isHeldUp(ModelStream stream, List<Item> running) {
        return running.stream()
                .anyMatch(
                        other ->
                                other.stream == stream
                                        && other.isRefused
                                        && other.act.op().direction() == 1
                                        && other.result == Errno.ENOBUFS);
    }

    /** Whether it is the system's to decide which sends count on a stream. */
    boolean isUncertain(ModelStream stream, List<Item> running) {
        return isFailureUnderWay(stream, running)
                || running.stream().anyMatch(item -> item.stream == stream && item.isBehindFailure);
    }

    /** What the pending sends of a lane leave to each stream. */
    ModelShare share(int lane) {
        return shares.of(lane);
    }

    private boolean isToEndWith(Item item, int result) {
        return results.getOrDefault(item.act.id(), 0) == result;
    }

    private static boolean isFailure(int result) {
        return result < 0 && result != Errno.ECANCELED && result != Errno.ETIMEDOUT;
    }

    /** Whether an intent that waits for its chain has ended with those before it on its stream. */
    boolean isFailedBehind(Item item, int result) {
        return item.act.op().direction() == 1
                && item.requireStream().isOutputBroken
                && isLost(item, result);
    }

    /** A result of the system was taken. */
    void ended(Item item, int result) {
        if (item.act.op().direction() == 1 && isFailure(result)) {
            item.requireStream().isOutputBroken = true;
        }
    }

    private static void close(Item close, ModelStream stream, List<Item> running) {
        stream.isOpen = false;
        stream.isEnding = true;
        for (Item other : running) {
            if (other.stream == stream && other != close) {
                boolean isSend = other.act.op().direction() == 1;
                other.mayBeCancelled |= !isSend || close.act.op() == Op.ABORT;
            }
        }
    }

    /** Fails unless a completion is one that can be. */
    void check(Item item, Event event, long nowNanos) {
        int result = event.result();
        boolean isAllowed =
                switch (item.act.op()) {
                    case ACCEPT, ACCEPT_ALL, CONNECT, CLOSE_STREAM, ABORT -> result == 0;
                    case SEND, SPLICE, OUTPUT, PART -> isSent(item, result, nowNanos);
                    case RECV, RECV_GROUP, RECV_ALL -> isReceived(item, event);
                    case SHUTDOWN -> result == 0 || result == ENOTCONN || isLost(item, result);
                    case POLL, POLL_ALL -> isReady(item, result);
                    case SENDMSG -> result == item.act.size();
                    case RECVMSG -> isDatagram(item, event);
                    default -> true;
                };
        if (!isAllowed) {
            throw new AssertionError("cannot be the result of " + item + ": " + event);
        }
    }

    private static boolean isSent(Item item, int result, long nowNanos) {
        if (item.requireStream().isOutputBroken) {
            return result == Errno.EPIPE || isLost(item, result);
        }
        boolean mayBePart = item.mayBeCancelled || item.isDeadlinePast(nowNanos);
        int whole = item.sentContent.length;
        return result == whole
                || (mayBePart && result > 0 && result < whole)
                || isLost(item, result);
    }

    private static boolean isReceived(Item item, Event event) {
        int result = event.result();
        int max = item.act.op() == Op.RECV ? item.act.size() : LiveRun.GROUP_BUFFER_BYTES;
        if (result > 0) {
            return result <= max && event.detail().length() == 2 * result;
        }
        return result == 0 ? isPeerEnding(item) : isLost(item, result);
    }

    /** A connection is lost only if its other end went away. */
    private static boolean isLost(Item item, int result) {
        return (result == Errno.ECONNRESET || result == Errno.EPIPE) && isPeerEnding(item);
    }

    private static boolean isPeerEnding(Item item) {
        ModelStream peer = item.requireStream().peer;
        return peer != null && peer.isEnding;
    }

    private static boolean isReady(Item item, int result) {
        return result > 0 && (result & ~Requests.events(item.act)) == 0;
    }

    private boolean isDatagram(Item item, Event event) {
        List<String> sent = datagrams.getOrDefault(item.act.lane(), List.of());
        if (event.result() == EMSGSIZE) {
            return sent.stream().anyMatch(datagram -> datagram.length() > 2 * item.act.size());
        }
        return event.detail().length() == 2 * event.result() && sent.remove(event.detail());
    }

    /** Takes a datagram in, unless too much waits already; it may be on its way at once. */
    boolean admitDatagram(Act act) {
        int[] pending = pendingDatagrams.computeIfAbsent(act.lane(), lane -> new int[2]);
        if (pending[1] >= limits.pendingSends()
                || (pending[0] > 0 && pending[0] + act.size() > limits.pendingBytes())) {
            return false;
        }
        pending[0] += act.size();
        pending[1]++;
        datagrams
                .computeIfAbsent(act.lane(), lane -> new ArrayList<>())
                .add(HexFormat.of().formatHex(act.content()));
        return true;
    }

    /** A completion is delivered, and was checked. */
    void delivered(Item item, Event event) {
        int result = event.result();
        switch (item.act.op()) {
            case CONNECT -> made(item, event, connected, accepted);
            case ACCEPT, ACCEPT_ALL -> made(item, event, accepted, connected);
            case RECV, RECV_GROUP, RECV_ALL -> {
                if (result > 0) {
                    item.requireStream().received(event.detail());
                } else if (result == 0) {
                    item.requireStream().seenEnd();
                }
            }
            case SENDMSG -> {
                // What is sealed at the loop's end was not taken in.
                if (!item.isRefused && item.state != Item.State.QUEUED) {
                    int[] pending = pendingDatagrams.get(item.act.lane());
                    pending[0] -= item.act.size();
                    pending[1]--;
                }
            }
            default -> {}
        }
        ModelStream stream = item.stream;
        if (event.isLast() && stream != null && !item.isRefused) {
            over(item, stream, result);
        }
    }

    private void over(Item item, ModelStream stream, int result) {
        switch (item.act.op()) {
            case SEND, SPLICE, OUTPUT, PART -> {
                stream.sent(item);
                shares.of(item).sent(item);
            }
            case SHUTDOWN -> stream.shutdowns -= result == Errno.ECANCELED ? 1 : 0;
            case CLOSE_STREAM, ABORT -> stream.isOpen = result == Errno.ECANCELED;
            default -> {}
        }
    }

    /** The n-th connection of a listener is the n-th that it accepts: one is made at a time. */
    private void made(
            Item item,
            Event event,
            Map<Integer, List<ModelStream>> here,
            Map<Integer, List<ModelStream>> there) {
        if (event.result() < 0) {
            return;
        }
        ModelStream stream = new ModelStream(item.act.made(event.shot()));
        streams.put(stream.number, stream);
        int listener = item.act.lane() << 4 | item.act.other();
        List<ModelStream> mine = here.computeIfAbsent(listener, any -> new ArrayList<>());
        List<ModelStream> others = there.getOrDefault(listener, List.of());
        mine.add(stream);
        @Nullable ModelStream peer =
                others.size() >= mine.size() ? others.get(mine.size() - 1) : null;
        if (peer != null) {
            peer.peer = stream;
            stream.peer = peer;
        }
    }

    /** At the end of a run. */
    void checkBytes() {
        streams.values().forEach(ModelStream::checkBytes);
    }
}
