package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.PollEvents;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Peers that always have more to send than the loop takes, beside some that send one message at a
 * time. What they write is there for the next tick, so that ticks, and not time, are counted.
 */
abstract class FloodTck extends TckCase {
    private static final int GROUP = 5;
    private static final int HONEST = 20;
    private static final int ROUNDS = 6;
    private static final int POURED = 16;

    /** All that wait are served once, and what was taken beyond a share is given back before. */
    private static final int TICKS_MAX = 12;

    FloodTck(String transport) {
        super(transport);
    }

    private LoopFixture groupLoop(int multishotRoom) {
        return loop(
                BatchConfig.builder()
                        .laneCapacity(512)
                        .multishotRoom(multishotRoom)
                        .bufferGroup(new BufferGroup(GROUP, 1024, 64, 8))
                        .build());
    }

    /** Receives from a group as long as the loop lives, and counts what came. */
    private static final class Receiver implements CompletionCallback {
        private final boolean isMultishot;
        private final IoStream stream;
        private long count;

        Receiver(IoStream stream, boolean isMultishot) {
            this.stream = stream;
            this.isMultishot = isMultishot;
        }

        Receiver start(LoopFixture loop) {
            loop.queue(request(loop.request()));
            return this;
        }

        private IoRequest request(IoRequest free) {
            IoRequest request = free.recv(stream).fromGroup(GROUP).onComplete(this);
            return isMultishot ? request.multishot() : request;
        }

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            count += Math.max(0, completion.result());
            if (!isMultishot && completion.isOk()) {
                boolean unused = tick.intents().queue(request(tick.request()));
            }
        }
    }

    private record Sender(SocketChannel channel, ByteBuffer flood) {
        static Sender to(SocketChannel channel) throws IOException {
            channel.configureBlocking(false);
            return new Sender(channel, ByteBuffer.allocate(64 << 10));
        }

        void fill() {
            try {
                while (channel.write(flood.clear()) > 0) {}
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Connection connectUnix(LoopFixture loop, IoListener listener) {
        return loop.accept(listener, Peer.connect(listener.localAddress()));
    }

    @Test
    @DisplayName("group: four or eight floods over streams keep no other from its buffers")
    void fewFloods() throws IOException {
        groupOfStreams(4, true);
        groupOfStreams(8, true);
    }

    @Test
    @DisplayName("group: forty floods over streams keep no other from its buffers")
    void manyFloods() throws IOException {
        groupOfStreams(40, true);
    }

    @Test
    @DisplayName("group: floods that single receives take keep no other from its buffers")
    void singleReceives() throws IOException {
        groupOfStreams(8, false);
        groupOfStreams(80, false);
    }

    private void groupOfStreams(int floods, boolean isMultishot) throws IOException {
        LoopFixture loop = groupLoop(512);
        IoListener listener = listenUnix(loop, "s");
        List<Receiver> flooded = new ArrayList<>();
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < floods; i++) {
            Connection each = connectUnix(loop, listener);
            flooded.add(new Receiver(each.stream(), isMultishot).start(loop));
            senders.add(Sender.to(each.peer().channel()));
        }
        List<Connection> honest = new ArrayList<>();
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < HONEST; i++) {
            honest.add(connectUnix(loop, listener));
            receivers.add(new Receiver(honest.get(i).stream(), isMultishot).start(loop));
        }
        loop.tick();
        List<LongSupplier> counts = new ArrayList<>();
        receivers.forEach(receiver -> counts.add(() -> receiver.count));
        assertServed(
                loop,
                counts,
                () -> senders.forEach(Sender::fill),
                () -> honest.forEach(each -> each.peer().send(new byte[1])));
        assertThat(flooded).allMatch(receiver -> receiver.count > 0);
    }

    @Test
    @DisplayName("group: floods of datagrams keep no other socket from its buffers")
    void datagrams() throws IOException {
        groupOfDatagrams(4, true);
        groupOfDatagrams(40, true);
        groupOfDatagrams(80, false);
    }

    private void groupOfDatagrams(int floods, boolean isMultishot) throws IOException {
        LoopFixture loop = groupLoop(512);
        DatagramChannel sender = own(DatagramChannel.open());
        List<SocketAddress> flooded = new ArrayList<>();
        for (int i = 0; i < floods; i++) {
            flooded.add(new Counter(loop, isMultishot).address);
        }
        List<Counter> honest = new ArrayList<>();
        for (int i = 0; i < HONEST; i++) {
            honest.add(new Counter(loop, isMultishot));
        }
        loop.tick();
        List<LongSupplier> counts = new ArrayList<>();
        honest.forEach(each -> counts.add(() -> each.count));
        assertServed(
                loop,
                counts,
                () -> flooded.forEach(address -> send(sender, address, POURED)),
                () -> honest.forEach(each -> send(sender, each.address, 1)));
    }

    /** Counts what one socket receives. */
    private static final class Counter implements CompletionCallback {
        private final SocketAddress address;
        private final IoDatagram socket;
        private final boolean isMultishot;
        private long count;

        Counter(LoopFixture loop, boolean isMultishot) {
            this.isMultishot = isMultishot;
            socket = loop.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
            address = socket.localAddress();
            loop.queue(request(loop.request()));
        }

        private IoRequest request(IoRequest free) {
            IoRequest request = free.recvmsg(socket).fromGroup(GROUP).onComplete(this);
            return isMultishot ? request.multishot() : request;
        }

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            count += completion.isOk() ? 1 : 0;
            if (!isMultishot && completion.isOk()) {
                boolean unused = tick.intents().queue(request(tick.request()));
            }
        }
    }

    /** Keeps connections waiting in a listener's backlog, and closes what is accepted. */
    private final class Crowd implements CompletionCallback {
        private static final int WAITING = 32;

        private final IoListener listener;
        private final Deque<Peer> waiting = new ArrayDeque<>();
        private int accepted;

        Crowd(LoopFixture loop, IoListener listener) {
            this.listener = listener;
            loop.queue(loop.request().accept(listener).multishot().onComplete(this));
        }

        void fill(int most) {
            while (waiting.size() < most) {
                waiting.add(own(Peer.connect(listener.localAddress())));
            }
        }

        @Override
        public void completed(IoCompletion accept, TickContext tick) {
            if (accept.isOk()) {
                accepted++;
                waiting.remove().close();
                boolean unused = tick.intents().queue(tick.request().close(accept.stream()));
            }
        }
    }

    /** Counts what a poll tells, and takes it: after that the poll tells again. */
    private final class Polled implements CompletionCallback {
        private final IoStream stream;
        private int told;

        Polled(LoopFixture loop, IoStream stream) {
            this.stream = stream;
            var request = loop.request().poll(stream, PollEvents.READABLE).multishot();
            loop.queue(request.onComplete(this));
        }

        @Override
        public void completed(IoCompletion completion, TickContext tick) {
            if (completion.isOk()) {
                told++;
                boolean unused =
                        tick.intents().queue(tick.request().recv(stream, buffers.keep(1), 1));
            }
        }
    }

    @Test
    @DisplayName("accepts, polls and receives leave each other room, and so do listeners")
    void sharedRoom() throws IOException {
        LoopFixture loop = groupLoop(24);
        Crowd crowd = new Crowd(loop, listenUnix(loop, "crowd"));
        Crowd few = new Crowd(loop, listenUnix(loop, "few"));
        IoListener listener = listenUnix(loop, "streams");
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Connection each = connectUnix(loop, listener);
            new Receiver(each.stream(), true).start(loop);
            senders.add(Sender.to(each.peer().channel()));
        }
        Connection honest = connectUnix(loop, listener);
        Receiver receiver = new Receiver(honest.stream(), true).start(loop);
        Connection polled = connectUnix(loop, listener);
        Polled poll = new Polled(loop, polled.stream());
        loop.tick();
        assertServed(
                loop,
                List.of(() -> receiver.count, () -> few.accepted, () -> poll.told),
                () -> {
                    senders.forEach(Sender::fill);
                    crowd.fill(Crowd.WAITING);
                },
                () -> {
                    honest.peer().send(new byte[1]);
                    few.fill(1);
                    polled.peer().send(new byte[1]);
                });
        assertThat(crowd.accepted).isGreaterThan(ROUNDS);
    }

    private IoListener listenUnix(LoopFixture loop, String name) {
        return loop.loop()
                .listen(
                        UnixDomainSocketAddress.of(directory().resolve(name)),
                        SocketOptions.DEFAULT);
    }

    private static void send(DatagramChannel from, SocketAddress to, int count) {
        try {
            for (int i = 0; i < count; i++) {
                from.send(ByteBuffer.allocate(8), to);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Floods before each tick, and counts the ticks until all honest messages of a round came. */
    private static void assertServed(
            LoopFixture loop, List<LongSupplier> counts, Runnable flood, Runnable message) {
        for (int i = 0; i < 8; i++) {
            flood.run();
            loop.tick();
        }
        for (int round = 1; round <= ROUNDS; round++) {
            int expected = round;
            message.run();
            int ticks = 0;
            while (counts.stream().anyMatch(count -> count.getAsLong() < expected)) {
                assertThat(ticks++).as("ticks that a message waits").isLessThan(TICKS_MAX);
                flood.run();
                loop.tick();
            }
        }
    }
}
