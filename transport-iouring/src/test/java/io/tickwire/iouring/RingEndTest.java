package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.tickwire.IoOpType;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How rings end. What Netty submits then must not reach a worker thread of the kernel: that would
 * run it when the descriptor's number may belong to another file.
 */
class RingEndTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A worker may be gone soon after its work, so that one ring might hide it. */
    private static final int RINGS = 20;

    @Test
    @DisplayName("a ring that waited ends without workers")
    void aRingThatWaitedEndsWithoutWorkers() throws Exception {
        assertThat(workersAfter(rig -> rig.transport.harvest(SECOND / 1000))).isEmpty();
    }

    @Test
    @DisplayName("a ring that never waited ends without workers")
    void aRingThatNeverWaitedEndsWithoutWorkers() throws Exception {
        assertThat(workersAfter(rig -> rig.transport.flush())).isEmpty();
    }

    @Test
    @DisplayName("a ring that was woken ends without workers")
    void aRingThatWasWokenEndsWithoutWorkers() throws Exception {
        Action wake =
                rig -> {
                    rig.transport.harvest(SECOND / 1000);
                    Thread waker = new Thread(rig.transport::wakeup);
                    waker.start();
                    waker.join();
                };
        assertThat(workersAfter(wake)).isEmpty();
    }

    @Test
    @DisplayName("channels on the loop close before their ring ends")
    void channelsOnTheLoopCloseBeforeTheirRingEnds() throws Exception {
        List<Channel> channels = new ArrayList<>();
        Action bind =
                rig -> {
                    ChannelFuture bound =
                            new ServerBootstrap()
                                    .group(rig.transport.eventLoop().orElseThrow())
                                    .channel(IoUringServerSocketChannel.class)
                                    .childHandler(new ChannelInboundHandlerAdapter())
                                    .bind(Rig.LOOPBACK);
                    rig.await(bound::isSuccess);
                    channels.add(bound.channel());
                };
        assertThat(workersAfter(bind)).isEmpty();
        assertThat(channels).hasSize(RINGS).allMatch(channel -> channel.closeFuture().isDone());
    }

    private interface Action {
        void on(Rig rig) throws Exception;
    }

    /** Opens, uses and ends rings on a thread of its own; the workers that it then has. */
    private static List<String> workersAfter(Action use) throws Exception {
        Rigs.requireIoUring();
        FutureTask<List<String>> run =
                new FutureTask<>(
                        () -> {
                            for (int i = 0; i < RINGS; i++) {
                                try (Rig rig = Rigs.open()) {
                                    rig.run(rig.operation(IoOpType.NOP));
                                    use.on(rig);
                                }
                            }
                            return workersOfThisThread();
                        });
        Thread thread = new Thread(run, "ring-end");
        thread.start();
        thread.join();
        return run.get();
    }

    /** The kernel names a ring's workers for the thread that made them: iou-wrk-TID. */
    private static List<String> workersOfThisThread() throws IOException {
        Path self = Path.of("/proc/thread-self").toRealPath();
        String name = "iou-wrk-" + self.getFileName();
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(self.getParent())) {
            for (Path thread : threads) {
                String comm = comm(thread);
                if (comm.equals(name)) {
                    found.add(comm);
                }
            }
        }
        return found;
    }

    private static String comm(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
