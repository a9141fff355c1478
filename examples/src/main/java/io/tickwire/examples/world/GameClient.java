package io.tickwire.examples.world;

import io.tickwire.IoStatus;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.World;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A player's program: says something twenty times a second, checks every byte that it hears, and
 * connects again whenever its connection has ended. Complains if it hears nothing for long without
 * a reason. Belongs to the world's thread.
 */
final class GameClient implements PeerHandler {
    private static final Duration BEAT = Duration.ofMillis(50);

    /** How many beats the game may be silent. */
    private static final int SILENT_BEATS_MAX = 100;

    private static final int FLOOD_MESSAGES = 1_500;
    private static final int SESSIONS_PER_CLIENT = 1 << 20;

    private final World world;
    private final RandomGenerator random;
    private final int number;
    private final InetAddress machine;
    private final Runnable beat = this::beat;
    private final Runnable connect = this::connect;
    private final byte[] outBytes = new byte[Message.FRAME_BYTES];
    private final ByteBuffer out = ByteBuffer.wrap(outBytes);

    /** The part of a message that has come. */
    private final ByteBuffer partial = ByteBuffer.allocate(Message.FRAME_BYTES_MAX);

    private @Nullable Peer peer;
    private int session;
    private int sent;
    private int heard;
    private int newsHeard;
    private long heardInAll;
    private int silentBeats;
    private boolean isStalled;
    private boolean isCut;
    private boolean isLeaving;
    private boolean isCheating;
    private boolean isFarewellHeard;
    private boolean isDone;

    GameClient(World world, int number, InetAddress machine) {
        this.world = world;
        this.number = number;
        this.machine = machine;
        random = world.random();
        session = number * SESSIONS_PER_CLIENT;
    }

    void start() {
        world.after(Duration.ofNanos(random.nextLong(BEAT.toNanos())), beat);
        connect();
    }

    long heardInAll() {
        return heardInAll;
    }

    /** Whether it is connected and does nothing but play. */
    boolean isPlaying() {
        return isConnected() && !isStalled && !isCut && !isLeaving && !isCheating;
    }

    /** The server is down or up again: nothing is to be expected of the time between. */
    void forgive() {
        silentBeats = 0;
    }

    /** Gives way to a habit. */
    void indulge(Habit habit) {
        Peer mine = requirePeer();
        switch (habit) {
            case LEAVE -> leave(mine);
            case HANG_UP -> {
                mine.reset();
                connectLater();
            }
            case STOP_READING -> {
                isStalled = true;
                mine.readSpeed(0);
                mine.after(anythingUpTo(240), this::readOn);
            }
            case LOSE_NETWORK -> {
                isCut = true;
                world.partition(machine);
                world.after(anythingUpTo(12), this::heal);
            }
            case FLOOD -> flood(mine);
            case CHEAT -> cheat(mine);
        }
    }

    /** Ends what keeps it from playing. */
    void sober() {
        if (isCut) {
            heal();
        }
        if (isStalled && isConnected()) {
            readOn();
        }
    }

    /** Leaves for good. */
    void quit() {
        isDone = true;
        Peer mine = requirePeer();
        if (!mine.isConnected()) {
            mine.close();
        } else if (!isLeaving) {
            leave(mine);
        }
    }

    private Duration anythingUpTo(int seconds) {
        return Duration.ofMillis(1 + random.nextInt(seconds * 1_000));
    }

    private void leave(Peer mine) {
        isLeaving = true;
        mine.halfClose();
    }

    private void readOn() {
        isStalled = false;
        silentBeats = 0;
        requirePeer().readSpeed(Long.MAX_VALUE);
    }

    private void heal() {
        if (isCut) {
            isCut = false;
            silentBeats = 0;
            world.heal(machine);
        }
    }

    private void flood(Peer mine) {
        for (int i = 0; i < FLOOD_MESSAGES && mine.room() >= Message.FRAME_BYTES; i++) {
            say(mine);
        }
    }

    private void cheat(Peer mine) {
        if (mine.room() >= Message.FRAME_BYTES) {
            Message.write(out.clear(), Message.FROM_PLAYER, session, sent++);
            outBytes[random.nextInt(Message.FRAME_BYTES)] ^= (byte) (1 << random.nextInt(8));
            isCheating = mine.send(outBytes);
        }
    }

    private void connect() {
        if (isDone) {
            return;
        }
        session++;
        sent = 0;
        heard = 0;
        newsHeard = -1;
        partial.clear();
        isStalled = false;
        isLeaving = false;
        isCheating = false;
        isFarewellHeard = false;
        peer = world.peer(machine, GameServer.GAME, this);
    }

