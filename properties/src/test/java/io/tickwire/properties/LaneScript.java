package io.tickwire.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the steps of one lane are about, from what the lane has queued and what was delivered
 * to it. The run and the model have one each, and tell it the same. It keeps apart what the order
 * of execution is not promised for: a domain of the lane's folder is used by one chain at a time,
 * and what comes too soon becomes a NOP.
 */
final class LaneScript {
    /** A file that is there from the start, in each lane's folder. */
    static final String DATA = "d0/data";

    private static final int DOMAINS = 3;
    private static final int LISTENERS = 2;
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int RECENT = 8;

    private final int lane;
    private final boolean isExact;
    private final List<Act> queued = new ArrayList<>();
    private final Map<Integer, Integer> claimedDomains = new HashMap<>();
    private final boolean[] isPlaceTaken = new boolean[Act.PLACES];
    private final int[] claims = new int[DOMAINS];
    private final int[] claimChains = new int[DOMAINS];
    private final boolean[] isConnecting = new boolean[LISTENERS];
    private final boolean[] isAccepting = new boolean[LISTENERS];
    private final List<List<Integer>> files = new ArrayList<>();
    private final List<List<Integer>> closedFiles = new ArrayList<>();
    private final List<Integer> streams = new ArrayList<>();
    private int count;
    private int chain;

    /** The last write of this run that has a buffer for itself. */
    private @Nullable Act lastWrite;

    /** Whether the last act that the lane took is linked to the next one that it takes. */
    private boolean isLinking;

    /** The domain of the chain's OPEN, or -1. */
    private int openDomain = -1;

    /**
     * Makes the script of a lane.
     *
     * @param isExact whether a cancel behind a link, which races with what it is to end, is a NOP
     */
    LaneScript(int lane, boolean isExact) {
        this.lane = lane;
        this.isExact = isExact;
        for (int domain = 0; domain < DOMAINS; domain++) {
            files.add(new ArrayList<>());
            closedFiles.add(new ArrayList<>());
        }
    }

    /** A run of the system or a callback begins: no chain reaches into it. */
    void begin() {
        lastWrite = null;
        isLinking = false;
    }

    /** What a step means now. Must be followed by {@link #queued} unless it is about outputs. */
    Act resolve(Step step) {
        if (!isLinking) {
            chain++;
            openDomain = -1;
        }
        boolean isBehind = isLinking;
        Op op = step.op();
        if (isExact && isBehind && op.isCancel()) {
            return nop(step);
        }
        if (op.isOnPath()) {
            return onPath(step);
        }
        if (op.isOnFile()) {
            return onFile(step);
        }
        if (op == Op.BROADCAST) {
            return streams.isEmpty()
                    ? nop(step)
                    : act(step, op, Act.NONE, Act.NONE, "", "", Act.NONE);
        }
        if (op.isOnStream()) {
            return onStream(step);
        }
        if (op.isCancelByTicket()) {
            return act(step, op, Act.NONE, Act.NONE, "", "", recent(step.which()));
        }
        if (op.isMakingStream()) {
            int listener = step.which() % LISTENERS;
            boolean isBusy = (op.isAccept() ? isAccepting : isConnecting)[listener];
            return isBusy ? nop(step) : act(step, op, Act.NONE, listener, "", "", Act.NONE);
        }
        int other = step.which() % LISTENERS;
        return act(step, op, Act.NONE, other, "", "", Act.NONE);
    }

    /** What a broadcast means: a write to each of the streams that were made last. */
    List<Act> parts(Act broadcast) {
        List<Act> parts = new ArrayList<>();
        for (int stream : latestStreams()) {
            parts.add(broadcast.part(Act.id(lane, count++), stream));
        }
        return parts;
    }

    private List<Integer> latestStreams() {
        return streams.subList(Math.max(0, streams.size() - 4), streams.size());
    }

    /** Whether the act is to fill a place that another one fills. */
    boolean isPlaceTaken(Act act) {
        return act.isPlaced() && isPlaceTaken[act.place()];
    }

    /** Whether the lane took the act that was resolved last. */
    void queued(Act act, boolean isAccepted) {
        if (!isAccepted) {
            return;
        }
        isLinking = act.link() != Link.NONE;
        queued.add(act);
        if (act.isPlaced()) {
            isPlaceTaken[act.place()] = true;
        }
        if (act.op() == Op.WRITE && !act.isShared() && !act.isMistaken() && !act.isTwin()) {
            lastWrite = act;
        }
        int domain = domain(act);
        if (domain >= 0) {
            claimedDomains.put(act.id(), domain);
            claims[domain]++;
            claimChains[domain] = chain;
            if (act.op() == Op.OPEN) {
                openDomain = domain;
            }
        }
        if (act.op().isMakingStream()) {
            (act.op().isAccept() ? isAccepting : isConnecting)[act.other()] = true;
        }
    }

    /** The lane had no room for the act that was resolved last: no chain reaches over it. */
    void refused() {
        isLinking = false;
    }

