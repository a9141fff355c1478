package io.tickwire.properties;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoResource;
import io.tickwire.IoResultSlot;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A system that does what its plan says. What it keeps is its lane's alone. */
final class LiveLane implements TickSystem {
    private static final long NO_TICKET = (long) Integer.MAX_VALUE << 32;
    private static final int SOCKET_BUFFER_BYTES = 4096;

    private final Program.SystemPlan plan;
    private final Path folder;
    private final UnpooledByteBufAllocator memory;
    private final boolean hasSockets;
    private final LaneScript script;
    private final Requests requests = new Requests(this);
    private final int lane;
    private final Map<Integer, Act> acts = new HashMap<>();
    private final Map<Integer, Long> tickets = new HashMap<>();
    private final Map<Long, Integer> ids = new HashMap<>();
    private final Map<Integer, List<ByteBuf>> inputs = new HashMap<>();
    private final Map<Integer, ByteBuf> written = new HashMap<>();
    private final Map<Integer, IoResultSlot> slots = new HashMap<>();
    private final Map<Integer, IoResource> resources = new HashMap<>();
    private final Set<Integer> byCallback = new HashSet<>();
    private final List<IoListener> listeners = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /** What several sends and writes may carry at a time. */
    private final ByteBuf output;

    /** What several reads and receives may fill at a time. */
    private final ByteBuf input;

    private final LiveOutputs outputs;
    private final HeldBuffers held = new HeldBuffers();
    private @Nullable IoDatagram datagram;
    private List<Event> callbackEvents = events;

    LiveLane(
            int lane,
            Program.SystemPlan plan,
            Path folder,
            UnpooledByteBufAllocator memory,
            boolean isExact,
            boolean hasSockets) {
        this.lane = lane;
        this.plan = plan;
        this.folder = folder;
        this.memory = memory;
        this.hasSockets = hasSockets;
        script = new LaneScript(lane, isExact);
        outputs = new LiveOutputs(memory, this::stream, this::called);
        output = memory.directBuffer(Machine.DATA_BYTES).writeBytes(Machine.data());
        input = memory.directBuffer(Act.PLACES * Act.PLACE_BYTES);
    }

    static String name(int lane) {
        return "lane" + lane;
    }

    /** Where callbacks tell what they do; systems tell it to {@link #takeEvents}. */
    void callbackEvents(List<Event> target) {
        callbackEvents = target;
    }

    @Override
    public void setUp(SystemSetup setup) {
        if (!hasSockets) {
            return;
        }
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        SocketOptions small =
                SocketOptions.DEFAULT.withBufferBytes(SOCKET_BUFFER_BYTES, SOCKET_BUFFER_BYTES);
        listeners.add(setup.listen(any, small));
        listeners.add(setup.listen(any, SocketOptions.DEFAULT));
        datagram = setup.bind(any);
    }

    /** The last tick is over: what is held is given back, and nothing more is held. */
    void giveBack() {
        held.close();
    }

    /** The loop is closed. */
    void close() {
        held.close();
        output.release();
        input.release();
    }

    @Override
    public void run(TickContext tick) {
        held.next();
        StringBuilder seen = new StringBuilder();
        for (IoCompletion completion : tick.completions()) {
            seen.append(' ').append(Act.name((int) completion.userData()));
            checkSlot(completion);
        }
        events.add(Event.of(Event.Kind.INBOX, lane, seen.toString()));
        script.begin();
        queueAll(plan.turn((int) tick.number()), tick, events, false);
    }

    /** What the system has done since the last time. */
    List<Event> takeEvents() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    boolean isByCallback(int id) {
        return byCallback.contains(id);
    }

    private void queueAll(
            List<Step> steps, TickContext tick, List<Event> into, boolean isByCallback) {
        for (Step step : steps) {
            Act act = script.resolve(step);
            if (act.op() == Op.BROADCAST) {
                List<Act> parts = script.parts(act);
                List<Boolean> answers = outputs.broadcast(parts, tick);
                for (int i = 0; i < parts.size(); i++) {
                    written(parts.get(i), answers.get(i), into, isByCallback);
                }
                continue;
            }
            if (act.op().isOutput()) {
                written(act, outputs.write(act, tick), into, isByCallback);
                continue;
            }
            int taken = queue(act, tick);
            boolean isAccepted = taken > 0;
            script.queued(act, isAccepted);
            if (taken == 0) {
                script.refused();
            }
            if (isAccepted && isByCallback) {
                byCallback.add(act.id());
            }
            into.add(new Event(Event.Kind.QUEUED, act.id(), 0, 0, taken, false, act.toString(), 0));
        }
    }

    private void written(Act act, boolean isTaken, List<Event> into, boolean isByCallback) {
        acts.put(act.id(), act);
        if (isByCallback) {
            byCallback.add(act.id());
        }
        int answer = isTaken ? 1 : 0;
        into.add(new Event(Event.Kind.QUEUED, act.id(), 0, 0, answer, false, act.toString(), 0));
    }