    private void connectLater() {
        world.after(Duration.ofMillis(200).plus(anythingUpTo(1)), connect);
    }

    private boolean isConnected() {
        Peer mine = peer;
        return mine != null && mine.isConnected();
    }

    private void beat() {
        if (isDone) {
            return;
        }
        Peer mine = requirePeer();
        boolean isTalking = !isLeaving && !isCheating;
        if (isTalking && mine.room() >= Message.FRAME_BYTES) {
            say(mine);
        }
        if (!isStalled && !isCut && ++silentBeats > SILENT_BEATS_MAX) {
            throw new AssertionError(this + " has not heard of the game for long");
        }
        world.after(BEAT, beat);
    }

    private void say(Peer mine) {
        Message.write(out.clear(), Message.FROM_PLAYER, session, sent++);
        if (!mine.send(outBytes)) {
            throw new AssertionError("no room after all: " + mine);
        }
    }

    @Override
    public void received(Peer reading, ByteBuffer bytes) {
        // A cheat gets on until it is found out.
        if (!isCheating) {
            silentBeats = 0;
        }
        while (bytes.hasRemaining()) {
            if (partial.position() == 0 && hearWhole(bytes)) {
                continue;
            }
            partial.put(bytes.get());
            if (partial.position() == frameBytes(partial, 0, partial.position())) {
                hear(partial, 0);
                partial.clear();
            }
        }
    }

    /** Takes a frame that has come whole; answers false if there is none. */
    private boolean hearWhole(ByteBuffer bytes) {
        int start = bytes.position();
        int length = frameBytes(bytes, start, bytes.remaining());
        if (bytes.remaining() < length) {
            return false;
        }
        hear(bytes, start);
        bytes.position(start + length);
        return true;
    }

    /** How long the frame is of which so many bytes are there. */
    private int frameBytes(ByteBuffer frame, int index, int there) {
        if (there < Message.LENGTH_BYTES) {
            return Message.FRAME_BYTES;
        }
        int bodyBytes = frame.getShort(index);
        if (bodyBytes != Message.BODY_BYTES && !Message.isNews(bodyBytes)) {
            throw new AssertionError(this + " has heard a message of " + bodyBytes + " bytes");
        }
        return Message.LENGTH_BYTES + bodyBytes;
    }

    private void hear(ByteBuffer frame, int index) {
        if (Message.isNews(frame.getShort(index))) {
            hearNews(frame, index + Message.LENGTH_BYTES, frame.getShort(index));
        } else {
            hearMessage(frame, index + Message.LENGTH_BYTES);
        }
        heard++;
        heardInAll++;
    }

    /** News come whole and in order; that none was left out shows in the next message's number. */
    private void hearNews(ByteBuffer frame, int body, int bodyBytes) {
        int news = Message.number(frame, body);
        if (isFarewellHeard || news <= newsHeard || !Message.isWholeNews(frame, body, bodyBytes)) {
            throw new AssertionError(this + " has heard something else than news " + news);
        }
        newsHeard = news;
    }

    private void hearMessage(ByteBuffer frame, int body) {
        int last = heard | Message.FAREWELL;
        boolean isLast = Message.number(frame, body) == last;
        int expected = isLast ? last : heard;
        if (isFarewellHeard
                || !Message.isWhole(frame, body, Message.FROM_GAME, session, expected)) {
            throw new AssertionError(this + " has heard something else than message " + heard);
        }
        isFarewellHeard = isLast;
    }

    /** The game closes a connection in order only behind a farewell. */
    @Override
    public void ended(Peer ended) {
        if (!isLeaving || !isFarewellHeard || partial.position() > 0) {
            throw new AssertionError(this + ": the game has left without a farewell");
        }
        ended.close();
        silentBeats = 0;
        connectLater();
    }

    @Override
    public void reset(Peer reset) {
        silentBeats = 0;
        connectLater();
    }

    @Override
    public void refused(Peer refused, IoStatus status) {
        connectLater();
    }

    private Peer requirePeer() {
        Peer mine = peer;
        if (mine == null) {
            throw new IllegalStateException("not started: " + number);
        }
        return mine;
    }

    @Override
    public String toString() {
        return "GameClient["
                + number
                + ", session="
                + session
                + ", sent="
                + sent
                + ", heard="
                + heard
                + (isLeaving ? ", leaving" : "")
                + (isCheating ? ", cheating" : "")
                + ", "
                + peer
                + "]";
    }
}