    /** A completion of an act was delivered. */
    void delivered(Act act, int shot, int result, boolean isLast) {
        if (result >= 0) {
            switch (act.op()) {
                case OPEN, OPEN_DATA -> files.get(domain(act)).add(act.made(shot));
                case ACCEPT, ACCEPT_ALL, CONNECT -> streams.add(act.made(shot));
                case CLOSE_FILE -> closed(act);
                default -> {}
            }
        }
        if (!isLast) {
            return;
        }
        if (act.isPlaced()) {
            isPlaceTaken[act.place()] = false;
        }
        Integer domain = claimedDomains.remove(act.id());
        if (domain != null) {
            claims[domain]--;
        }
        if (act.op().isMakingStream()) {
            (act.op().isAccept() ? isAccepting : isConnecting)[act.other()] = false;
        }
    }

    private void closed(Act act) {
        for (int domain = 0; domain < DOMAINS; domain++) {
            if (files.get(domain).remove((Integer) act.number())) {
                closedFiles.get(domain).add(act.number());
            }
        }
    }

    /** Which domain an act uses, by its path; -1 for none. */
    private static int domain(Act act) {
        return act.path().isEmpty() ? -1 : act.path().charAt(1) - '0';
    }

    private Act onPath(Step step) {
        if (step.op() == Op.OPEN_DATA) {
            return isTaken(0)
                    ? nop(step)
                    : act(step, step.op(), Act.NONE, Act.NONE, DATA, "", Act.NONE);
        }
        int domain = step.which() % DOMAINS;
        if (isTaken(domain)) {
            return nop(step);
        }
        String path = path(domain, step.which() / DOMAINS);
        String newPath = step.op() == Op.RENAME ? path(domain, step.from()) : "";
        return act(step, step.op(), Act.NONE, Act.NONE, path, newPath, Act.NONE);
    }

    private Act onFile(Step step) {
        if (openDomain >= 0 && step.op() != Op.CANCEL_FILE) {
            return act(step, step.op(), Act.OPENED, Act.NONE, path(openDomain, 0), "", Act.NONE);
        }
        int domain = step.which() % DOMAINS;
        int choice = step.which() / DOMAINS;
        boolean isStale = choice % 4 == 3 && !closedFiles.get(domain).isEmpty();
        List<Integer> among = (isStale ? closedFiles : files).get(domain);
        if (step.op() == Op.CANCEL_FILE) {
            // Claims nothing: it is there to disturb.
            return among.isEmpty()
                    ? nop(step)
                    : act(step, step.op(), pick(among, choice), Act.NONE, "", "", Act.NONE);
        }
        if (isTaken(domain)) {
            return nop(step);
        }
        int number = among.isEmpty() ? Act.OPENED : pick(among, choice);
        return act(step, step.op(), number, Act.NONE, path(domain, 0), "", Act.NONE);
    }

    private Act onStream(Step step) {
        if (streams.isEmpty()) {
            return nop(step);
        }
        int number = pick(latestStreams(), step.which());
        int file = files.get(0).isEmpty() ? Act.NONE : files.get(0).get(0);
        if (step.op() == Op.SPLICE && file == Act.NONE) {
            return nop(step);
        }
        int other = step.op() == Op.SPLICE ? file : Act.NONE;
        return act(step, step.op(), number, other, "", "", Act.NONE);
    }

    private boolean isTaken(int domain) {
        return claims[domain] > 0 && claimChains[domain] != chain;
    }

    private static int pick(List<Integer> among, int choice) {
        return among.get(choice % among.size());
    }

    private static String path(int domain, int choice) {
        return "d" + domain + "/" + NAMES[choice % NAMES.length];
    }

    /**
     * One of the last intents of the lane; a CONNECT is left alone, so that streams find a pair.
     */
    private int recent(int choice) {
        int back = choice % RECENT;
        if (back >= queued.size()) {
            return Act.NONE;
        }
        Act act = queued.get(queued.size() - 1 - back);
        return act.op() == Op.CONNECT ? Act.NONE : act.id();
    }

    private Act nop(Step step) {
        return act(step, Op.NOP, Act.NONE, Act.NONE, "", "", Act.NONE);
    }

    private Act act(
            Step step, Op op, int number, int other, String path, String newPath, int target) {
        boolean isOutput = op == Op.OUTPUT || op == Op.BROADCAST;
        boolean canLink = !op.isMultishot() && !isOutput;
        Timing timing = step.timing();
        if (timing == Timing.PROMPT && !op.isOnFile() && !op.isPrompt()) {
            timing = Timing.DEFAULT; // it could wait for ever
        }
        Step.Extras extras = step.extras();
        if (op.isOpen() || op.isMakingStream()) {
            // What it yields must be seen.
            extras = new Step.Extras(false, extras.hasSlot(), extras.deadlineMillis());
        }
        if (!op.canHaveDeadline() || op == Op.CONNECT) {
            extras = new Step.Extras(extras.isErrorsOnly(), extras.hasSlot(), -1);
        }
        if (isOutput) {
            timing = Timing.DEFAULT;
            extras = new Step.Extras(extras.isErrorsOnly(), false, -1);
        }
        int most = Math.min(step.size(), Act.sizeMax(op, step.from()));
        int size = Act.outputSize(op, step.from(), most);
        @Nullable Act twin = isExact && Act.canBeTwin(op, step.from(), size) ? lastWrite : null;
        return new Act(
                Act.id(lane, count++),
                op,
                canLink ? step.link() : Link.NONE,
                timing,
                extras,
                step.then(),
                number,
                other,
                path,
                newPath,
                step.from(),
                twin == null ? size : Math.min(size, twin.size()),
                twin == null ? target : twin.id());
    }
}
