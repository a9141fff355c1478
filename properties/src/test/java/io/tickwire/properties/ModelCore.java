package io.tickwire.properties;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of intents: how chains go on, what timers and cancels do, and what operations come
 * to. Where the moment is the system's, it takes what was seen and says whether that was allowed.
 */
final class ModelCore {
    private final Map<Integer, Item> items = new HashMap<>();
    private final List<Item> running = new ArrayList<>();
    private final Deque<Item> due = new ArrayDeque<>();
    private final Map<Integer, ModelFiles> folders;
    private final Map<Integer, ModelFiles.OpenFile> files = new HashMap<>();
    private final ModelIds ids;
    private final ModelStreams streams;
    private long nowNanos;
    private int tick;

    /** Whether results of the system are taken: what then starts may be with it already. */
    private boolean isTakingResults;

    /** Whether it is INTAKE: what ends is delivered in this tick, whatever it is. */
    private boolean isIntake;

    /** Timers whose time runs from the next tick on. */
    private final List<Item> heldBack = new ArrayList<>();

    /**
     * Makes the model of one loop.
     *
     * @param folders of the lanes, which several loops may share
     */
    ModelCore(ModelIds ids, ModelStreams streams, Map<Integer, ModelFiles> folders) {
        this.folders = folders;
        this.ids = ids;
        this.streams = streams;
    }

    void beginTick(int number, long timeNanos) {
        tick = number;
        nowNanos = timeNanos;
        isIntake = true;
        heldBack.forEach(this::runTimer);
        heldBack.clear();
    }

    void endIntake() {
        isIntake = false;
    }

    void queued(Item item) {
        items.put(item.act.id(), item);
    }

    Item item(int id) {
        Item item = items.get(id);
        if (item == null) {
            throw new AssertionError("nothing of the name " + Act.name(id) + " was queued");
        }
        return item;
    }

    /** Everything that was sealed and not delivered, in sequence order. */
    List<Item> running() {
        return running;
    }

    void sealed(Item item) {
        running.add(item);
        item.state = Item.State.WAITING;
        int deadline = item.act.extras().deadlineMillis();
        item.sealedTick = tick;
        if (deadline >= 0) {
            item.deadlineNanos = nowNanos + deadline * ManualClock.MILLI;
        }
        if (item.act.number() >= 0 && item.act.op().isOnFile() && !item.act.op().isCancel()) {
            routeOnFile(item);
            return;
        }
        if (item.act.op().isOnStream() && !routeOnStream(item)) {
            return;
        }
        if (item.act.isMistaken()) {
            refuse(item, Errno.EFAULT);
            return;
        }
        if (item.act.op() == Op.SENDMSG && !streams.admitDatagram(item.act)) {
            refuse(item, Errno.ENOBUFS);
            return;
        }
        if (item.leader == null) {
            start(item);
        }
    }

    /** Answers whether the stream takes it. */
    private boolean routeOnStream(Item item) {
        Act act = item.act;
        int refusal = 0;
        if (act.op() == Op.SEND) {
            item.sentContent = act.content();
        } else if (act.op() == Op.SPLICE) {
            ModelFiles.OpenFile file = files.get(act.other());
            item.sentContent = file.read(act.from(), act.size());
            boolean isStreamOpen = streams.stream(act.number()).isOpen;
            refusal = !file.isOpen && isStreamOpen ? Errno.EBADF : 0;
        }
        if (refusal == 0) {
            refusal = streams.seal(item, running);
        } else {
            item.stream = streams.stream(act.number());
        }
        if (refusal == 0 && act.op() == Op.SPLICE) {
            item.file = files.get(act.other());
        }
        if (refusal != 0) {
            refuse(item, refusal);
        }
        return refusal == 0;
    }

    private void routeOnFile(Item item) {
        ModelFiles.OpenFile file = files.get(item.act.number());
        item.file = file;
        boolean isClose = item.act.op() == Op.CLOSE_FILE;
        if (isClose) {
            item.isPrompt &= running.stream().noneMatch(other -> isLastingOf(other, item));
        }
        if (!file.isOpen) {
            refuse(item, Errno.EBADF);
            return;
        }
        if (item.act.isMistaken()) {
            refuse(item, Errno.EFAULT);
            return;
        }
        file.isOpen &= !isClose;
        if (item.leader == null) {
            start(item);
        }
    }

