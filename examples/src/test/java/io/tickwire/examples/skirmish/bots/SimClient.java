package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoStatus;
import io.tickwire.examples.skirmish.Buttons;
import io.tickwire.examples.skirmish.KickReason;
import io.tickwire.examples.skirmish.RefusedException;
import io.tickwire.examples.skirmish.ServerMessages;
import io.tickwire.examples.skirmish.SkirmishClientProtocol;
import io.tickwire.examples.skirmish.Snapshot;
import io.tickwire.simulation.DatagramPeer;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.World;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client of the game in a simulated world, which checks all that it gets, and comes again when it
 * was cut off.
 */
final class SimClient implements PeerHandler, ServerMessages {
    private static final Duration TURN = Duration.ofMillis(100);
    private static final int TURNS_TO_COME_AGAIN = 5;
    private static final int TURNS_TO_CHAT = 30;
    private static final int TURNS_TO_PING = 10;

    /** So many answers a second fill what lies between the server and who does not read them. */
    private static final int PINGS_OF_STALLED = 200;

    private static final int SNAPSHOTS_TO_CHEAT = 60;
    private static final int GARBAGE_WAYS = 5;

    final BotHabit habit;
    final BotStats stats = new BotStats();

    /** How its connections ended, and how often; one that was never made does not count. */
    final Map<String, Integer> endings = new HashMap<>();

    private final World world;
    private final int number;
    private final ByteBuf in = Unpooled.buffer();
    private final ByteBuf out = Unpooled.buffer();
    private final Map<String, Integer> heard = new HashMap<>();
    private final ArrayDeque<String> said = new ArrayDeque<>();
    private final ArrayDeque<Long> pings = new ArrayDeque<>();

    private Peer peer;
    private DatagramPeer inputs;
    private InetSocketAddress inputAddress;
    private SkirmishClientProtocol protocol;
    private SnapshotCheck snapshots;
    private KickReason kick;
    private boolean isThere;
    private boolean isPlaying;
    private boolean isTired;
    private int id;
    private long inputToken;
    private int turns;
    private int comesAt;
    private int chats;
    private int seen;
    private int buttons;

    SimClient(World world, BotHabit habit, int number) {
        this.world = world;
        this.habit = habit;
        this.number = number;
        comesAt = world.random().nextInt(10);
        turn();
    }

    private String name() {
        return habit.lowerName() + "-" + number;
    }

    /** Does not come again. */
    void retire() {
        isTired = true;
    }

    Peer peer() {
        return peer;
    }

    boolean isPlaying() {
        return isPlaying;
    }

    private void fault(String what) {
        stats.fault(name() + " at " + world.now() + ": " + what);
    }

    private void turn() {
        turns++;
        if (isThere) {
            act();
        } else if (turns >= comesAt && !isTired) {
            come();
        }
        world.after(TURN, this::turn);
    }

    private void come() {
        isThere = true;
        in.clear();
        out.clear();
        said.clear();
        pings.clear();
        protocol = new SkirmishClientProtocol();
        snapshots = new SnapshotCheck(stats, this::fault);
        kick = null;
        seen = 0;
        peer = world.peer(SimServer.ADDRESS, this);
    }

    @Override
    public void connected(Peer by) {
        switch (habit) {
            case MUTE -> {}
            case GARBAGE -> sendGarbage();
            default -> send(body -> protocol.login(body, name(), number));
        }
        if (habit == BotHabit.STALLED) {
            peer.readSpeed(0);
        }
    }

    private void sendGarbage() {
        switch (world.random().nextInt(GARBAGE_WAYS)) {
            case 0 -> out.writeShort(0xffff);
            case 1 -> out.writeShort(513);
            case 2 -> send(body -> protocol.chat(body, "not logged in"));
            case 3 -> send(body -> protocol.login(body, "no name", 1));
            default -> send(body -> body.writeByte(99));
        }
        flush();
    }

    private void send(Consumer<ByteBuf> message) {
        ByteBuf body = Unpooled.buffer();
        message.accept(body);
        out.writeShort(body.readableBytes()).writeBytes(body);
        flush();
    }

    private void flush() {
        out.skipBytes(peer.send(out.nioBuffer())).discardReadBytes();
    }

