package io.tickwire.tck;

import io.tickwire.BatchConfig;
import io.tickwire.ErrorPolicy;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop of one phase and one lane without a system, driven by hand on the test's thread. It keeps
 * every completion. The phase waits for its prompt intents however long they take.
 */
final class LoopFixture implements AutoCloseable {
    private static final String PHASE = "phase";
    private static final String LANE = "lane";

    private final TickLoop loop;
    private final Lane lane;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<Long, List<Outcome>> byTicket = new HashMap<>();
    private int seenInInbox;
    private long points;

    LoopFixture(String transport, BatchConfig config) {
        this(transport, config, ErrorPolicy.STOP);
    }

    LoopFixture(String transport, BatchConfig config, ErrorPolicy policy) {
        loop =
                TickLoop.builder()
                        .transport(transport)
                        .config(config)
                        .onError(policy)
                        .phase(PHASE, phase -> phase.lane(LANE).wait(WaitPolicy.awaitPrompt()))
                        .build();
        lane = loop.lane(LANE);
    }

    TickLoop loop() {
        return loop;
    }

    Lane lane() {
        return lane;
    }

    IoRequest request() {
        return lane.request();
    }

    /** Every completion so far, as delivered. */
    List<Outcome> outcomes() {
        return outcomes;
    }

    /** Delivery points so far. */
    long points() {
        return points;
    }

    IoListener listen() {
        return listen(SocketOptions.DEFAULT);
    }

    IoListener listen(SocketOptions options) {
        return loop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), options);
    }

    /** Queues a request that the lane has room for; answers its ticket. */
    long queue(IoRequest request) {
        if (!lane.intents().queue(request)) {
            throw new AssertionError("the lane is full: " + lane.intents().capacity());
        }
        return request.ticket();
    }

    void tick() {
        begin();
        end();
    }

    /** INTAKE. */
    void begin() {
        loop.beginTick();
        collect(seenInInbox);
    }

    /** The rest of the tick. */
    void end() {
        loop.endPhase(PHASE);
        collect(0);
        seenInInbox = lane.completions().size();
    }

    /** Ends the life of what the inbox still shows: its buffers are released. */
    void emptyInbox() {
        tick();
    }

    /** Ticks until a condition holds. */
    void until(String awaited, BooleanSupplier condition) {
        Deadline deadline = new Deadline(awaited);
        while (!condition.getAsBoolean()) {
            int before = outcomes.size();
            tick();
            deadline.check();
            if (outcomes.size() == before) {
                deadline.pause();
            }
        }
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

    IoFile open(Path path, OpenOption... how) {
        return finish(request().open(path, how)).file();
    }

    @Override
    public void close() {
        loop.close();
    }

    private void collect(int from) {
        int i = 0;
        for (IoCompletion completion : lane.completions()) {
            if (i++ >= from) {
                Outcome outcome = Outcome.of(completion, points);
                outcomes.add(outcome);
                byTicket.computeIfAbsent(outcome.ticket(), any -> new ArrayList<>()).add(outcome);
            }
        }
        points++;
    }
}
