package io.tickwire.stress.harness;

import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoResource;
import io.tickwire.IoStream;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.WaitPolicy;
import java.net.SocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A loop of one phase and one lane without a system, driven by hand on one thread, with a watch
 * over its order.
 */
public class LoopDrive implements AutoCloseable {
    private static final String PHASE = "phase";
    private static final String LANE = "lane";

    private final OrderWatch watch = new OrderWatch();
    private final Stage stage;
    private final TickLoop loop;
    private final Lane lane;
    private final Deadline nextTick;
    private long ticks;

    /** Builds the loop; whoever calls this closes it. */
    public LoopDrive(Stage stage, TickLoopBuilder builder, WaitPolicy wait) {
        this.stage = stage;
        loop = builder.observer(watch).phase(PHASE, phase -> phase.lane(LANE).wait(wait)).build();
        lane = loop.lane(LANE);
        nextTick = stage.deadline("the next tick");
    }

    public final TickLoop loop() {
        return loop;
    }

    public final Lane lane() {
        return lane;
    }

    public final OrderWatch watch() {
        return watch;
    }

    public final IoRequest request() {
        return lane.request();
    }

    public final long ticks() {
        return ticks;
    }

    /** The tick clock of the latest tick. */
    public final long tickNanos() {
        return watch.tickNanos();
    }

    /** Queues a request if there is room. */
    public final boolean offer(IoRequest request) {
        return lane.intents().queue(request);
    }

    /** Queues a request that there must be room for; answers its ticket. */
    public final long queue(IoRequest request) {
        Check.that(offer(request), "the lane is full");
        return request.ticket();
    }

    public final void tick() {
        begin();
        end();
    }

    /** INTAKE. */
    public void begin() {
        nextTick.renew();
        nextTick.check();
        loop.beginTick();
    }

    /** The rest of the tick. */
    public void end() {
        loop.endPhase(PHASE);
        ticks++;
        watch.check();
    }

    /** Ticks until a condition holds. */
    public final void until(String awaited, BooleanSupplier condition) {
        Deadline deadline = stage.deadline(awaited);
        while (!condition.getAsBoolean()) {
            long before = watch.delivered();
            tick();
            deadline.check();
            if (watch.delivered() == before) {
                deadline.pause();
            }
        }
    }

    /** Seals what is queued, and ticks until nothing is in flight any more. */
    public final void untilIdle() {
        tick();
        until("the end of everything in flight", () -> watch.inFlight() == 0);
    }

    public final IoListener listen(SocketAddress address, SocketOptions options) {
        return loop.listen(address, options);
    }

    public final IoListener listen(SocketOptions options) {
        return listen(Loopback.anyPort(), options);
    }

    public final IoListener listen() {
        return listen(SocketOptions.DEFAULT);
    }

    public final IoFile open(Path path, OpenOption... how) {
        return (IoFile) await("an open file", request().open(path, how));
    }

    /** Accepts the connection of a peer, which is closed at the run's end. */
    public final Connection accept(IoListener listener, Peer peer) {
        stage.own(peer);
        return new Connection((IoStream) await("a connection", request().accept(listener)), peer);
    }

    /** Connects a peer that never blocks to a listener. */
    public final Connection link(IoListener listener) {
        return accept(listener, Peer.connect(listener.localAddress()).unblocked());
    }

    /** What a request opens. */
    private IoResource await(String what, IoRequest request) {
        List<IoResource> opened = new ArrayList<>();
        CompletionCallback done =
                (completion, tick) -> {
                    requireOk(completion);
                    opened.add(completion.resource());
                };
        queue(request.onComplete(done));
        until(what, () -> !opened.isEmpty());
        return opened.get(0);
    }

    public static void requireOk(IoCompletion completion) {
        if (!completion.isOk()) {
            throw new AssertionError(completion + " is " + completion.status());
        }
    }

    @Override
    public void close() {
        loop.close();
        watch.check();
        Check.that(watch.isEnded(), "the loop has not ended");
    }
}
