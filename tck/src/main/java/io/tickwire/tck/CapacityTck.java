package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoStatus;
import io.tickwire.PollEvents;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Loopback;
import java.net.InetSocketAddress;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** More in flight, and more in one batch, than the tables below a transport have room for. */
abstract class CapacityTck extends TckCase {
    /** Above what 16 bits can name. */
    private static final int IDLE = 70_000;

    private static final int SOCKETS = 64;

    /** A multiple of four times the sockets, near 20,000. */
    private static final int BATCH = 4 * SOCKETS * 78;

    CapacityTck(String transport) {
        super(transport);
    }

    private static BatchConfig of(int laneCapacity, int laneInFlight) {
        return BatchConfig.builder()
                .laneCapacity(laneCapacity)
                .laneInFlight(laneInFlight)
                .callbackCapacity(64)
                .resources(4096)
                .multishotRoom(512)
                .build();
    }

    private static IoDatagram bind(LoopFixture loop) {
        InetSocketAddress any = Loopback.anyPort();
        return loop.loop().bind(any, SocketOptions.DEFAULT);
    }

    private static List<IoDatagram> sockets(LoopFixture loop) {
        List<IoDatagram> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            sockets.add(bind(loop));
        }
        return sockets;
    }

    /** Polls that nothing will ever tell anything, dealt out to the sockets. */
    private static List<Long> idlePolls(LoopFixture loop, List<IoDatagram> sockets, int count) {
        List<Long> polls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IoDatagram socket = sockets.get(i % sockets.size());
            polls.add(loop.queue(loop.request().poll(socket, PollEvents.READABLE)));
            if (loop.lane().intents().remaining() == 0) {
                loop.tick();
            }
        }
        loop.tick();
        return polls;
    }

    private static int over(LoopFixture loop, List<Long> tickets) {
        return (int) tickets.stream().filter(loop::isOver).count();
    }

    @Test
    @DisplayName("with 70,000 operations in flight prompt ones, cancels and closes go on")
    void idle() {
        LoopFixture loop = loop(of(8192, IDLE + 10_000));
        List<IoDatagram> sockets = sockets(loop);
        List<Long> polls = idlePolls(loop, sockets, IDLE);
        assertThat(over(loop, polls)).isZero();

        assertThat(loop.finish(loop.request().nop()).isOk()).isTrue();
        IoFile file =
                loop.open(
                        directory().resolve("file"),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        byte[] content = randomBytes(100);
        assertThat(loop.finish(loop.request().write(file, give(content), 100).at(0)).result())
                .isEqualTo(100);
        ByteBuf read = buffers.keep(100);
        assertThat(loop.finish(loop.request().read(file, read, 100).at(0)).result()).isEqualTo(100);
        assertThat(read).isEqualTo(Unpooled.wrappedBuffer(content));

        for (int i : new int[] {0, 30_000, 65_534, 65_535, 65_536, IDLE - 1}) {
            assertThat(loop.finish(loop.request().cancel(polls.get(i))).result()).isZero();
            assertThat(loop.await(polls.get(i)).status()).isEqualTo(IoStatus.ECANCELED);
        }
        assertThat(over(loop, polls)).isEqualTo(6);

        assertThat(loop.finish(loop.request().close(sockets.get(7))).isOk()).isTrue();
        for (int i = 7; i < IDLE; i += SOCKETS) {
            assertThat(loop.isOver(polls.get(i))).isTrue();
        }
        // The rest is in flight as the loop closes, at the test's end.
    }

    @Test
    @DisplayName("70,000 polls that end at once all tell so")
    void storm() {
        LoopFixture loop = loop(of(8192, IDLE + 10_000));
        IoDatagram sender = bind(loop);
        List<IoDatagram> sockets = sockets(loop);
        List<Long> polls = idlePolls(loop, sockets, IDLE);
        for (IoDatagram socket : sockets) {
            loop.queue(loop.request().sendmsg(sender, socket.localAddress(), give(new byte[1])));
        }
        loop.until("all polls", () -> over(loop, polls) == IDLE);
        assertThat(polls).allMatch(poll -> loop.of(poll).get(0).result() == PollEvents.READABLE);
    }

    @Test
    @DisplayName("20,000 operations of a kind in one tick all come to their end")
    void batch() {
        LoopFixture loop = loop(of(BATCH, 2 * BATCH));
        List<IoDatagram> sockets = sockets(loop);
        IoFile file =
                loop.open(
                        directory().resolve("file"),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        List<Long> receives = new ArrayList<>();
        for (int i = 0; i < BATCH / 2; i++) {
            IoDatagram socket = sockets.get(i % SOCKETS);
            receives.add(loop.queue(loop.request().recvmsg(socket, buffers.keep(8), 8)));
        }
        loop.tick();
        for (int round = 0; round < 2; round++) {
            List<Long> others = new ArrayList<>();
            for (int i = 0; i < BATCH / 4; i++) {
                others.add(loop.queue(loop.request().write(file, give(new byte[8]), 8).at(8L * i)));
                IoDatagram from = sockets.get(i % SOCKETS);
                IoDatagram to = sockets.get((i + 1) % SOCKETS);
                others.add(
                        loop.queue(
                                loop.request()
                                        .sendmsg(from, to.localAddress(), give(new byte[2]))));
            }
            loop.until("the batch", () -> over(loop, others) == others.size());
            assertThat(others).allMatch(other -> loop.await(other).isOk());
        }
        loop.until("all receives", () -> over(loop, receives) == receives.size());
    }
}
