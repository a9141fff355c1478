package io.tickwire.stress;

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
import java.net.SocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A loop of one phase and one lane, driven by hand on the scenario's thread, with its watch. */
final class Drive implements AutoCloseable {
    static final String PHASE = "phase";
    static final String LANE = "lane";

    private final Stage stage;
    private final TickLoop loop;
    private final Lane lane;
    private final OrderWatch watch;
    private final Patience patience;
    private long ticks;

    Drive(Stage stage, TickLoop loop, OrderWatch watch) {
        this.stage = stage;
        this.loop = loop;
        this.watch = watch;
        lane = loop.lane(LANE);
        patience = stage.patience("the next tick");
    }

    TickLoop loop() {
        return loop;
    }

    Lane lane() {
        return lane;
    }

    OrderWatch watch() {
        return watch;
    }

    IoRequest request() {
        return lane.request();
    }

    long ticks() {
        return ticks;
    }

    /** The tick clock of the latest tick. */
    long tickNanos() {
        return watch.tickNanos();
    }

    /** Queues a request if there is room. */
    boolean offer(IoRequest request) {
        return lane.intents().queue(request);
    }

    /** Queues a request that there must be room for. */
    void queue(IoRequest request) {
        Check.that(offer(request), "the lane is full");
    }

    void tick() {
        patience.renew();
        patience.check();
        loop.beginTick();
        loop.endPhase(PHASE);
        ticks++;
        watch.check();
    }

    /** Ticks until a condition holds. */
    void until(String awaited, BooleanSupplier condition) {
        Patience wait = stage.patience(awaited);
        while (!condition.getAsBoolean()) {
            long before = watch.delivered();
            tick();
            if (watch.delivered() == before) {
                wait.pause();
            } else {
                wait.check();
            }
        }
    }

    /** Seals what is queued, and ticks until nothing is in flight any more. */
    void untilIdle() {
        tick();
        until("the end of everything in flight", () -> watch.inFlight() == 0);
    }

    IoListener listen(SocketAddress address, SocketOptions options) {
        return loop.listen(address, options);
    }

    IoListener listen() {
        return listen(Loopback.anyPort(), SocketOptions.DEFAULT);
    }

    IoFile open(Path path, OpenOption... how) {
        return (IoFile) await("an open file", request().open(path, how));
    }

    /** Connects a socket of the scenario's to a listener, and accepts it. */
    Link link(IoListener listener, PeerSocket peer) {
        IoStream stream = (IoStream) await("a connection", request().accept(listener));
        return new Link(stream, stage.own(peer));
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

    static void requireOk(IoCompletion completion) {
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
