package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStream;
import io.tickwire.recipes.Frame;
import io.tickwire.recipes.FrameHandler;
import io.tickwire.recipes.Framing;

/**
 * One connection to the game. Whoever takes it out of the game {@linkplain #release releases} it.
 */
final class Player implements FrameHandler {
    /** Where a player stands; each state may be followed by those behind it. */
    enum State {
        /** Connected; has not said a word. */
        NEW,
        PLAYING,
        /** Has ended its side: gets a farewell once nothing else is on its way. */
        LEAVING,
        /** Farewell and close are on their way. */
        FAREWELL,
        /** Cut off. */
        DROPPED
    }

    /** How many messages may be on their way to a player. */
    private static final int AHEAD_MAX = 4;

    private final IoStream stream;
    private final Witness witness;
    private final Framing framing = Framing.lengthField(Message.LENGTH_BYTES, Message.BODY_BYTES);
    private State state = State.NEW;
    private int session;
    private int received;
    private int sent;
    private boolean isAsExpected = true;

    private int stuckTicks;

    /** The place in the game's list. */
    int place;

    Player(IoStream stream, Witness witness) {
        this.stream = stream;
        this.witness = witness;
    }

    IoStream stream() {
        return stream;
    }

    State state() {
        return state;
    }

    void become(State next) {
        if (next.compareTo(state) <= 0) {
            throw new IllegalStateException(stream + " is " + state + ", not to be " + next);
        }
        state = next;
    }

    /** Takes what was received; answers false if it is not what a player sends. */
    boolean take(ByteBuf bytes) {
        return framing.feed(bytes, this) && isAsExpected;
    }

    @Override
    public boolean frame(Frame frame) {
        boolean isWhole = frame.length() == Message.BODY_BYTES;
        if (state == State.NEW && isWhole) {
            session = Message.session(frame.buffer(), frame.index());
            state = State.PLAYING;
        }
        isAsExpected = isWhole && Message.isWhole(frame, Message.FROM_PLAYER, session, received);
        if (isAsExpected) {
            witness.messageCame(session, received++);
        }
        return isAsExpected;
    }

    /** Whether all that was received so far were whole messages. */
    boolean isBetweenMessages() {
        return framing.pendingBytes() == 0;
    }

    /** Whether the player hears of the game. */
    boolean isSpokenTo() {
        return state == State.PLAYING || state == State.LEAVING;
    }

    /**
     * Looks, once a tick, whether the last messages have left.
     *
     * @return for how many ticks too many have not; 0 if the next one can be sent
     */
    int countStuckTicks() {
        stuckTicks = stream.pendingSends() < AHEAD_MAX ? 0 : stuckTicks + 1;
        return stuckTicks;
    }

    /** Writes the next message. */
    void write(ByteBuf out) {
        Message.write(out, Message.FROM_GAME, session, sent++);
    }

    /** What is written to all players has gone to this one too. */
    void countNews() {
        sent++;
    }

    /** Writes the last message. */
    void writeFarewell(ByteBuf out) {
        Message.write(out, Message.FROM_GAME, session, sent++ | Message.FAREWELL);
    }

    /** Frees what is kept of an unfinished message. */
    void release() {
        framing.release();
    }
}
