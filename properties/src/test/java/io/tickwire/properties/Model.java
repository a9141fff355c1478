package io.tickwire.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what a run showed, step by step, and says where it is not as promised. It runs the
 * same program itself: which intents there are, which sequence each gets, where each is delivered,
 * in which order, and what it comes to. It only asks the run for what is the system's to decide.
 */
final class Model {
    /** What each system opens before the first tick. */
    private static final int SOCKETS = 3;

    private final Program program;
    private final List<Event> events;

    /** The lanes of whose mistakes the error policy was told, and of those that they made. */
    private final List<String> told;

    private final List<String> made = new ArrayList<>();
    private final ModelCore core;
    private final ModelStreams streams;
    private final ModelOutputs outputs;
    private final List<ModelLane> lanes = new ArrayList<>();
    private final List<Item> callbackQueue = new ArrayList<>();
    private int at;
    private int batch;
    private long nextSequence;

    private Model(
            Program program, List<Event> events, int fromStart, Map<Integer, ModelFiles> folders) {
        this.program = program;
        this.events = events.stream().filter(event -> !isMistake(event)).toList();
        told = events.stream().filter(Model::isMistake).map(Event::detail).toList();
        streams = new ModelStreams(program.limits(), lastResults(events));
        outputs = new ModelOutputs(program.limits(), streams);
        ModelIds ids = new ModelIds(program.limits().resources(), fromStart);
        core = new ModelCore(ids, streams, folders);
        for (int lane = 0; lane < program.systems().size(); lane++) {
            lanes.add(new ModelLane(lane, program.isExact()));
        }
    }

    /** Fails, and tells where, unless the events are what the program must show. */
    static void check(String where, Program program, List<Event> events, boolean hasSockets) {
        int fromStart = hasSockets ? SOCKETS * program.systems().size() : 0;
        Model model = new Model(program, events, fromStart, new HashMap<>());
        for (int tick = 0; model.hasTick(); tick++) {
            model.check(where, tick);
        }
        model.checkEnd(where);
    }

    /**
     * The same for two programs that had a tick each in turn, and share their lanes' folders.
     * Nothing of one's is under way while the other one has its tick.
     */
    static void checkPair(String where, Program one, Program two, List<List<Event>> events) {
        Map<Integer, ModelFiles> folders = new HashMap<>();
        Model first = new Model(one, events.get(0), 0, folders);
        Model second = new Model(two, events.get(1), 0, folders);
        for (int tick = 0; first.hasTick() && second.hasTick(); tick++) {
            first.check(where + ", first loop", tick);
            second.check(where + ", second loop", tick);
        }
        first.checkEnd(where + ", first loop");
        second.checkEnd(where + ", second loop");
    }

    private boolean hasTick() {
        return at < events.size() && events.get(at).kind() == Event.Kind.TICK;
    }

    private void check(String where, int tick) {
        told(where, () -> tick(tick));
    }

    private void checkEnd(String where) {
        told(where, this::close);
    }

