package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Ending intents early, by their tickets. */
abstract class CancelTck extends TckCase {
    CancelTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("a cancelled timer ends with ECANCELED, and the cancel with 0")
    void timer() {
        LoopFixture loop = loop();
        long timer = loop.queue(loop.request().timeout(Duration.ofHours(1)));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(timer)).result()).isZero();
        assertThat(loop.await(timer).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a cancel may follow its target in the same batch")
    void sameBatch() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long timer = loop.queue(loop.request().timeout(Duration.ofHours(1)));
        long receive = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        long first = loop.queue(loop.request().cancel(timer));
        long second = loop.queue(loop.request().cancel(receive));
        assertThat(loop.awaitAll(List.of(first, second)))
                .extracting(Outcome::result)
                .containsOnly(0);
        assertThat(loop.awaitAll(List.of(timer, receive)))
                .allMatch(outcome -> outcome.status() == IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a cancelled receive gives its buffer back untouched and loses no byte")
    void receive() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.keep(8);
        long receive = loop.queue(loop.request().recv(connection.stream(), buffer, 8));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(receive)).result()).isZero();
        assertThat(loop.await(receive).status()).isEqualTo(IoStatus.ECANCELED);
        loop.emptyInbox();
        assertThat(buffer.writerIndex()).isZero();
        assertThat(buffer.refCnt()).isEqualTo(1);
        connection.peer().send(new byte[] {1, 2, 3});
        assertThat(loop.finish(loop.request().recv(connection.stream(), buffer, 8)).result())
                .isEqualTo(3);
    }

    @Test
    @DisplayName("a receive that waits behind another one can be cancelled; the others go on")
    void queuedReceive() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tickets.add(loop.queue(loop.request().recv(connection.stream(), buffers.keep(4), 4)));
        }
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(tickets.get(1))).result()).isZero();
        assertThat(loop.await(tickets.get(1)).status()).isEqualTo(IoStatus.ECANCELED);
        connection.peer().send(new byte[8]);
        assertThat(loop.await(tickets.get(0)).result()).isPositive();
        assertThat(loop.await(tickets.get(2)).result()).isPositive();
    }

    @Test
    @DisplayName("the head of several receives can be cancelled; the next takes its place")
    void headOfReceives() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long head = loop.queue(loop.request().recv(connection.stream(), buffers.keep(4), 4));
        long next = loop.queue(loop.request().recv(connection.stream(), buffers.keep(4), 4));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(head)).result()).isZero();
        assertThat(loop.await(head).status()).isEqualTo(IoStatus.ECANCELED);
        connection.peer().send(new byte[3]);
        assertThat(loop.await(next).result()).isEqualTo(3);
    }

    @Test
    @DisplayName("a cancelled accept ends with ECANCELED; the next one serves the peer")
    void accept() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long accept = loop.queue(loop.request().accept(listener));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(accept)).result()).isZero();
        assertThat(loop.await(accept).status()).isEqualTo(IoStatus.ECANCELED);
        connect(loop, listener);
    }

    @Test
    @DisplayName("a send that waits behind others can be cancelled; none of its bytes arrive")
    void waitingSend() {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(64).streamPending(20_000_000, 64).build());
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        Connection connection =
                loop.accept(listener, Peer.connectNarrow(listener.localAddress(), 4096));
        byte[] head = randomBytes(6_000_000);
        long first = loop.queue(loop.request().send(connection.stream(), give(head)));
        loop.tick();
        byte[] dropped = randomBytes(50_000);
        long second = loop.queue(loop.request().send(connection.stream(), give(dropped)));
        byte[] tail = randomBytes(50_000);
        long third = loop.queue(loop.request().send(connection.stream(), give(tail)));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(second)).result()).isZero();
        assertThat(loop.await(second).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.isOver(first)).isFalse();
        long shutdown = loop.queue(loop.request().shutdown(connection.stream()));
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        assertThat(loop.awaitAll(List.of(first, third, shutdown))).allMatch(Outcome::isOk);
        byte[] expected = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, expected, head.length, tail.length);
        assertThat(get(peer)).isEqualTo(expected);
    }

    @Test
    @DisplayName("a send with the kernel that is cancelled ends with what had left, or ECANCELED")
    void sendInFlight() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        Connection connection =
                loop.accept(listener, Peer.connectNarrow(listener.localAddress(), 4096));
        byte[] content = randomBytes(6_000_000);
        long send = loop.queue(loop.request().send(connection.stream(), give(content)));
        loop.tick();
        Outcome cancel = loop.finish(loop.request().cancel(send));
        assertThat(cancel.isOk() || cancel.status() == IoStatus.EALREADY).isTrue();
        Outcome cut = loop.await(send);
        assertThat(cut.result()).isLessThan(content.length);
        assertThat(cut.isOk() || cut.status() == IoStatus.ECANCELED).isTrue();
        loop.queue(loop.request().close(connection.stream()));
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        byte[] received = tickUntilDone(loop, peer);
        assertThat(received).isEqualTo(Arrays.copyOf(content, Math.max(0, cut.result())));
    }

    @Test
    @DisplayName("a cancel of an unknown ticket completes with ENOENT")
    void unknownTicket() {
        LoopFixture loop = loop();
        for (long ticket : new long[] {-1, 0, 7, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThat(loop.finish(loop.request().cancel(ticket)).status())
                    .as("%d", ticket)
                    .isEqualTo(IoStatus.ENOENT);
        }
    }

    @Test
    @DisplayName(
            "a cancel of an intent that is over completes with ENOENT, even if its slot is used")
    void targetIsOver() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(2).laneInFlight(2).build());
        long over = loop.queue(loop.request().nop());
        loop.await(over);
        loop.emptyInbox();
        List<Long> timers = new ArrayList<>();
        timers.add(loop.queue(loop.request().timeout(Duration.ofHours(1))));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(over)).status()).isEqualTo(IoStatus.ENOENT);
        assertThat(timers).noneMatch(loop::isOver);
    }

    @Test
    @DisplayName("a cancel of a harvested intent completes with ENOENT; it keeps its own result")
    void targetIsHarvested() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long receive = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        connection.peer().send(new byte[8]);
        loop.await(receive);
        assertThat(loop.finish(loop.request().cancel(receive)).status()).isEqualTo(IoStatus.ENOENT);
        assertThat(loop.of(receive)).hasSize(1);
    }

    @Test
    @DisplayName("of two cancels of one intent both complete, and the intent ends once")
    void twice() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        long timer = loop.queue(loop.request().timeout(Duration.ofHours(1)));
        long receive = loop.queue(loop.request().recv(connection.stream(), buffers.keep(8), 8));
        loop.tick();
        List<Long> cancels = new ArrayList<>();
        for (long target : new long[] {timer, timer, receive, receive}) {
            cancels.add(loop.queue(loop.request().cancel(target)));
        }
        List<Outcome> outcomes = loop.awaitAll(cancels);
        assertThat(outcomes.get(0).result()).isZero();
        assertThat(outcomes.get(1).status()).isEqualTo(IoStatus.ENOENT);
        assertThat(outcomes.get(2).result()).isZero();
        assertThat(outcomes.get(3).status()).isIn(IoStatus.OK, IoStatus.ENOENT, IoStatus.EALREADY);
        loop.await(timer);
        loop.await(receive);
        for (int i = 0; i < 10; i++) {
            loop.tick();
        }
        assertThat(loop.of(timer)).hasSize(1);
        assertThat(loop.of(receive)).hasSize(1);
    }

    @Test
    @DisplayName("a CLOSE that waits cannot be cancelled: EALREADY")
    void closeThatWaits() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen(SocketOptions.DEFAULT.withBufferBytes(4096, 4096));
        Connection connection =
                loop.accept(listener, Peer.connectNarrow(listener.localAddress(), 4096));
        loop.queue(loop.request().send(connection.stream(), give(new byte[6_000_000])));
        long close = loop.queue(loop.request().close(connection.stream()));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(close)).status()).isEqualTo(IoStatus.EALREADY);
        FutureTask<byte[]> peer = inBackground(connection.peer()::receiveToEnd);
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(get(peer)).hasSizeLessThanOrEqualTo(6_000_000);
    }

    @Test
    @DisplayName("a lane cannot cancel what another lane queued: ENOENT")
    void otherLane() {
        try (TickLoop loop =
                builder().phase("phase", phase -> phase.lane("one").lane("two")).build()) {
            Lane one = loop.lane("one");
            Lane two = loop.lane("two");
            IoRequest timeout = one.request().timeout(Duration.ofHours(1));
            one.intents().queue(timeout);
            two.intents().queue(two.request().cancel(timeout.ticket()));
            loop.tick();
            assertThat(two.completions().size()).isEqualTo(1);
            two.completions()
                    .forEach(cancel -> assertThat(cancel.status()).isEqualTo(IoStatus.ENOENT));
            assertThat(one.completions().isEmpty()).isTrue();
        }
    }
}
