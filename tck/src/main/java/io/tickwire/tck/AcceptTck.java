package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BatchConfig;
import io.tickwire.CompletionCallback;
import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listeners and what they accept. */
abstract class AcceptTck extends TckCase {
    private static final int CROWD = 2_000;

    AcceptTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("several accepts that wait take one connection each, in sequence order")
    void singleShots() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tickets.add(loop.queue(loop.request().accept(listener)));
        }
        loop.tick();
        for (int i = 0; i < 7; i++) {
            own(Peer.connect(listener.localAddress()));
        }
        List<Outcome> accepted = loop.awaitAll(tickets);
        assertThat(accepted).allMatch(outcome -> outcome.isOk() && outcome.isLast());
        assertThat(accepted).extracting(Outcome::shot).containsOnly(0);
        assertThat(accepted).extracting(outcome -> outcome.stream().id()).doesNotHaveDuplicates();
        assertThat(accepted)
                .as("the other two wait their turn")
                .hasSize(5)
                .allMatch(outcome -> outcome.stream().isOpen());
        assertThat(loop.finish(loop.request().accept(listener)).isOk()).isTrue();
    }

    @Test
    @DisplayName("a multishot accept takes every connection, each as a shot of its own")
    void multishot() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().accept(listener).multishot().userData(9));
        for (int i = 0; i < 30; i++) {
            own(Peer.connect(listener.localAddress()));
            if (i % 10 == 0) {
                loop.tick();
            }
        }
        loop.until("30 shots", () -> loop.of(ticket).size() == 30);
        assertThat(loop.of(ticket))
                .allMatch(shot -> shot.isOk() && !shot.isLast() && shot.userData() == 9);
        for (int i = 0; i < 30; i++) {
            assertThat(loop.of(ticket).get(i).shot()).isEqualTo(i);
        }
        assertThat(loop.of(ticket)).extracting(Outcome::sequence).containsOnly(0L);
    }

    @Test
    @DisplayName("a cancelled multishot accept ends with ECANCELED as its last shot")
    void cancelOfMultishot() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().accept(listener).multishot());
        own(Peer.connect(listener.localAddress()));
        loop.until("a shot", () -> !loop.of(ticket).isEmpty());
        Outcome cancel = loop.finish(loop.request().cancel(ticket));
        assertThat(cancel.result()).isZero();
        Outcome last = loop.await(ticket);
        assertThat(last.status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(last.shot()).isEqualTo(1);
        assertThat(listener.isOpen()).isTrue();
    }

    @Test
    @DisplayName("after a cancelled multishot accept the listener accepts again, nobody is lost")
    void acceptAfterCancel() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().accept(listener).multishot());
        loop.tick();
        loop.finish(loop.request().cancel(ticket));
        loop.await(ticket);
        for (int i = 0; i < 3; i++) {
            own(Peer.connect(listener.localAddress()));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(loop.finish(loop.request().accept(listener)).isOk()).isTrue();
        }
    }

    @Test
    @DisplayName("CLOSE of a listener ends its accepts with ECANCELED and comes after them")
    void closeOfListener() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        List<Long> tickets = new ArrayList<>();
        tickets.add(loop.queue(loop.request().accept(listener)));
        tickets.add(loop.queue(loop.request().accept(listener)));
        tickets.add(loop.queue(loop.request().accept(listener).multishot()));
        loop.tick();
        long close = loop.queue(loop.request().close(listener));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.awaitAll(tickets))
                .allMatch(outcome -> outcome.status() == IoStatus.ECANCELED);
        int last = loop.outcomes().size() - 1;
        assertThat(loop.outcomes().get(last).ticket()).isEqualTo(close);
        assertThat(loop.finish(loop.request().accept(listener)).status()).isEqualTo(IoStatus.EBADF);
        assertThatThrownBy(() -> Peer.connect(listener.localAddress()))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("streams live on when their listener is closed")
    void streamsOutliveListener() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        Connection connection = connect(loop, listener);
        loop.finish(loop.request().close(listener));
        loop.finish(loop.request().send(connection.stream(), give(new byte[4])));
        assertThat(connection.peer().receive(4)).hasSize(4);
    }

    @Test
    @DisplayName("listening on a port in use fails with the address in the message")
    void portInUse() {
        LoopFixture loop = loop();
        SocketAddress taken = loop.listen().localAddress();
        assertThatThrownBy(() -> loop.loop().listen(taken, SocketOptions.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining(taken.toString());
    }

    @Test
    @DisplayName("listening on a Unix path in use fails with the path in the message")
    void unixPathInUse() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.createFile(directory().resolve("taken"));
        SocketAddress address = UnixDomainSocketAddress.of(path);
        assertThatThrownBy(() -> loop.loop().listen(address, SocketOptions.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    @DisplayName("port 0 gives a port, which can be listened on again after CLOSE")
    void portChosenBySystem() {
        LoopFixture loop = loop();
        IoListener first = loop.listen();
        InetSocketAddress address = (InetSocketAddress) first.localAddress();
        assertThat(address.getPort()).isPositive();
        connect(loop, first).peer().close();
        loop.finish(loop.request().close(first));
        IoListener second = loop.loop().listen(address, SocketOptions.DEFAULT);
        assertThat(second.localAddress()).isEqualTo(address);
        connect(loop, second);
    }

    @Test
    @DisplayName("two listeners that both ask for it share a port")
    void sharedPort() {
        LoopFixture loop = loop();
        SocketOptions shared = SocketOptions.DEFAULT.withReuse(true, true);
        IoListener first = loop.listen(shared);
        IoListener second = loop.loop().listen(first.localAddress(), shared);
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    @DisplayName("a multishot accept pauses when its room is full and goes on under one sequence")
    void multishotPausesAtItsBound() {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(8).resources(512).multishotRoom(4).build());
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().accept(listener).multishot());
        for (int i = 0; i < 60; i++) {
            own(Peer.connect(listener.localAddress()));
        }
        loop.until("60 shots", () -> loop.of(ticket).size() == 60);
        assertThat(loop.of(ticket)).allMatch(shot -> shot.isOk() && !shot.isLast());
        assertThat(loop.of(ticket)).extracting(Outcome::sequence).containsOnly(0L);
        for (int i = 0; i < 60; i++) {
            assertThat(loop.of(ticket).get(i).shot()).isEqualTo(i);
        }
        for (long point = 0; point < loop.points(); point++) {
            long at = point;
            assertThat(loop.of(ticket).stream().filter(shot -> shot.point() == at).count())
                    .isLessThanOrEqualTo(4);
        }
    }

    @Test
    @DisplayName(
            "a connection beyond the bound of open resources is closed, EMFILE; accepting goes on")
    void resourceBound() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(8).resources(3).build());
        IoListener listener = loop.listen();
        long ticket = loop.queue(loop.request().accept(listener).multishot());
        for (int i = 0; i < 2; i++) {
            own(Peer.connect(listener.localAddress()));
        }
        loop.until("2 shots", () -> loop.of(ticket).size() == 2);
        Peer third = own(Peer.connect(listener.localAddress()));
        loop.until("a third shot", () -> loop.of(ticket).size() == 3);
        Outcome refused = loop.of(ticket).get(2);
        assertThat(refused.status()).isEqualTo(IoStatus.EMFILE);
        assertThat(refused.isLast()).isFalse();
        assertThat(third.isEndedByOther()).isTrue();
        loop.finish(loop.request().close(loop.of(ticket).get(0).stream()));
        own(Peer.connect(listener.localAddress()));
        loop.until("a fourth shot", () -> loop.of(ticket).size() == 4);
        assertThat(loop.of(ticket).get(3).isOk()).isTrue();
    }

    @Test
    @DisplayName("two thousand connections opened at once are all served")
    void crowd() {
        LoopFixture loop =
                loop(
                        BatchConfig.builder()
                                .laneCapacity(4096)
                                .laneInFlight(8192)
                                .callbackCapacity(4096)
                                .build());
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBacklog(4096));
        CompletionCallback echo =
                (received, tick) -> {
                    if (received.result() == 1) {
                        tick.intents()
                                .queue(
                                        tick.request()
                                                .send(received.stream(), received.buffer().retain())
                                                .errorsOnly());
                    }
                };
        loop.queue(
                loop.request()
                        .accept(listener)
                        .multishot()
                        .onComplete(
                                (accepted, tick) -> {
                                    if (accepted.isOk()) {
                                        receive(accepted.stream(), tick, echo);
                                    }
                                }));
        loop.tick();
        SocketAddress address = listener.localAddress();
        FutureTask<Integer> crowd = inBackground(() -> openAndTalk(address));
        assertThat(tickUntilDone(loop, crowd)).isEqualTo(CROWD);
        assertThat(loop.outcomes()).isEmpty();
    }

    @Test
    @DisplayName("connections that were accepted and not delivered are closed with the loop")
    void undeliveredAccepts() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        loop.queue(loop.request().accept(listener).multishot());
        loop.tick();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            peers.add(own(Peer.connect(listener.localAddress())));
        }
        loop.close();
        assertThat(peers).allMatch(Peer::isEndedByOther);
    }

    @Test
    @DisplayName("an IPv4 listener on the loopback address shows it in its local address")
    void localAddress() {
        InetSocketAddress address = (InetSocketAddress) loop().listen().localAddress();
        assertThat(address.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    }

    private void receive(IoStream stream, TickContext tick, CompletionCallback then) {
        tick.intents().queue(tick.request().recv(stream, buffers.keep(1), 1).onComplete(then));
    }

    private int openAndTalk(SocketAddress address) {
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                peers.add(Peer.connect(address));
            }
            for (int i = 0; i < CROWD; i++) {
                peers.get(i).send(new byte[] {(byte) i});
            }
            int served = 0;
            for (int i = 0; i < CROWD; i++) {
                served += peers.get(i).receive(1)[0] == (byte) i ? 1 : 0;
            }
            return served;
        } finally {
            peers.forEach(Peer::close);
        }
    }
}