    @Override
    public void writable(Peer by) {
        flush();
    }

    @Override
    public void received(Peer from, ByteBuffer bytes) {
        in.writeBytes(bytes);
        while (in.readableBytes() >= 2 && in.readableBytes() >= 2 + in.getShort(in.readerIndex())) {
            try {
                protocol.read(in.readSlice(in.readShort()), this);
            } catch (RefusedException e) {
                fault(e.text());
            }
        }
        in.discardReadBytes();
    }

    @Override
    public void welcome(int newId, long newToken, int inputPort, int visits) {
        id = newId;
        inputToken = newToken;
        isPlaying = true;
        inputAddress = new InetSocketAddress(SimServer.ADDRESS.getAddress(), inputPort);
        InetSocketAddress machine = (InetSocketAddress) peer.localAddress();
        inputs =
                world.datagramPeer(
                        new InetSocketAddress(machine.getAddress(), 0),
                        (by, from, bytes) -> fault("got a datagram"));
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (!isPlaying) {
            fault("got a snapshot and no welcome");
        }
        stats.snapshots++;
        snapshots.check(snapshot, id);
        seen++;
        if (habit == BotHabit.HONEST || habit == BotHabit.CHEAT) {
            press();
        }
    }

    private void press() {
        if (world.random().nextInt(20) == 0) {
            int some = world.random().nextInt(Buttons.FIRE * 2);
            buttons = Buttons.isLegal(some) ? some : Buttons.FIRE;
        }
        boolean isCheat = habit == BotHabit.CHEAT && seen >= SNAPSHOTS_TO_CHEAT;
        int pressed = isCheat ? Buttons.UP | Buttons.DOWN : buttons;
        ByteBuf datagram = Unpooled.buffer();
        protocol.input(datagram, inputToken, snapshots.nextSequence(pressed), pressed);
        byte[] bytes = new byte[datagram.readableBytes()];
        datagram.readBytes(bytes);
        inputs.send(inputAddress, bytes);
    }

    private void act() {
        if (habit == BotHabit.STALLED && peer.isConnected()) {
            for (int i = 0; i < PINGS_OF_STALLED && out.readableBytes() < 4096; i++) {
                send(body -> protocol.ping(body, 1));
            }
        } else if (habit == BotHabit.HONEST && isPlaying) {
            talk();
        }
    }

    private void talk() {
        if (turns % TURNS_TO_CHAT == number % TURNS_TO_CHAT && said.isEmpty()) {
            String text = name() + " " + ++chats;
            said.add(text);
            stats.chatsSent++;
            send(body -> protocol.chat(body, text));
        }
        if (turns % TURNS_TO_PING == 0) {
            long nonce = world.random().nextLong();
            pings.add(nonce);
            send(body -> protocol.ping(body, nonce));
        }
    }

    /** Each says its name and a number, one more each time: none comes twice or out of its turn. */
    @Override
    public void chatted(int player, String text) {
        int space = text.indexOf(' ');
        int count = Integer.parseInt(text.substring(space + 1));
        Integer before = heard.put(text.substring(0, space), count);
        if (before != null && count <= before) {
            fault("heard " + text + " after " + before);
        }
        if (player == id && isPlaying) {
            if (!text.equals(said.poll())) {
                fault("said to have said " + text);
            }
            stats.chatsReturned++;
        }
    }

    @Override
    public void pong(long nonce) {
        if (habit == BotHabit.HONEST && !Long.valueOf(nonce).equals(pings.poll())) {
            fault("got a pong out of its turn");
        }
    }

    @Override
    public void kicked(KickReason reason, String text) {
        kick = reason;
    }

    @Override
    public void ended(Peer from) {
        over(BotEnding.CLOSED);
        from.close();
    }

    @Override
    public void reset(Peer from) {
        over(BotEnding.RESET);
    }

    @Override
    public void refused(Peer by, IoStatus status) {
        gone();
    }

    private void over(String how) {
        endings.merge(kick == null ? how : BotEnding.kicked(kick), 1, Integer::sum);
        gone();
    }

    private void gone() {
        isThere = false;
        isPlaying = false;
        comesAt = turns + TURNS_TO_COME_AGAIN;
        if (inputs != null) {
            inputs.close();
        }
    }
}