    static boolean isLastingOf(Item other, Item close) {
        boolean isSame =
                close.stream == null
                        ? close.file != null && other.file == close.file
                        : other.stream == close.stream;
        return isSame && !other.isPrompt && !other.act.op().isClose();
    }

    private void refuse(Item item, int result) {
        item.isRefused = true;
        end(item, result, "");
    }

    private void start(Item item) {
        item.state = Item.State.STARTED;
        item.isSubmitted = isTakingResults;
        Act act = item.act;
        if (act.op() == Op.TIMEOUT) {
            startTimer(item);
        } else if (act.op().isCancelByTicket()) {
            cancel(item);
        } else if (act.op().isCancel()) {
            cancelAll(item);
        } else if (act.number() == Act.OPENED && item.file == null) {
            if (!item.mayBeCut()) {
                refuse(item, Errno.EBADF);
            }
        } else if (act.op() == Op.CLOSE_FILE) {
            item.file.isOpen = false;
        }
    }

    /** Time runs from the tick that delivers what the timer was linked behind. */
    private void startTimer(Item timeout) {
        if (timeout.isHeldBack) {
            timeout.fireTick = Integer.MAX_VALUE;
            heldBack.add(timeout);
        } else {
            runTimer(timeout);
        }
    }

    private void runTimer(Item timeout) {
        timeout.fireNanos = nowNanos + timeout.act.from() % 5 * ManualClock.MILLI;
        timeout.fireTick = tick + 1;
    }

    private void cancel(Item cancel) {
        Item target = items.get(cancel.act.target());
        if (cancel.mayBeCut()) {
            cancel.foundMax = 0;
            if (target != null) {
                target.mayBeCancelled = true;
            }
            return;
        }
        if (target == null
                || (target.state == Item.State.DELIVERED && !target.mayBeCancelled)
                || (target.state == Item.State.DELIVERED && !isTakingResults)
                || !isFor(cancel.act.op(), target.act.op())) {
            end(cancel, Errno.ENOENT, "");
            return;
        }
        boolean isTooLate = target.act.op().isEnd();
        if (isRace(cancel, target)) {
            target.mayBeCancelled |= !isTooLate;
            cancel.foundMin = 0;
            cancel.foundMax = 0;
        } else if (target.state == Item.State.ENDED) {
            end(cancel, Errno.ENOENT, "");
        } else if (isTooLate) {
            end(cancel, Errno.EALREADY, "");
        } else {
            end(target, Errno.ECANCELED, "");
            end(cancel, 0, "");
        }
    }

    /** Whether it is not known what the cancel finds of its target. */
    private boolean isRace(Item cancel, Item target) {
        return isTakingResults
                || cancel.mayBeCut()
                || target.mayBeCancelled
                || target.isBehindFailure
                || target.foundMax >= 0
                || target.isBehindCancelled()
                || target.isUncertain();
    }

    private static boolean isFor(Op cancel, Op target) {
        return switch (cancel) {
            case TIMEOUT_REMOVE -> target == Op.TIMEOUT;
            case POLL_REMOVE -> target == Op.POLL || target == Op.POLL_ALL;
            default -> true;
        };
    }

    private boolean isNamed(Item cancel, Item item) {
        int number = cancel.act.number();
        boolean isOfLane = item.act.lane() == cancel.act.lane();
        boolean isSame =
                switch (cancel.act.op()) {
                    case CANCEL_FILE -> item.file == files.get(number);
                    case CANCEL_STREAM -> item.stream == streams.stream(number);
                    case CANCEL_LISTENER ->
                            item.act.op().isAccept()
                                    && isOfLane
                                    && item.act.other() == cancel.act.other();
                    default -> item.act.op().isOnDatagram() && isOfLane;
                };
        return isSame && !item.act.op().isEnd() && !item.act.op().isCancel();
    }

