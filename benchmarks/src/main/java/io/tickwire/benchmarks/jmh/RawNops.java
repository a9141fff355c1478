package io.tickwire.benchmarks.jmh;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringIoOps;
import java.util.concurrent.TimeUnit;

/** Batches of NOPs on Netty's ring with nothing around them. Belongs to the thread that made it. */
final class RawNops implements AutoCloseable {
    private static final int RING_ENTRIES = 4096;
    private static final byte OP_NOP = 0;
    private static final long NO_WAIT = -1;

    private final ManualIoEventLoop loop;
    private final IoRegistration registration;
    private final int batch;
    private int completed;
    private long sum;

    RawNops(int batch) {
        if (NopBatches.INTENTS % batch != 0) {
            throw new IllegalArgumentException("batch: " + batch);
        }
        this.batch = batch;
        IoUringIoHandlerConfig config =
                new IoUringIoHandlerConfig().setRingSize(RING_ENTRIES).setCqSize(2 * RING_ENTRIES);
        loop = new ManualIoEventLoop(Thread.currentThread(), IoUringIoHandler.newFactory(config));
        loop.runNow();
        registration = loop.register(new Handle()).getNow();
    }

    private final class Handle implements IoUringIoHandle {
        @Override
        public void handle(IoRegistration unused, IoEvent event) {
            IoUringIoEvent completion = (IoUringIoEvent) event;
            completed++;
            sum += completion.res() + completion.userData();
        }

        @Override
        public void close() {}
    }

    long run() {
        for (int done = 0; done < NopBatches.INTENTS; done += batch) {
            completed = 0;
            for (int i = 0; i < batch; i++) {
                registration.submit(nop(i));
            }
            while (completed < batch) {
                loop.run(NO_WAIT, 0);
            }
        }
        return sum;
    }

    @Override
    public void close() {
        registration.cancel();
        var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!loop.isTerminated() && System.nanoTime() - deadline < 0) {
            loop.runNow();
        }
    }

    private static IoUringIoOps nop(long userData) {
        return new IoUringIoOps(
                OP_NOP, (byte) 0, (short) 0, -1, 0L, 0L, 0, 0, userData, (short) 0, (short) 0, 0,
                0L);
    }
}