    private void told(String where, Runnable step) {
        try {
            step.run();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "on " + where + ": " + e.getMessage() + "\nafter\n" + recent(), e);
        }
    }

    private static Map<Integer, Integer> lastResults(List<Event> events) {
        Map<Integer, Integer> results = new HashMap<>();
        for (Event event : events) {
            if (event.kind() == Event.Kind.DELIVERED && event.isLast()) {
                results.put(event.id(), event.result());
            }
        }
        return results;
    }

    private String recent() {
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(0, at - Integer.getInteger("tickwire.properties.window", 40));
                i < Math.min(at + 3, events.size());
                i++) {
            text.append(i == at ? "  > " : "    ").append(events.get(i)).append('\n');
        }
        return text.toString();
    }

    private void tick(int number) {
        long nanos = number * ManualClock.MILLI;
        expect(Event.of(Event.Kind.TICK, number, "at " + nanos));
        core.beginTick(number, nanos);
        expect(Event.of(Event.Kind.INTAKE, 0, ""));
        List<Event> delivered = delivered();
        core.take(delivered, true);
        core.fire();
        core.takeStarted(delivered);
        for (Event event : delivered) {
            Item item = core.item(event.id());
            require(!item.isPrompt || item.batch < batch, "too early at this INTAKE", item);
        }
        requireAll(delivered, false);
        core.endIntake();
        deliver();
        int firstLane = 0;
        for (int phase = 0; phase < program.phases().size(); phase++) {
            firstLane = phase(phase, firstLane);
        }
    }

    private int phase(int phase, int firstLane) {
        Program.PhasePlan plan = program.phases().get(phase);
        int end = firstLane + plan.systems().size();
        seal(callbackQueue);
        outputs.sealed(ModelOutputs.CALLBACKS);
        List<List<Item>> queues = new ArrayList<>();
        for (int lane = firstLane; lane < end; lane++) {
            queues.add(run(lanes.get(lane)));
        }
        queues.forEach(this::seal);
        for (int lane = firstLane; lane < end; lane++) {
            outputs.sealed(lane);
        }
        core.submit();
        expect(Event.of(Event.Kind.PHASE, phase, ""));
        List<Event> delivered = delivered();
        core.take(delivered, false);
        for (Event event : delivered) {
            Item item = core.item(event.id());
            require(item.isPrompt && item.batch == batch, "not of this phase", item);
        }
        requireAll(delivered, true);
        if (plan.policy() != Program.Wait.NONE) {
            for (Item item : core.running()) {
                boolean isHere = item.isPrompt && item.batch == batch;
                require(!isHere || item.state == Item.State.ENDED, "not waited for", item);
            }
        }
        deliver();
        batch++;
        return end;
    }

    /** The completions of the delivery point that has begun. */
    private List<Event> delivered() {
        List<Event> found = new ArrayList<>();
        for (int i = at; i < events.size(); i++) {
            Event event = events.get(i);
            switch (event.kind()) {
                case DELIVERED -> found.add(event);
                case CALLED, QUEUED -> {}
                default -> {
                    return found;
                }
            }
        }
        return found;
    }

    /** What is delivered must have ended, and what has ended must be delivered. */
    private void requireAll(List<Event> delivered, boolean isPhase) {
        Set<Integer> ids = new HashSet<>();
        for (Event event : delivered) {
            Item item = core.item(event.id());
            if (!event.isLast()) {
                continue;
            }
            require(item.state == Item.State.ENDED, "delivered although it cannot be over", item);
            require(ids.add(event.id()), "delivered twice", item);
        }
        for (Item item : core.running()) {
            boolean isHere = !isPhase || (item.isPrompt && item.batch == batch);
            boolean isMissing = item.state == Item.State.ENDED && !ids.contains(item.act.id());
            require(!isHere || !isMissing, "not delivered although it is over", item);
        }
    }

    /** Checks the order and the results, and what callbacks do. */
    private void deliver() {
        Event before = null;
        while (at < events.size() && events.get(at).kind() == Event.Kind.DELIVERED) {
            Event event = events.get(at);
            Item item = core.item(event.id());
            requireOrder(before, event, item);
            before = event;
            String detail = core.delivered(item, event);
            expect(
                    new Event(
                            Event.Kind.DELIVERED,
                            event.id(),
                            item.sequence,
                            item.shots++,
                            event.isLast() ? item.result : event.result(),
                            event.isLast(),
                            detail,
                            0));
            route(item, event.isLast(), event.result());
        }
    }

    private void requireOrder(@Nullable Event before, Event event, Item item) {
        require(event.sequence() == item.sequence, "not its sequence", item);
        require(event.shot() == item.shots, "not the next shot", item);
        require(before == null || isBefore(before, event), "D1: out of order", item);
        for (Item other : core.running()) {
            boolean isEarlier = other.sequence < item.sequence && other.stream == item.stream;
            boolean isOvertaken =
                    event.result() > 0
                            && item.stream != null
                            && isEarlier
                            && other.act.op().direction() == item.act.op().direction()
                            && item.act.op().direction() != 0;
            require(!isOvertaken, "D6: overtook " + other, item);
            boolean isAfterClose = item.act.op().isClose() && !item.isRefused && isEarlier;
            boolean isSame = item.stream != null || (item.file != null && other.file == item.file);
            require(
                    !isAfterClose || !isSame || event.result() < 0,
                    "D6: closed before " + other,
                    item);
        }
    }

    private static boolean isBefore(Event one, Event other) {
        return one.sequence() < other.sequence()
                || (one.sequence() == other.sequence() && one.shot() < other.shot());
    }

    private void route(Item item, boolean isLast, int shotResult) {
        Act act = item.act;
        int result = isLast ? item.result : shotResult;
        ModelLane lane = lanes.get(act.lane());
        lane.script.delivered(act, item.shots - 1, result, isLast);
        int freed = isLast ? 1 : 0;
        if (act.extras().isErrorsOnly() && result >= 0) {
            lane.held -= freed;
        } else if (act.then().isPresent()) {
            expect(Event.of(Event.Kind.CALLED, act.id(), ""));
            if (isLast) {
                lane.script.begin();
                for (Step step : act.then().get()) {
                    queue(lane, step, callbackQueue, program.limits().callbacks());
                }
                cutLink(callbackQueue);
            }
            lane.held -= freed;
        } else {
            lane.inbox.add(act.id());
            lane.heldByInbox += freed;
        }
    }

    /** What a system queues; no other one of its phase sees any of it before all are sealed. */
    private List<Item> run(ModelLane lane) {
        StringBuilder seen = new StringBuilder();
        lane.inbox.forEach(id -> seen.append(' ').append(Act.name(id)));
        expect(Event.of(Event.Kind.INBOX, lane.lane, seen.toString()));
        lane.script.begin();
        List<Item> queue = new ArrayList<>();
        int tick = lane.runs++;
        for (Step step : program.systems().get(lane.lane).turn(tick)) {
            queue(lane, step, queue, program.limits().lane());
        }
        lane.held -= lane.heldByInbox;
        lane.heldByInbox = 0;
        lane.inbox.clear();
        return queue;
    }

    private void queue(ModelLane lane, Step step, List<Item> queue, int capacity) {
        Act act = lane.script.resolve(step);
        if (act.op() == Op.BROADCAST) {
            lane.script.parts(act).forEach(part -> write(lane, part, queue, capacity));
            return;
        }
        if (act.op().isOutput()) {
            write(lane, act, queue, capacity);
            return;
        }
        int quota = program.limits().quota();
        boolean hasRoom =
                act.op().isCleanUp()
                        ? lane.held < 2 * quota
                        : queue.size() < capacity && lane.held < quota;
        boolean isTaken = hasRoom && !lane.script.isPlaceTaken(act);
        expect(
                new Event(
                        Event.Kind.QUEUED,
                        act.id(),
                        0,
                        0,
                        isTaken ? 1 : hasRoom ? Event.REFUSED : 0,
                        false,
                        act.toString(),
                        0));
        lane.script.queued(act, isTaken);
        if (!hasRoom) {
            lane.script.refused();
            cutLink(queue);
        }
        if (isTaken) {
            Item item = new Item(act);
            lane.held++;
            if (act.isMistaken() || act.isTwin()) {
                made.add(LiveLane.name(act.lane()));
            }
            queue.add(item);
            core.queued(item);
            if (act.op().endsOutput()) {
                outputs.endSend(writer(lane, queue), act);
            }
        }
    }

    /** A write to an output, which may begin a SEND. */
    private void write(ModelLane lane, Act act, List<Item> queue, int capacity) {
        int writer = writer(lane, queue);
        boolean hasSlot = queue.size() < capacity && lane.held < program.limits().quota();
        boolean actual = at < events.size() && events.get(at).result() == 1;
        boolean isTaken = outputs.isTaken(writer, act, hasSlot, core.running(), actual);
        int answer = isTaken ? 1 : 0;
        String detail = act.toString();
        expect(new Event(Event.Kind.QUEUED, act.id(), 0, 0, answer, false, detail, 0));
        Item begun = isTaken ? outputs.take(writer, act) : null;
        if (begun != null) {
            lane.held++;
            queue.add(begun);
            core.queued(begun);
        }
    }

    private int writer(ModelLane lane, List<Item> queue) {
        return queue == callbackQueue ? ModelOutputs.CALLBACKS : lane.lane;
    }

    /** What comes next is linked behind nothing. */
    private static void cutLink(List<Item> queue) {
        for (int i = queue.size() - 1; i >= 0; i--) {
            if (!queue.get(i).act.op().isOutput()) {
                queue.get(i).isLinkCut = true;
                return;
            }
        }
    }

    private void seal(List<Item> queue) {
        for (int i = 0; i < queue.size(); i++) {
            Item item = queue.get(i);
            item.sequence = nextSequence++;
            item.batch = batch;
            String detail = item.isPrompt ? "prompt" : "lasting";
            expect(
                    new Event(
                            Event.Kind.SEALED,
                            item.act.id(),
                            item.sequence,
                            0,
                            0,
                            false,
                            detail,
                            0));
            boolean isLinking = item.act.link() != Link.NONE && !item.isLinkCut;
            Item follower = isLinking ? nextLinkable(queue, i + 1) : null;
            if (follower != null) {
                item.follower = follower;
                follower.leader = item;
                follower.isFollower = true;
            }
            core.sealed(item);
            if (follower != null) {
                follower.isPrompt &= item.isPrompt;
            }
        }
        queue.clear();
        core.step();
    }

    /** SENDs of outputs are no part of chains. */
    private static @Nullable Item nextLinkable(List<Item> queue, int from) {
        return queue.subList(from, queue.size()).stream()
                .filter(item -> !item.act.op().isOutput())
                .findFirst()
                .orElse(null);
    }

    /** At the end everything completes, once, in order; with what, is a matter of the moment. */
    private void close() {
        Event before = null;
        for (; at < events.size(); at++) {
            Event event = events.get(at);
            switch (event.kind()) {
                case CLOSE -> before = null;
                case SEALED -> {
                    Item item = core.item(event.id());
                    require(event.sequence() == nextSequence++, "not its sequence", item);
                    item.sequence = event.sequence();
                    core.running().add(item);
                }
                case DELIVERED -> {
                    Item item = core.item(event.id());
                    require(before == null || isBefore(before, event), "D1: out of order", item);
                    require(event.sequence() == item.sequence, "not its sequence", item);
                    require(event.shot() == item.shots++, "not the next shot", item);
                    require(core.running().contains(item), "delivered twice", item);
                    before = event;
                    atEnd(item, event);
                }
                case CALLED -> {}
                case QUEUED -> require(event.result() == 0, "taken by a loop that closes", event);
                default -> throw new AssertionError("not expected at the end: " + event);
            }
        }
        for (Item item : core.running()) {
            require(false, "never delivered", item);
        }
        streams.checkBytes();
        require(
                told.stream().sorted().toList().equals(made.stream().sorted().toList()),
                "mistakes were made by " + made,
                "and told of " + told);
    }

    private static boolean isMistake(Event event) {
        return event.kind() == Event.Kind.MISTAKE;
    }

    private void atEnd(Item item, Event event) {
        streams.delivered(item, event);
        if (event.isLast()) {
            item.result = event.result();
            core.running().remove(item);
        }
    }

    private void expect(Event expected) {
        Event actual = at < events.size() ? events.get(at) : null;
        boolean isSame = actual != null && expected.equals(withoutTicket(actual));
        if (!isSame) {
            throw new AssertionError("expected " + expected + ", but there was " + actual);
        }
        at++;
    }

    private static Event withoutTicket(Event event) {
        return new Event(
                event.kind(),
                event.id(),
                event.sequence(),
                event.shot(),
                event.result(),
                event.isLast(),
                event.detail(),
                0);
    }

    private static void require(boolean condition, String message, Object what) {
        if (!condition) {
            throw new AssertionError(message + ": " + what);
        }
    }
}