    private void cancelAll(Item cancel) {
        int found = 0;
        int uncertain = isTakingResults ? foundEarlyOf(cancel) : 0;
        for (Item item : List.copyOf(running)) {
            if (!isNamed(cancel, item)) {
                continue;
            }
            if (isRace(cancel, item)) {
                item.mayBeCancelled = true;
                uncertain++;
            } else if (item.isRunning()) {
                end(item, Errno.ECANCELED, "");
                found++;
            }
        }
        if (uncertain == 0 && !cancel.mayBeCut()) {
            end(cancel, found == 0 ? Errno.ENOENT : found, "");
        } else {
            cancel.foundMin = found;
            cancel.foundMax = found + uncertain;
        }
    }

    /** How many that were delivered a cancel by resource may have found before. */
    private static int foundEarlyOf(Item cancel) {
        return (int)
                cancel.foundEarly.stream()
                        .filter(item -> item.state == Item.State.DELIVERED)
                        .count();
    }

    /**
     * What has started goes to the system. A CLOSE comes after all that was queued for its
     * resource, also if that was refused.
     */
    void submit() {
        for (Item item : running) {
            if (item.act.op().isClose() && item.isRunning()) {
                item.isPrompt &= running.stream().noneMatch(other -> isLastingOf(other, item));
            }
        }
        running.forEach(item -> item.isSubmitted |= item.state == Item.State.STARTED);
    }

    /** Ends an intent with a result that is known to be right. */
    private void end(Item item, int result, String detail) {
        boolean wasBehind = item.leader != null;
        boolean isUncertain = item.isUncertain();
        if (item.act.op().isClose()) {
            item.isPrompt &= running.stream().noneMatch(other -> isLastingOf(other, item));
        }
        item.state = Item.State.ENDED;
        item.result = result;
        item.detail = detail;
        if (item.leader != null) {
            item.leader.follower = null;
            item.leader = null;
        }
        Item follower = item.follower;
        if (follower == null) {
            return;
        }
        item.follower = null;
        boolean isHard = item.act.link() == Link.HARD;
        boolean isCut = result == Errno.ECANCELED || result == Errno.ETIMEDOUT;
        // A cancel may have found it behind the one before it, whose end came in no known order.
        boolean isCutAnywhere = item.isFollower && item.mayBeCancelled;
        if (isHard && isCut && (isUncertain || isCutAnywhere)) {
            follower.mayBeBroken = true;
        } else if (wasBehind) {
            follower.isBroken = true;
        } else {
            boolean isShort = item.act.op().isTransfer() && result < item.act.size();
            follower.isBroken = !isHard && (result < 0 || isShort);
        }
        follower.isHeldBack = !isIntake && !item.isPrompt;
        due.add(follower);
    }

    /** Lets go on, or ends, what is linked behind what has ended. */
    void step() {
        while (!due.isEmpty()) {
            Item item = due.poll();
            if (item.state != Item.State.WAITING) {
                continue;
            }
            if (item.isBroken) {
                end(item, Errno.ECANCELED, "");
            } else {
                item.leader = null;
                start(item);
            }
        }
    }

    /** What comes now, at moments of its own: takes the results of one delivery point. */
    void take(List<Event> delivered, boolean isIntake) {
        isTakingResults = true;
        markTargets();
        for (Event event : delivered) {
            Item item = item(event.id());
            if (!isIntake) {
                endCloseBefore(item);
            }
            if (!event.isLast()) {
                requireShot(item);
                streams.check(item, event, nowNanos);
            } else if (item.state == Item.State.STARTED && item.act.op() != Op.TIMEOUT) {
                takeResult(item, event, isIntake);
            } else if (item.state == Item.State.STARTED) {
                takeTimeout(item, event);
            } else if (item.state == Item.State.WAITING
                    && (isCutShort(item, event, isIntake)
                            || streams.isFailedBehind(item, event.result()))) {
                end(item, event.result(), "");
            } else if (item.result == Errno.ECANCELED
                    && (isExpired(item, event, isIntake)
                            || streams.isFailedBehind(item, event.result()))) {
                item.result = event.result(); // that was faster than its chain
            }
            step();
        }
        isTakingResults = false;
    }

