package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.OpenFlags;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.spi.TransportOperation.Link;
import io.tickwire.tck.FakeOperation;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The submission queue, which others on the loop share, and chains in it. */
class IoUringQueueTest {
    private static final int RING = 64;
    private static final int CREATE = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE;
    private static final int BYTES = 8;

    @TempDir Path directory;

    private final ByteBuf buffer = Unpooled.directBuffer(BYTES).writeZero(BYTES);
    private Rig rig;
    private TransportHandle file;

    @BeforeEach
    void open() throws IOException {
        BatchConfig config = BatchConfig.builder().sqEntries(RING).cqEntries(4 * RING).build();
        rig = Rigs.create(new TransportConfig(Rigs.SLOTS, RING, config), "").started();
        file =
                rig.handle(
                        rig.submit(
                                rig.operation(IoOpType.OPEN)
                                        .on(directory.resolve("file"))
                                        .flags(CREATE)));
    }

    @AfterEach
    void close() {
        if (rig != null) {
            rig.close();
        }
        buffer.release();
    }

    /** A read of the empty file, which breaks the chain, and writes that must not happen. */
    private List<Integer> submitBrokenChain(int length) {
        List<Integer> followers = new ArrayList<>();
        for (int left = length; left > 0; left--) {
            FakeOperation operation =
                    rig.operation(left == length ? IoOpType.READ : IoOpType.WRITE)
                            .on(file)
                            .with(buffer, 0, BYTES)
                            .linked(left > 1 ? Link.SOFT : Link.NONE, left == length ? length : 1);
            int slot = rig.submit(operation);
            if (left < length) {
                followers.add(slot);
            }
        }
        return followers;
    }

    private void assertBroken(List<Integer> followers, String when) {
        for (int follower : followers) {
            assertThat(rig.result(follower)).as(when).isEqualTo(IoStatus.ECANCELED.result());
        }
    }

    @Test
    @DisplayName("a chain is not split whatever others on the loop have queued")
    void aChainIsNotSplitWhateverOthersOnTheLoopHaveQueued() {
        Others others = new Others(rig.transport.eventLoop().orElseThrow());
        for (int queued = 0; queued <= 2 * RING; queued++) {
            others.queue(queued);
            List<Integer> followers = submitBrokenChain(5);
            rig.transport.flush();
            assertBroken(followers, queued + " entries of others");
        }
        others.end();
        rig.await(() -> others.inFlight == 0);
    }

    @Test
    @DisplayName("what others queue in tasks after the last run counts too")
    void whatOthersQueueInTasksAfterTheLastRunCountsToo() {
        IoEventLoop loop = rig.transport.eventLoop().orElseThrow();
        Others others = new Others(loop);
        for (int queued = 40; queued <= RING; queued++) {
            int count = queued;
            loop.execute(() -> others.queue(count));
            rig.transport.flush();
            rig.transport.harvest(0);
            List<Integer> followers = submitBrokenChain(5);
            rig.transport.flush();
            assertBroken(followers, queued + " entries of others");
        }
        others.end();
        rig.await(() -> others.inFlight == 0);
    }

    @Test
    @DisplayName("what another thread submits counts too")
    void whatAnotherThreadSubmitsCountsToo() throws InterruptedException {
        Others others = new Others(rig.transport.eventLoop().orElseThrow());
        for (int queued = 40; queued <= RING; queued++) {
            int count = queued;
            Thread thread = new Thread(() -> others.queue(count));
            thread.start();
            thread.join();
            rig.transport.harvest(0);
            List<Integer> followers = submitBrokenChain(5);
            rig.transport.flush();
            assertBroken(followers, queued + " entries of others");
        }
        rig.await(() -> others.inFlight == 0);
        others.end();
    }

    @Test
    @DisplayName("a chain is not split by the writes of Netty's channels")
    void aChainIsNotSplitByTheWritesOfNettysChannels() {
        IoEventLoop loop = rig.transport.eventLoop().orElseThrow();
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < 2 * RING; i++) {
            var bound =
                    new Bootstrap()
                            .group(loop)
                            .channel(IoUringDatagramChannel.class)
                            .handler(new ChannelInboundHandlerAdapter())
                            .bind(Rig.LOOPBACK);
            rig.await(bound::isDone);
            channels.add(bound.channel());
        }
        InetSocketAddress sink = (InetSocketAddress) channels.get(0).localAddress();
        for (int writing = RING - 10; writing <= 2 * RING; writing++) {
            for (int i = 0; i < writing; i++) {
                ByteBuf content = Unpooled.directBuffer(1).writeByte(1);
                ChannelFuture unused =
                        channels.get(i).writeAndFlush(new DatagramPacket(content, sink));
            }
            List<Integer> followers = submitBrokenChain(5);
            rig.transport.flush();
            assertBroken(followers, writing + " channels that write");
        }
        for (Channel channel : channels) {
            ChannelFuture unused = channel.close();
        }
        rig.await(() -> channels.stream().noneMatch(Channel::isRegistered));
    }

    @Test
    @DisplayName("a batch of one's own still is one submitting entry")
    void aBatchOfOnesOwnStillIsOneSubmittingEntry() {
        long before = rig.transport.submittingEntries();
        List<Integer> followers = submitBrokenChain(5);
        List<Integer> more = submitBrokenChain(RING - RingSize.OF_NETTY - 5);
        rig.transport.flush();
        assertThat(rig.transport.submittingEntries()).isEqualTo(before + 1);
        assertBroken(followers, "the first chain");
        assertBroken(more, "the second chain");
    }

    /** Somebody else's registration, whose entries the ring does not make. */
    private static final class Others implements IoUringIoHandle {
        private static final IoUringIoOps NOP =
                new IoUringIoOps(
                        LinuxAbi.OP_NOP,
                        (byte) 0,
                        (short) 0,
                        -1,
                        0L,
                        0L,
                        0,
                        0,
                        1L,
                        (short) 0,
                        (short) 0,
                        0,
                        0L);

        private final IoRegistration registration;
        private volatile int inFlight;

        Others(IoEventLoop loop) {
            registration = loop.register(this).getNow();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // Never two threads at once.
        void queue(int count) {
            for (int i = 0; i < count; i++) {
                inFlight++;
                long unused = registration.submit(NOP);
            }
        }

        void end() {
            registration.cancel();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // Never two threads at once.
        public void handle(IoRegistration source, IoEvent event) {
            inFlight--;
        }

        @Override
        public void close() {}
    }
}
