package io.tickwire.tck;

import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoRequest;
import io.tickwire.TickLoopBuilder;
import io.tickwire.WaitPolicy;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A loop that is driven by hand on the test's thread. It keeps every completion that comes to its
 * inbox. The phase waits for its prompt intents however long they take.
 */
final class LoopFixture extends LoopDrive {
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<Long, List<Outcome>> byTicket = new HashMap<>();
    private int seenInInbox;
    private long points;

    LoopFixture(Stage stage, BatchConfig config) {
        this(stage, stage.builder().config(config));
    }

    LoopFixture(Stage stage, TickLoopBuilder builder) {
        super(stage, builder, WaitPolicy.awaitPrompt());
    }

    /** Every completion so far, as delivered. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** Delivery points so far. */
    long points() {
        return points;
    }

    @Override
    public void begin() {
        super.begin();
        collect(seenInInbox);
    }

    @Override
    public void end() {
        super.end();
        collect(0);
        seenInInbox = lane().completions().size();
    }

    /** Ends the life of what the inbox still shows: its buffers are released. */
    void emptyInbox() {
        tick();
    }

    /** What was delivered for a ticket so far. */
    List<Outcome> of(long ticket) {
        return byTicket.getOrDefault(ticket, List.of());
    }

    /** The last completion of a ticket if it was delivered. */
    @Nullable Outcome last(long ticket) {
        List<Outcome> shots = of(ticket);
        Outcome latest = shots.isEmpty() ? null : shots.get(shots.size() - 1);
        return latest != null && latest.isLast() ? latest : null;
    }

    boolean isOver(long ticket) {
        return last(ticket) != null;
    }

    /** Ticks until an intent is over; answers its last completion. */
    Outcome await(long ticket) {
        until("the end of ticket " + ticket, () -> isOver(ticket));
        Outcome outcome = last(ticket);
        if (outcome == null) {
            throw new AssertionError("no outcome of ticket " + ticket);
        }
        return outcome;
    }

    /** Ticks until all intents are over. */
    List<Outcome> awaitAll(List<Long> tickets) {
        List<Outcome> all = new ArrayList<>();
        for (long ticket : tickets) {
            all.add(await(ticket));
        }
        return all;
    }

    /** Queues a request and ticks until it is over. */
    Outcome finish(IoRequest request) {
        return await(queue(request));
    }

    private void collect(int from) {
        int i = 0;
        for (IoCompletion completion : lane().completions()) {
            if (i++ >= from) {
                Outcome outcome = Outcome.of(completion, points);
                outcomes.add(outcome);
                byTicket.computeIfAbsent(outcome.ticket(), any -> new ArrayList<>()).add(outcome);
            }
        }
        points++;
    }
}
