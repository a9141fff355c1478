package io.tickwire.examples.server;

import io.tickwire.IoCompletion;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and hands every connection on: one multishot accept that is queued anew whenever it
 * ends. Where it ended for want of something (descriptors, memory) it rests for a moment first: the
 * connections wait in the backlog, and the loop does not spin. Belongs to the loop's thread; how
 * many streams can be open is bounded by {@link io.tickwire.BatchConfig#resources()}.
 */
public final class AcceptSystem implements TickSystem {
    private enum State {
        /** An accept has to be queued. */
        IDLE,
        ACCEPTING,
        /** The accept failed; a timer has to be queued. */
        FAILED,
        RESTING,
        /** The listener is closed. */
        STOPPED
    }

    private static final System.Logger LOGGER = System.getLogger(AcceptSystem.class.getName());
    private static final Duration REST = Duration.ofMillis(100);

    private final SocketAddress address;
    private final Consumer<IoStream> welcome;
    private @Nullable IoListener listener;
    private State state = State.IDLE;
    private boolean isInTrouble;
    private long failureCount;

    /**
     * Makes the system; it listens from {@link io.tickwire.TickLoopBuilder#build()} on.
     *
     * @param address where to listen
     * @param welcome takes each new stream over, on the loop's thread
     */
    public AcceptSystem(SocketAddress address, Consumer<IoStream> welcome) {
        this.address = address;
        this.welcome = welcome;
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(address);
    }

    /**
     * Where the system listens.
     *
     * @return the address, with the port that was chosen if 0 was asked for
     */
    public SocketAddress localAddress() {
        return listener().localAddress();
    }

    /**
     * How often accepting failed.
     *
     * @return failed accepts; after the loop was closed, or on its thread
     */
    public long failureCount() {
        return failureCount;
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            switch (completion.operation()) {
                case ACCEPT -> accepted(completion);
                case TIMEOUT -> state = State.IDLE;
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
        queueNext(tick.intents(), tick.request());
    }

    private void accepted(IoCompletion completion) {
        if (completion.isOk()) {
            isInTrouble = false;
            welcome.accept(completion.stream());
        } else {
            failed(completion.status());
        }
        if (completion.isLast()) {
            state = next(completion.status());
        }
    }

    private static State next(IoStatus status) {
        return switch (status) {
            case OK -> State.IDLE;
            case ECANCELED, EBADF -> State.STOPPED;
            default -> State.FAILED;
        };
    }

    /** Queues what the state asks for. There is room: only one intent is under way at a time. */
    private void queueNext(IoIntentQueue intents, IoRequest request) {
        if (state == State.IDLE && intents.queue(request.accept(listener()).multishot())) {
            state = State.ACCEPTING;
        } else if (state == State.FAILED && intents.queue(request.timeout(REST))) {
            state = State.RESTING;
        }
    }

    /** Logs once per spell of trouble. */
    private void failed(IoStatus status) {
        if (status == IoStatus.ECANCELED) {
            return; // the listener was closed
        }
        failureCount++;
        if (!isInTrouble) {
            isInTrouble = true;
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "cannot accept: " + status + " (" + status.description() + ")");
        }
    }

    private IoListener listener() {
        IoListener open = listener;
        if (open == null) {
            throw new IllegalStateException("not set up yet");
        }
        return open;
    }
}
