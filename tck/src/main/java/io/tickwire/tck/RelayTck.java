package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoStatus;
import io.tickwire.stress.harness.Connection;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPLICE from streams to streams. */
abstract class RelayTck extends TckCase {
    private static final int BYTES = 700_000;

    RelayTck(String transport) {
        super(transport);
    }

    private static <T> FutureTask<T> done(LoopFixture loop, FutureTask<T> task) {
        tickUntilDone(loop, task);
        return task;
    }

    @Test
    @DisplayName("D6: a splice takes its turn among the receives of one and the sends of the other")
    void inTurn() {
        LoopFixture loop = loop();
        Connection from = connect(loop);
        Connection to = connect(loop);
        byte[] content = randomBytes(BYTES);
        FutureTask<byte[]> received = inBackground(to.peer()::receiveToEnd);
        FutureTask<Boolean> sent =
                inBackground(
                        () -> {
                            from.peer().send(content);
                            from.peer().shutdown();
                            return true;
                        });
        ByteBuf head = buffers.keep(5);
        ByteBuf tail = buffers.keep(4);
        long first = loop.queue(loop.request().recv(from.stream(), head, 5));
        loop.queue(loop.request().send(to.stream(), give(new byte[] {1, 2, 3})));
        long splice = loop.queue(loop.request().splice(from.stream(), to.stream(), BYTES - 9));
        long last = loop.queue(loop.request().recv(from.stream(), tail, 4));
        loop.queue(loop.request().send(to.stream(), give(new byte[] {4})));
        loop.queue(loop.request().shutdown(to.stream()));
        int headBytes = loop.await(first).result();
        assertThat(headBytes).isEqualTo(5);
        assertThat(loop.await(splice).result()).isEqualTo(BYTES - 9);
        assertThat(loop.await(last).result()).isEqualTo(4);
        byte[] all = get(done(loop, received));
        assertThat(get(done(loop, sent))).isTrue();
        assertThat(Arrays.copyOf(all, 3)).containsExactly(1, 2, 3);
        assertThat(Arrays.copyOfRange(all, 3, all.length - 1))
                .isEqualTo(Arrays.copyOfRange(content, 5, BYTES - 4));
        assertThat(all[all.length - 1]).isEqualTo((byte) 4);
        assertThat(bytes(head)).isEqualTo(Arrays.copyOf(content, 5));
        assertThat(bytes(tail)).isEqualTo(Arrays.copyOfRange(content, BYTES - 4, BYTES));
        assertThat(to.stream().pendingBytes()).isZero();
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    @Test
    @DisplayName("two splices make a proxy of two streams, and one an echo of one")
    void bothWays() {
        LoopFixture loop = loop();
        Connection one = connect(loop);
        Connection other = connect(loop);
        Connection echo = connect(loop);
        long there = loop.queue(loop.request().splice(one.stream(), other.stream(), 1000));
        long back = loop.queue(loop.request().splice(other.stream(), one.stream(), 2000));
        long around = loop.queue(loop.request().splice(echo.stream(), echo.stream(), 500));
        byte[] content = randomBytes(2000);
        one.peer().send(Arrays.copyOf(content, 1000));
        other.peer().send(content);
        echo.peer().send(Arrays.copyOf(content, 500));
        assertThat(loop.await(there).result()).isEqualTo(1000);
        assertThat(loop.await(back).result()).isEqualTo(2000);
        assertThat(loop.await(around).result()).isEqualTo(500);
        assertThat(other.peer().receive(1000)).isEqualTo(Arrays.copyOf(content, 1000));
        assertThat(one.peer().receive(2000)).isEqualTo(content);
        assertThat(echo.peer().receive(500)).isEqualTo(Arrays.copyOf(content, 500));
    }

    @Test
    @DisplayName("the end of the source ends a splice with what there was, and breaks its chain")
    void endOfSource() {
        LoopFixture loop = loop();
        Connection from = connect(loop);
        Connection to = connect(loop);
        from.peer().send(new byte[300]);
        from.peer().shutdown();
        long splice = loop.queue(loop.request().splice(from.stream(), to.stream(), 301).linked());
        long follower = loop.queue(loop.request().nop());
        long behind = loop.queue(loop.request().splice(from.stream(), to.stream(), 1));
        assertThat(loop.await(splice).result()).isEqualTo(300);
        assertThat(loop.await(follower).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(behind).result()).isZero();
        assertThat(to.peer().receive(300)).isEqualTo(new byte[300]);
    }

    @Test
    @DisplayName("a splice that waits for bytes can be cancelled by ticket, deadline or source")
    void cancelled() {
        LoopFixture loop = loop();
        Connection from = connect(loop);
        Connection to = connect(loop);
        long byTicket = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(byTicket)).result()).isZero();
        assertThat(loop.await(byTicket).status()).isEqualTo(IoStatus.ECANCELED);
        long byDeadline =
                loop.queue(
                        loop.request().splice(from.stream(), to.stream(), 10).deadline(millis(1)));
        assertThat(loop.await(byDeadline).status()).isEqualTo(IoStatus.ETIMEDOUT);
        long bySource = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        long behind = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(from.stream())).result()).isEqualTo(2);
        assertThat(loop.await(bySource).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(behind).status()).isEqualTo(IoStatus.ECANCELED);
        long send = loop.queue(loop.request().send(to.stream(), give(new byte[] {7})));
        assertThat(loop.await(send).result()).isEqualTo(1);
        assertThat(to.peer().receive(1)).containsExactly(7);
    }

    @Test
    @DisplayName("a close of the source ends its splices; the sends behind them go out")
    void closeOfSource() {
        LoopFixture loop = loop();
        Connection from = connect(loop);
        Connection to = connect(loop);
        long waiting = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        long behind = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        long send = loop.queue(loop.request().send(to.stream(), give(new byte[] {7})));
        loop.tick();
        long close = loop.queue(loop.request().close(from.stream()));
        long closed = loop.await(close).sequence();
        assertThat(loop.await(waiting).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(behind).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(send).result()).isEqualTo(1);
        assertThat(closed).isGreaterThan(loop.await(behind).sequence());
        assertThat(loop.finish(loop.request().splice(from.stream(), to.stream(), 1)).status())
                .isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("a target that takes nothing ends with its abort; the source can be read on")
    void stuckTarget() {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(64).streamPending(1 << 30, 64).build());
        Connection from = connect(loop);
        Connection to = connect(loop);
        byte[] content = randomBytes(64 << 10);
        FutureTask<Boolean> sent =
                inBackground(
                        () -> {
                            for (int i = 0; i < 256; i++) {
                                from.peer().send(content);
                            }
                            return true;
                        });
        long splice = loop.queue(loop.request().splice(from.stream(), to.stream(), 1 << 30));
        for (int i = 0; i < 20; i++) {
            loop.tick();
        }
        loop.queue(loop.request().abort(to.stream()));
        assertThat(loop.await(splice).result()).isNotZero().isLessThan(1 << 30);
        ByteBuf rest = buffers.keep(64 << 10);
        while (!sent.isDone()) {
            rest.clear();
            assertThat(loop.finish(loop.request().recv(from.stream(), rest, 64 << 10)).isOk())
                    .isTrue();
        }
        assertThat(get(sent)).isTrue();
    }

    @Test
    @DisplayName("a reset of the source fails its splice alone")
    void resetSource() {
        LoopFixture loop = loop();
        Connection from = connect(loop);
        Connection to = connect(loop);
        long splice = loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        long send = loop.queue(loop.request().send(to.stream(), give(new byte[] {7})));
        loop.tick();
        from.peer().reset();
        assertThat(loop.await(splice).status()).isEqualTo(IoStatus.ECONNRESET);
        assertThat(loop.await(send).result()).isEqualTo(1);
    }

    @Test
    @DisplayName("close: a loop does not wait for a splice that waits for bytes")
    void endOfLoop() {
        LoopFixture loop = loop(BatchConfig.builder().linger(millis(3_600_000)).build());
        Connection from = connect(loop);
        Connection to = connect(loop);
        loop.queue(loop.request().splice(from.stream(), to.stream(), 10));
        loop.tick();
        loop.close();
        assertThat(to.peer().isEndedByOther()).isTrue();
    }

    @Test
    @DisplayName("a splice without a byte, with an offset, or from another loop is refused at once")
    void misuse() {
        LoopFixture loop = loop();
        Connection to = connect(loop);
        assertThatThrownBy(() -> loop.request().splice(to.stream(), to.stream(), 0))
                .hasMessageContaining("length: 0");
        assertThatThrownBy(() -> loop.request().splice(to.stream(), to.stream(), 1).at(0))
                .hasMessageContaining("at()");
        Connection other = connect(loop());
        assertThatThrownBy(() -> loop.queue(loop.request().splice(other.stream(), to.stream(), 1)))
                .hasMessageContaining("belongs to another loop");
    }
}