    /** Answers 1 if the lane took it, 0 if it had no room, or {@link Event#REFUSED}. */
    private int queue(Act act, TickContext tick) {
        List<ByteBuf> buffers = buffers(act);
        IoRequest request = tick.request();
        requests.fill(request, act, buffers);
        if (act.then().isPresent()) {
            request.onComplete(this::called);
        }
        IoResultSlot slot = new IoResultSlot();
        if (act.extras().hasSlot()) {
            request.into(slot);
        }
        int taken = take(tick.intents(), request, act);
        if (taken <= 0) {
            if (!act.isTwin()) {
                buffers.forEach(ByteBuf::release);
            }
            return taken;
        }
        acts.put(act.id(), act);
        tickets.put(act.id(), request.ticket());
        ids.put(request.ticket(), act.id());
        if (act.isMistaken()) {
            buffers.get(0).release();
        } else if (act.op() == Op.WRITE) {
            written.put(act.id(), buffers.get(0));
        }
        if (act.isForgotten()) {
            buffers.forEach(ByteBuf::release);
        } else if (act.isInput()) {
            inputs.put(act.id(), buffers);
        }
        if (act.extras().hasSlot()) {
            slots.put(act.id(), slot);
        }
        return 1;
    }

    private int take(IoIntentQueue intents, IoRequest request, Act act) {
        try {
            return intents.queue(request) ? 1 : 0;
        } catch (IllegalArgumentException e) {
            if (!script.isPlaceTaken(act)) {
                throw e;
            }
            return Event.REFUSED;
        }
    }

    private List<ByteBuf> buffers(Act act) {
        if (act.isTwin()) {
            return List.of(written.get(act.target()));
        }
        if (act.isShared()) {
            return List.of(output.retain());
        }
        if (act.isPlaced()) {
            return List.of(input.retain());
        }
        byte[] content = act.content();
        if (act.isVectored()) {
            return regions(act, content);
        }
        return switch (act.op()) {
            case READ, RECV, RECVMSG -> List.of(memory.directBuffer(act.size(), act.size()));
            case WRITE, SEND, SENDMSG ->
                    List.of(memory.directBuffer(act.size()).writeBytes(content));
            default -> List.of();
        };
    }

    private List<ByteBuf> regions(Act act, byte[] content) {
        List<ByteBuf> parts = new ArrayList<>();
        int at = 0;
        for (int length : act.regions()) {
            ByteBuf part = memory.directBuffer(length, length);
            if (!act.isInput()) {
                part.writeBytes(content, at, length);
            }
            at += length;
            parts.add(part);
        }
        return parts;
    }

    private void called(IoCompletion completion, TickContext tick) {
        int id = (int) completion.userData();
        checkSlot(completion);
        callbackEvents.add(Event.of(Event.Kind.CALLED, id, ""));
        if (completion.isLast()) {
            script.begin();
            Act act = acts.get(id);
            queueAll(act.then().orElse(List.of()), tick, callbackEvents, true);
        }
    }

    private void checkSlot(IoCompletion completion) {
        IoResultSlot slot = slots.get((int) completion.userData());
        if (slot == null) {
            return;
        }
        if (completion.isLast()
                && (!slot.isDone()
                        || slot.result() != completion.result()
                        || slot.sequence() != completion.sequence())) {
            throw new IllegalStateException("the slot does not hold what came: " + completion);
        }
    }

    /** Takes a delivered completion in, before any user code sees it; answers what it showed. */
    String delivered(int id, IoCompletion completion) {
        Act act = acts.get(id);
        StringBuilder detail = new StringBuilder();
        boolean isOk = completion.isOk();
        if (isOk && isMaking(act.op())) {
            resources.put(act.made(completion.shot()), completion.resource());
            detail.append("id=").append(Long.toHexString(completion.resource().id()));
        } else if (isOk && act.op() == Op.STAT) {
            boolean isFile = completion.stat().kind() == io.tickwire.FileStat.Kind.REGULAR;
            detail.append(completion.stat().kind());
            detail.append(isFile ? " " + completion.stat().sizeBytes() : "");
        } else if (isOk && act.isPlaced()) {
            int from = act.place() * Act.PLACE_BYTES;
            detail.append(ByteBufUtil.hexDump(input, from, completion.result()));
        } else if (isOk && completion.hasBuffer()) {
            appendBytes(completion, detail);
            if (act.isHolding()) {
                held.hold(completion.buffer());
            }
        }
        if (completion.isLast()) {
            inputs.getOrDefault(id, List.of()).forEach(ByteBuf::release);
            inputs.remove(id);
        }
        script.delivered(act, completion.shot(), completion.result(), completion.isLast());
        return detail.toString();
    }

    private static boolean isMaking(Op op) {
        return op == Op.OPEN || op == Op.OPEN_DATA || op.isMakingStream();
    }

    private static void appendBytes(IoCompletion completion, StringBuilder detail) {
        for (int i = 0; i < completion.bufferCount(); i++) {
            ByteBuf buffer = completion.buffer(i);
            byte[] bytes = new byte[buffer.readableBytes()];
            buffer.getBytes(buffer.readerIndex(), bytes);
            HexFormat.of().formatHex(detail, bytes);
        }
    }

    /** The act of an intent; one that nobody has queued by a request is a SEND of an output. */
    int id(long ticket) {
        return ids.computeIfAbsent(ticket, any -> outputs.sealed());
    }

    long ticket(int id) {
        return tickets.getOrDefault(id, NO_TICKET);
    }

    Path path(String relative) {
        return folder.resolve(relative);
    }

    IoFile file(int number) {
        return number == Act.OPENED ? IoFile.OPENED : (IoFile) resources.get(number);
    }

    IoStream stream(int number) {
        return (IoStream) resources.get(number);
    }

    IoListener listener(int index) {
        return listeners.get(index);
    }

    IoDatagram datagram() {
        if (datagram == null) {
            throw new IllegalStateException("no sockets in this program");
        }
        return datagram;
    }
}