    /** A CLOSE may be told later than what is linked behind it. */
    private void endCloseBefore(Item item) {
        Item leader = item.leader;
        if (leader != null
                && item.state == Item.State.WAITING
                && leader.state == Item.State.STARTED
                && leader.act.op().isClose()) {
            end(leader, 0, "");
            step();
        }
    }

    private static void requireShot(Item item) {
        if (item.state != Item.State.STARTED || !item.act.op().isMultishot()) {
            throw new AssertionError("a shot of what cannot have one: " + item);
        }
    }

    /** Marks what cancels may have ended; what they ended may have had another cancel start. */
    private void markTargets() {
        List<Item> marking = List.of();
        List<Item> begun = begunCancels();
        while (begun.size() > marking.size()) {
            marking = begun;
            marking.forEach(this::markTargetsOf);
            begun = begunCancels();
        }
    }

    private List<Item> begunCancels() {
        return running.stream().filter(item -> item.mayHaveStarted(nowNanos)).toList();
    }

    /** A cancel that may have started at any moment: its targets may be seen before it. */
    private void markTargetsOf(Item cancel) {
        Item target = items.get(cancel.act.target());
        if (target != null) {
            target.mayBeCancelled = true;
        } else if (cancel.act.op().isCancelByResource()) {
            running.stream()
                    .filter(item -> isNamed(cancel, item))
                    .forEach(
                            item -> {
                                item.mayBeCancelled = true;
                                cancel.foundEarly.add(item);
                            });
        }
    }

    private void takeTimeout(Item timeout, Event event) {
        if (timeout.mayBeCut() && event.result() == Errno.ECANCELED) {
            end(timeout, Errno.ECANCELED, "");
        }
    }

    private boolean isCutShort(Item item, Event event, boolean isIntake) {
        boolean isCancelled = item.mayBeCancelled && event.result() == Errno.ECANCELED;
        return isCancelled || (isExpired(item, event, isIntake) && item.isUncertain());
    }

    private boolean isExpired(Item item, Event event, boolean isIntake) {
        return isIntake && item.isDeadlinePast(nowNanos) && event.result() == Errno.ETIMEDOUT;
    }

    /** Timers fire, and deadlines pass, at INTAKE. */
    void fire() {
        List<Item> timers =
                running.stream()
                        .filter(item -> item.isRunning() && timerNanos(item) <= nowNanos)
                        .sorted(
                                Comparator.comparingLong(this::timerNanos)
                                        .thenComparingLong(item -> item.sequence))
                        .toList();
        for (Item item : timers) {
            if (!item.isRunning()) {
                continue;
            }
            if (item.act.op() == Op.TIMEOUT) {
                end(item, 0, "");
            } else if (!item.isUncertain()) {
                end(item, Errno.ETIMEDOUT, "");
            }
        }
        step();
    }

    /**
     * What timers have started may be over at once where the system has no part in it, or never
     * have started, if its chain may have been broken.
     */
    void takeStarted(List<Event> delivered) {
        for (Event event : delivered) {
            Item item = item(event.id());
            boolean isUnbound = item.act.number() == Act.OPENED && item.file == null;
            boolean isBroken = item.mayBeBroken && event.result() == Errno.ECANCELED;
            if (item.state == Item.State.STARTED && (isUnbound || isBroken || item.foundMax >= 0)) {
                takeResult(item, event, true);
                step();
            }
        }
    }

    private long timerNanos(Item item) {
        if (item.act.op() == Op.TIMEOUT) {
            return item.state == Item.State.STARTED && item.fireTick <= tick
                    ? item.fireNanos
                    : Long.MAX_VALUE;
        }
        return item.deadlineNanos < 0 ? Long.MAX_VALUE : item.deadlineNanos;
    }

