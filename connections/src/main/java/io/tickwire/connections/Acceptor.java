package io.tickwire.connections;

import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.TickContext;
import java.time.Duration;

/**
 * Has one listener accept all the time. When that fails, as with EMFILE, it rests before the next
 * attempt: connections wait in the backlog, and the loop does not spin.
 */
final class Acceptor {
    private enum State {
        /** An accept has to be queued. */
        IDLE,
        ACCEPTING,
        /** The accept has failed; a timer has to be queued. */
        FAILED,
        RESTING,
        /** The listener is closed. */
        ENDED
    }

    private static final System.Logger LOGGER = System.getLogger(Acceptor.class.getName());
    private static final Duration REST = Duration.ofMillis(100);

    /** At most one line in so long a time, however long the trouble lasts. */
    private static final long LOG_NANOS = 10_000_000_000L;

    private final IoListener listener;
    private final int number;
    private State state = State.IDLE;
    private long loggedNanos = -LOG_NANOS;

    /** With a number by which completions find it. */
    Acceptor(IoListener listener, int number) {
        this.listener = listener;
        this.number = number;
    }

    IoListener listener() {
        return listener;
    }

    /** Queues what its state asks for; a full lane is tried again in the next tick. */
    void goOn(TickContext tick) {
        if (state == State.IDLE
                && tick.intents()
                        .queue(tick.request().accept(listener).multishot().userData(number))) {
            state = State.ACCEPTING;
        } else if (state == State.FAILED
                && tick.intents().queue(tick.request().timeout(REST).userData(number))) {
            state = State.RESTING;
        }
    }

    void rested() {
        if (state == State.RESTING) {
            state = State.IDLE;
        }
    }

    /** Takes the end of an accept, or a shot of it. */
    void accepted(IoCompletion accept, long nowNanos) {
        IoStatus status = accept.status();
        boolean isTrouble = !accept.isOk() && next(status) == State.FAILED;
        if (isTrouble && nowNanos - loggedNanos >= LOG_NANOS) {
            loggedNanos = nowNanos;
            log(status);
        }
        if (accept.isLast() && state != State.ENDED) {
            state = next(status);
        }
    }

    void end(TickContext tick) {
        if (state != State.ENDED) {
            state = State.ENDED;
            boolean unused = tick.intents().queue(tick.request().close(listener).errorsOnly());
        }
    }

    private static State next(IoStatus status) {
        return switch (status) {
            case OK, EDQUOT, ECONNABORTED -> State.IDLE;
            case ECANCELED, EBADF -> State.ENDED;
            default -> State.FAILED;
        };
    }

    private void log(IoStatus status) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "cannot accept at {0}: {1} ({2})",
                listener.localAddress(),
                status,
                status.description());
    }
}
