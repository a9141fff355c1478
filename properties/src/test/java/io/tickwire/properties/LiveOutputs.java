package io.tickwire.properties;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.CompletionCallback;
import io.tickwire.IoOutput;
import io.tickwire.IoStream;
import io.tickwire.TickContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Writes to a lane's outputs, or to those of its callbacks. */
final class LiveOutputs {
    private final UnpooledByteBufAllocator memory;
    private final IntFunction<IoStream> streams;
    private final CompletionCallback callback;

    /** The writes that have begun SENDs, until these are sealed; in the order of their queue. */
    private final Deque<Integer> begun = new ArrayDeque<>();

    LiveOutputs(
            UnpooledByteBufAllocator memory,
            IntFunction<IoStream> streams,
            CompletionCallback callback) {
        this.memory = memory;
        this.streams = streams;
        this.callback = callback;
    }

    /** The write that has begun the SEND that is sealed now. */
    int sealed() {
        return begun.remove();
    }

    /** Writes to one stream; answers whether it was taken. */
    boolean write(Act act, TickContext tick) {
        int before = tick.intents().size();
        IoOutput output = describe(act, tick);
        boolean isTaken;
        if (act.isEncoded()) {
            isTaken =
                    output.write(
                            act.bytesMax(), act.content(), (from, out) -> out.writeBytes(from));
        } else {
            ByteBuf packet = packet(act);
            isTaken = output.write(packet);
            packet.release();
        }
        note(act, before, tick);
        return isTaken;
    }

    /** Writes one packet to several streams; answers which parts were taken. */
    List<Boolean> broadcast(List<Act> parts, TickContext tick) {
        parts.forEach(part -> describe(part, tick));
        Set<IoStream> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        ByteBuf packet = packet(parts.get(0));
        int taken = tick.broadcast(packet, () -> new Targets(parts, tick), refused::add);
        packet.release();
        if (taken + refused.size() != parts.size()) {
            throw new IllegalStateException(taken + " and " + refused.size() + " of " + parts);
        }
        List<Boolean> answers = new ArrayList<>();
        parts.forEach(part -> answers.add(!refused.contains(streams.apply(part.number()))));
        return answers;
    }

    private IoOutput describe(Act act, TickContext tick) {
        return tick.output(streams.apply(act.number()))
                .userData(act.id())
                .errorsOnly(act.extras().isErrorsOnly())
                .onComplete(act.then().isPresent() ? callback : null);
    }

    private ByteBuf packet(Act act) {
        return (act.from() % 2 == 0 ? memory.heapBuffer() : memory.directBuffer())
                .writeBytes(act.content());
    }

    /** Whether a write has begun a SEND shows in the lane's queue. */
    private void note(Act act, int before, TickContext tick) {
        if (tick.intents().size() > before) {
            begun.add(act.id());
        }
    }

    /** The streams of a broadcast; looks at what became of one when it is asked for the next. */
    private final class Targets implements Iterator<IoStream> {
        private final List<Act> parts;
        private final TickContext tick;
        private int next;
        private int before;

        Targets(List<Act> parts, TickContext tick) {
            this.parts = parts;
            this.tick = tick;
        }

        @Override
        public boolean hasNext() {
            if (next > 0) {
                note(parts.get(next - 1), before, tick);
            }
            before = tick.intents().size();
            return next < parts.size();
        }

        @Override
        public IoStream next() {
            return streams.apply(parts.get(next++).number());
        }
    }
}
