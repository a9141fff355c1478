package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.RefusedException;
import io.tickwire.examples.skirmish.ServerMessages;
import io.tickwire.examples.skirmish.SkirmishClientProtocol;
import io.tickwire.examples.skirmish.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.Optional;

/** One client. Its habit decides what it does when connected, on each message and on each turn. */
abstract class Bot implements ServerMessages {
    private static final long TOKEN_FACTOR = 0x9e3779b97f4a7c15L;

    final SkirmishClientProtocol protocol = new SkirmishClientProtocol();
    final BotStats stats = new BotStats();

    private final BotHabit habit;
    private final int number;
    private Optional<BotLink> link = Optional.empty();
    private Optional<InputLink> inputs = Optional.empty();
    private InetSocketAddress server = new InetSocketAddress(0);
    private Optional<String> ending = Optional.empty();
    private Optional<KickReason> kick = Optional.empty();
    private boolean wasConnected;
    private boolean isWelcome;

    Bot(BotHabit habit, int number) {
        this.habit = habit;
        this.number = number;
    }

    final BotHabit habit() {
        return habit;
    }

    final int number() {
        return number;
    }

    final String name() {
        return habit.lowerName() + "-" + number;
    }

    /** Begins to connect, for the first time or again. */
    final void connect(Selector selector, InetSocketAddress server) throws IOException {
        this.server = server;
        link = Optional.of(new BotLink(selector, server, receiveBufferBytes(), this));
    }

    /** Its socket is ready for something. */
    final void progress(long nowNanos) {
        BotLink link = link();
        try {
            if (!link.isConnected()) {
                if (link.finishConnect()) {
                    wasConnected = true;
                    connected();
                }
                return;
            }
            link.flush();
            if (isReading() && !link.receive(this::read)) {
                closed(whenClosed(), nowNanos);
            } else {
                received(nowNanos);
            }
        } catch (IOException e) {
            failed(e, nowNanos);
        } catch (UncheckedIOException e) {
            failed(new IOException(e.getMessage(), e), nowNanos);
        } catch (RefusedException | IllegalStateException e) {
            stats.fault(name() + ": " + e.getMessage());
            end(BotEnding.STILL_HERE);
        }
    }

    private void read(ByteBuf frame) {
        if (!hasEnded()) {
            protocol.read(frame, this);
        }
    }

    /** Lets time pass; called some times a second once it is connected. */
    final void turn(long nowNanos) {
        if (!hasEnded() && isConnected()) {
            try {
                act(nowNanos);
            } catch (IOException e) {
                failed(e, nowNanos);
            }
        }
    }

    private void failed(IOException e, long nowNanos) {
        // The words of a reset differ from one system and call to the other.
        closed(wasConnected ? BotEnding.RESET : "cannot connect: " + e.getMessage(), nowNanos);
    }

    final void end(String how) {
        if (ending.isEmpty()) {
            ending = Optional.of(kick.map(BotEnding::kicked).orElse(how));
            hangUp();
        }
    }

    /** Closes the sockets, so that the bot can end, or come again. */
    final void hangUp() {
        try {
            if (link.isPresent()) {
                link().close();
            }
            if (inputs.isPresent()) {
                inputs.get().close();
            }
        } catch (IOException e) {
            stats.fault(name() + " cannot close a socket: " + e);
        }
        link = Optional.empty();
        inputs = Optional.empty();
        isWelcome = false;
    }

    final boolean hasEnded() {
        return ending.isPresent();
    }

    final String ending() {
        return ending.orElse(BotEnding.STILL_HERE);
    }

    final boolean isOpen() {
        return link.isPresent();
    }

    /** Whether it has got where it wants to be, so that others may follow. */
    boolean isSettled() {
        return hasEnded() || isConnected();
    }

    final boolean isConnected() {
        return link.isPresent() && link().isConnected();
    }

    final boolean isWelcome() {
        return isWelcome;
    }

    final BotLink link() {
        return link.orElseThrow(() -> new IllegalStateException(name() + " has no connection"));
    }

    final void login() throws IOException {
        link().send(out -> protocol.login(out, name(), token()));
    }

    final long token() {
        return (habit.name().hashCode() * TOKEN_FACTOR) ^ number;
    }

    /** Sends an input, if the login has worked. */
    final void input(int sequence, int buttons) throws IOException {
        if (inputs.isPresent()) {
            inputs.get().send(protocol, sequence, buttons);
        }
    }

    @Override
    public void welcome(int id, long inputToken, int inputPort, int visits) {
        isWelcome = true;
        try {
            inputs =
                    Optional.of(
                            new InputLink(
                                    new InetSocketAddress(server.getAddress(), inputPort),
                                    inputToken));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        stats.snapshots++;
    }

    @Override
    public void chatted(int player, String text) {
        // Of no interest to most.
    }

    @Override
    public void pong(long nonce) {
        // Of no interest to most.
    }

    @Override
    public void kicked(KickReason reason, String text) {
        kick = Optional.of(reason);
    }

    /** The kernel's receive buffer; 0 leaves it as it is. */
    int receiveBufferBytes() {
        return 0;
    }

    /** The newest tick that it knows of. */
    int tick() {
        return 0;
    }

    /** The server has ended the connection. */
    void closed(String how, long nowNanos) {
        end(how);
    }

    /** What it makes of the end of the stream. */
    String whenClosed() {
        return BotEnding.CLOSED;
    }

    /** Whether it wants to connect now. */
    boolean wantsConnection(long nowNanos) {
        return !isOpen() && !hasEnded();
    }

    /** Whether it reads at all. */
    boolean isReading() {
        return true;
    }

    /** The connection is there. */
    abstract void connected() throws IOException;

    /** All that had come has been read. */
    void received(long nowNanos) throws IOException {}

    /** Time has passed. */
    void act(long nowNanos) throws IOException {}

    /** It may go, if it wants to. */
    void mayLeave() {}
}
