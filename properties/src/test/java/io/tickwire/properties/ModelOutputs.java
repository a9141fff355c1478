package io.tickwire.properties;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was written to outputs and is not sealed. Foretells what a write answers, and which SEND its
 * bytes go with.
 */
final class ModelOutputs {
    /** In place of a lane: all callbacks, which write before their lanes' systems do. */
    static final int CALLBACKS = -1;

    private static final int SEND_BYTES_MAX = 64 * 1024;

    private final Program.Limits limits;
    private final ModelStreams streams;
    private final Map<Integer, Map<Integer, Output>> byWriter = new HashMap<>();

    ModelOutputs(Program.Limits limits, ModelStreams streams) {
        this.limits = limits;
        this.streams = streams;
    }

    /**
     * Whether a write is taken.
     *
     * @param hasSlot whether its lane has room for a SEND
     * @param actual what it answered, for where the system decides
     */
    boolean isTaken(int writer, Act act, boolean hasSlot, List<Item> running, boolean actual) {
        ModelStream stream = streams.stream(act.number());
        Output output = of(writer, act);
        if (!stream.isOpen || stream.shutdowns > 0 || ModelStreams.isHeldUp(stream, running)) {
            return false;
        }
        if (streams.isUncertain(stream, running)) {
            return actual;
        }
        if (!stream.hasRoomFor(act.bytesMax(), output.bytes, limits)) {
            return false;
        }
        return output.canJoin(act, act.bytesMax())
                || (hasSlot && hasRoomForSend(stream, output, act.lane(), actual));
    }

    private boolean hasRoomForSend(ModelStream stream, Output output, int lane, boolean actual) {
        int sends = stream.pendingSends() + output.sends;
        boolean isWithinLeast = sends < streams.share(lane).least();
        boolean isWithinMost = sends < streams.share(lane).most();
        return sends < limits.pendingSends()
                && (isWithinLeast == isWithinMost ? isWithinMost : actual);
    }

    /** Takes a write; answers the SEND that it begins, or null if it goes with the one at hand. */
    @Nullable Item take(int writer, Act act) {
        Output output = of(writer, act);
        output.bytes += act.size();
        Item open = output.open;
        if (open != null && output.canJoin(act, act.size())) {
            open.append(act.content());
            return null;
        }
        Item begun = new Item(act);
        begun.append(act.content());
        output.sends++;
        output.open = act.isAlone() ? null : begun;
        return begun;
    }

    /** Something was queued that later writes must not pass. */
    void endSend(int writer, Act act) {
        of(writer, act).open = null;
    }

    /** What was written is sealed. */
    void sealed(int writer) {
        byWriter.remove(writer);
    }

    private Output of(int writer, Act act) {
        return byWriter.computeIfAbsent(writer, any -> new HashMap<>())
                .computeIfAbsent(act.number(), any -> new Output());
    }

    /** One writer's to one stream. */
    private static final class Output {
        /** The SEND that the next write may go with. */
        @Nullable Item open;

        int bytes;
        int sends;

        boolean canJoin(Act act, int length) {
            Item begun = open;
            return begun != null
                    && !act.isAlone()
                    && begun.act.lane() == act.lane()
                    && begun.size() + length <= SEND_BYTES_MAX;
        }
    }
}