    private void takeResult(Item item, Event event, boolean isIntake) {
        int result = event.result();
        boolean isCancelled = result == Errno.ECANCELED && item.mayBeCut();
        if (isCancelled || isExpired(item, event, isIntake)) {
            end(item, result, "");
            return;
        }
        if (item.foundMax >= 0) {
            endFoundTimer(item, result);
            end(item, allowedCancel(item, result), "");
            return;
        }
        if (item.act.op().isOnNetwork()) {
            streams.check(item, event, nowNanos);
            streams.ended(item, result);
            end(item, result, event.detail());
            return;
        }
        ModelFiles.Outcome outcome = perform(item);
        end(item, outcome.result(), outcome.detail());
    }

    /** The system has no part in a timer: a cancel that says it found one has ended it. */
    private void endFoundTimer(Item cancel, int result) {
        Item target = items.get(cancel.act.target());
        boolean isFound = cancel.act.op().isCancelByTicket() && result == 0;
        if (isFound && target != null && target.act.op() == Op.TIMEOUT && target.isRunning()) {
            end(target, Errno.ECANCELED, "");
        }
    }

    /** The result of a cancel if it is one that can be, or one that can not. */
    private static int allowedCancel(Item cancel, int result) {
        boolean isAllowed =
                result >= 0
                        ? result >= cancel.foundMin && result <= cancel.foundMax
                        : (result == Errno.ENOENT && cancel.foundMin == 0)
                                || (result == Errno.EALREADY && cancel.act.op().isCancelByTicket());
        return isAllowed ? result : cancel.foundMax;
    }

    /** The one right outcome. */
    private ModelFiles.Outcome perform(Item item) {
        Act act = item.act;
        ModelFiles folder = folders.computeIfAbsent(act.lane(), lane -> new ModelFiles());
        if (act.op().isOpen()) {
            return open(item, folder);
        }
        if (act.op().isOnFile()) {
            item.isRefused |= item.file == null;
            return item.isRefused
                    ? ModelFiles.Outcome.of(Errno.EBADF)
                    : folder.onFile(act, item.file);
        }
        return act.op().isOnPath() ? folder.onPath(act) : ModelFiles.Outcome.of(0);
    }

    private ModelFiles.Outcome open(Item item, ModelFiles folder) {
        int result = folder.checkOpen(item.act);
        if (result < 0) {
            return ModelFiles.Outcome.of(result);
        }
        ModelFiles.OpenFile file = folder.open(item.act);
        files.put(item.act.made(0), file);
        for (Item at = item.follower; at != null && !at.act.op().isOpen(); at = at.follower) {
            if (at.act.number() == Act.OPENED) {
                at.file = file;
                if (at.act.op() == Op.CLOSE_FILE) {
                    break;
                }
            }
        }
        return ModelFiles.Outcome.of(0);
    }

    /** A completion is delivered: resources come and go. Answers what it must show. */
    String delivered(Item item, Event event) {
        if (item.act.op().isOnNetwork()) {
            streams.delivered(item, event);
            String detail = event.detail();
            if (item.act.op().isMakingStream() && event.result() == 0) {
                long id = ids.opened(item.act.made(event.shot()));
                detail = "id=" + Long.toHexString(id);
            }
            if (!event.isLast()) {
                return detail;
            }
            item.detail = detail;
            if (item.act.op().isClose() && !item.isRefused && item.result == 0) {
                ids.closed(item.act.number());
            }
        }
        over(item);
        return item.detail;
    }

    private void over(Item item) {
        item.state = Item.State.DELIVERED;
        running.remove(item);
        if (item.act.op().isOpen() && item.result == 0) {
            if (ids.isFull(0)) {
                item.result = Errno.EMFILE;
            } else {
                item.detail = "id=" + Long.toHexString(ids.opened(item.act.made(0)));
            }
        } else if (item.act.op() == Op.CLOSE_FILE && !item.isRefused && item.file != null) {
            if (item.result == Errno.ECANCELED) {
                item.file.isOpen = true;
            } else {
                files.entrySet().stream()
                        .filter(entry -> entry.getValue() == item.file)
                        .forEach(entry -> ids.closed(entry.getKey()));
            }
        }
    }
}
