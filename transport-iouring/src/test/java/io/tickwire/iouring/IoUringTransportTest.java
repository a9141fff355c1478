package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.TickLoop;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import io.tickwire.stress.harness.DescriptorProbe;
import io.tickwire.tck.FakeOperation;
import io.tickwire.tck.LateWaker;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IoUringTransportTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static void submitNops(Rig rig, int count) {
        for (int i = 0; i < count; i++) {
            rig.submit(rig.operation(IoOpType.NOP));
        }
    }

    @Test
    @DisplayName("a batch is one submitting entry")
    void aBatchIsOneSubmittingEntry() throws IOException {
        try (Rig rig = Rigs.open()) {
            for (int round = 1; round <= 10; round++) {
                submitNops(rig, 256);
                rig.transport.flush();
                assertThat(rig.transport.submittingEntries()).isEqualTo(round);
                rig.await(() -> rig.results.size() % 256 == 0);
            }
            assertThat(rig.results).hasSize(2560);
            assertThat(rig.results.values()).containsOnly(0);
            assertThat(rig.transport.submittingEntries()).isEqualTo(10);
        }
    }

    @Test
    @DisplayName("a waiting harvest submits in the same entry")
    void aWaitingHarvestSubmitsInTheSameEntry() throws IOException {
        try (Rig rig = Rigs.open()) {
            submitNops(rig, 100);
            rig.transport.harvest(Long.MAX_VALUE);
            assertThat(rig.results).hasSize(100);
            assertThat(rig.transport.submittingEntries()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a full batch does not split")
    void aFullBatchDoesNotSplit() throws IOException {
        try (Rig rig = Rigs.open()) {
            submitNops(rig, Rigs.BATCH);
            rig.transport.flush();
            assertThat(rig.results).hasSize(Rigs.BATCH);
            assertThat(((IoUringTransport) rig.transport).earlySubmissions()).isZero();
        }
    }

    @Test
    @DisplayName("a ring that is too small splits the batch and counts it")
    void aRingThatIsTooSmallSplitsTheBatchAndCountsIt() throws IOException {
        try (Rig rig = Rigs.open(BatchConfig.builder().sqEntries(64).cqEntries(64).build(), "")) {
            submitNops(rig, 200);
            rig.transport.flush();
            assertThat(rig.results).hasSize(200);
            assertThat(((IoUringTransport) rig.transport).earlySubmissions()).isEqualTo(3);
            assertThat(rig.transport.submittingEntries()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("a cancel ends a receive")
    void aCancelEndsAReceive() throws IOException {
        ByteBuf buffer = Unpooled.directBuffer(8);
        try (Rig rig = Rigs.open()) {
            TransportHandle[] ends = rig.pair(rig.listen(Rig.LOOPBACK));
            int receive = rig.submit(rig.operation(IoOpType.RECV).on(ends[0]).with(buffer, 0, 8));
            rig.transport.flush();
            int cancel = rig.slot();
            rig.transport.cancel(receive, cancel);
            assertThat(rig.result(cancel)).isZero();
            assertThat(rig.result(receive)).isEqualTo(IoStatus.ECANCELED.result());
            int late = rig.slot();
            rig.transport.cancel(receive, late);
            assertThat(rig.result(late)).isEqualTo(IoStatus.ENOENT.result());
        } finally {
            buffer.release();
        }
    }

    @Test
    @DisplayName("a cancel in the same batch ends a connect or an accept")
    void aCancelInTheSameBatchEndsAConnectOrAnAccept() throws IOException {
        try (Rig rig = Rigs.open()) {
            DescriptorProbe descriptors = new DescriptorProbe();
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            int accept = rig.accept(listener);
            rig.transport.cancel(accept, -1);
            assertThat(rig.result(accept)).isEqualTo(IoStatus.ECANCELED.result());
            // A test network that no machine answers for, RFC 5737.
            InetSocketAddress nowhere = new InetSocketAddress("192.0.2.1", 9);
            int connect = rig.connect(nowhere);
            rig.transport.cancel(connect, -1);
            assertThat(rig.result(connect)).isNegative();
            rig.transport.closeNow(listener);
            descriptors.assertNothingNew();
        }
    }

    @Test
    @DisplayName("a wake up before the wait ends that wait and no other")
    void aWakeUpBeforeTheWaitEndsThatWaitAndNoOther() throws Exception {
        try (Rig rig = Rigs.open()) {
            for (long wait : new long[] {3600 * SECOND, Long.MAX_VALUE}) {
                rig.transport.wakeup();
                rig.transport.harvest(Long.MAX_VALUE);
                LateWaker waker = LateWaker.start(rig.transport);
                rig.transport.harvest(wait);
                waker.assertWaited();
            }
        }
    }

    @Test
    @DisplayName("a wake up from another thread ends the wait")
    void aWakeUpFromAnotherThreadEndsTheWait() throws Exception {
        try (Rig rig = Rigs.open()) {
            for (int i = 0; i < 50; i++) {
                Thread waker = new Thread(rig.transport::wakeup);
                waker.start();
                rig.transport.harvest(Long.MAX_VALUE);
                waker.join();
                // The eventfd's completion may be left over.
                rig.transport.harvest(0);
            }
        }
    }

    @Test
    @DisplayName("bounded waits end although they share a timeout")
    void boundedWaitsEndAlthoughTheyShareATimeout() throws IOException {
        DescriptorProbe descriptors = new DescriptorProbe();
        try (Rig rig = Rigs.open()) {
            for (int i = 0; i < 20; i++) {
                rig.transport.harvest(SECOND / 100);
            }
        }
        descriptors.assertNothingNew();
    }

    @Test
    @DisplayName("a short wait ends although a long one's timeout is still there")
    void aShortWaitEndsAlthoughALongOnesTimeoutIsStillThere() throws Exception {
        try (Rig rig = Rigs.open()) {
            Thread waker = new Thread(rig.transport::wakeup);
            waker.start();
            rig.transport.harvest(3600 * SECOND);
            waker.join();
            rig.transport.harvest(0);
            for (int i = 0; i < 20; i++) {
                rig.transport.harvest(SECOND / 200);
            }
        }
    }

    @Test
    @DisplayName("a task of the event loop ends the wait and runs")
    void aTaskOfTheEventLoopEndsTheWaitAndRuns() throws Exception {
        try (Rig rig = Rigs.open()) {
            Thread[] ranOn = new Thread[1];
            Thread other =
                    new Thread(
                            () ->
                                    rig.transport
                                            .eventLoop()
                                            .orElseThrow()
                                            .execute(() -> ranOn[0] = Thread.currentThread()));
            other.start();
            while (ranOn[0] == null) {
                rig.transport.harvest(SECOND);
            }
            other.join();
            assertThat(ranOn[0]).isSameAs(Thread.currentThread());
        }
    }

    @Test
    @DisplayName("closing with operations in flight leaves no descriptor")
    void closingWithOperationsInFlightLeavesNoDescriptor() throws IOException {
        ByteBuf buffer = Unpooled.directBuffer(64);
        closeWithOperationsInFlight(buffer, 0);
        DescriptorProbe descriptors = new DescriptorProbe();
        for (int round = 0; round < 200; round++) {
            closeWithOperationsInFlight(buffer, round);
        }
        descriptors.assertNothingNew();
        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }

    /** Every second round is never waited for, so that no eventfd is read. */
    private static void closeWithOperationsInFlight(ByteBuf buffer, int round) throws IOException {
        String without = round % 4 == 3 ? "ACCEPT_MULTISHOT" : "";
        Rig rig = Rigs.create(new TransportConfig(64, 64, BatchConfig.DEFAULT), without);
        rig.transport.start();
        TransportHandle listener = rig.listen(Rig.LOOPBACK);
        InetSocketAddress address = (InetSocketAddress) rig.transport.localAddress(listener);
        rig.room = 0;
        FakeOperation accept = rig.operation(IoOpType.ACCEPT).on(listener);
        rig.submit(round % 2 == 0 ? accept.multishot() : accept);
        int connect = rig.connect(address);
        rig.transport.flush();
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            while (!rig.opened.containsKey(connect)) {
                rig.transport.harvest(round % 2 == 0 ? SECOND : 0);
            }
            TransportHandle stream = rig.opened.get(connect);
            rig.submit(rig.operation(IoOpType.RECV).on(stream).with(buffer, 0, 8));
            if (round % 3 != 0) {
                rig.transport.flush();
            }
            rig.connect(address);
            assertThat(client.isConnected()).isTrue();
            rig.opened.values().forEach(rig.transport::closeNow);
            rig.transport.closeNow(listener);
            rig.close();
            rig.close();
        }
    }

    @Test
    @DisplayName("a transport that was never started closes on any thread")
    void aTransportThatWasNeverStartedClosesOnAnyThread() throws Exception {
        Rigs.create(new TransportConfig(16, 16, BatchConfig.DEFAULT), "").close();
        DescriptorProbe descriptors = new DescriptorProbe();
        Rig rig = Rigs.create(new TransportConfig(16, 16, BatchConfig.DEFAULT), "");
        Thread other = new Thread(rig::close);
        other.start();
        other.join();
        descriptors.assertNothingNew();
    }

    @Test
    @DisplayName("a virtual thread is refused")
    void aVirtualThreadIsRefused() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "Java has no virtual threads");
        Rig rig = Rigs.create(new TransportConfig(16, 16, BatchConfig.DEFAULT), "");
        Throwable[] thrown = new Throwable[1];
        Runnable startAndClose =
                () -> {
                    thrown[0] = catchThrowable(rig.transport::start);
                    rig.close();
                };
        Object virtual =
                Thread.class
                        .getMethod("startVirtualThread", Runnable.class)
                        .invoke(null, startAndClose);
        ((Thread) virtual).join();
        assertThat(thrown[0])
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("virtual thread");
        assertThatThrownBy(rig.transport::start).hasMessage("closed");
    }

    @Test
    @DisplayName("it serves the thread that started it only")
    void itServesTheThreadThatStartedItOnly() throws Exception {
        try (Rig rig = Rigs.open()) {
            Throwable[] thrown = new Throwable[1];
            Thread other = new Thread(rig.transport::flush);
            other.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
            other.start();
            other.join();
            assertThat(thrown[0]).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(rig.transport::start).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("kernel poll is ignored unless it is required")
    void kernelPollIsIgnoredUnlessItIsRequired() throws IOException {
        BatchConfig.Builder wish = BatchConfig.builder().kernelPoll(true);
        try (Rig rig = Rigs.open(wish.build(), "")) {
            assertThat(((IoUringTransport) rig.transport).ignoredWishes()).isEqualTo(1);
        }
        DescriptorProbe descriptors = new DescriptorProbe();
        assertThatThrownBy(() -> Rigs.open(wish.required(true).build(), ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SQPOLL");
        descriptors.assertNothingNew();
    }

    @Test
    @DisplayName("a kernel since Linux 6 has every operation but truncate")
    void aKernelSinceLinux6HasEveryOperationButTruncate() throws IOException {
        KernelFeatures features = featuresSince(6, 0);
        Set<IoOpType> lacking = EnumSet.noneOf(IoOpType.class);
        lacking.addAll(features.lacking());
        lacking.remove(IoOpType.TRUNCATE);
        assertThat(lacking).isEmpty();
        assertThat(features.multishotAccept()).isTrue();
        assertThat(features.multishotReceive()).isTrue();
        assertThat(features.pollFirst()).isTrue();
        assertThat(features.capabilities().of(IoOpType.OPEN)).isEqualTo(Support.NATIVE);
    }

    @Test
    @DisplayName("a kernel since Linux 6.9 can truncate")
    void aKernelSinceLinux6Point9CanTruncate() throws IOException {
        assertThat(featuresSince(6, 9).lacking()).isEmpty();
    }

    @Test
    @DisplayName("a kernel since Linux 6 sends without a copy")
    void aKernelSinceLinux6SendsWithoutACopy() throws IOException {
        assertThat(featuresSince(6, 0).zeroCopy()).isTrue();
    }

    private static KernelFeatures featuresSince(int major, int minor) throws IOException {
        Rigs.requireIoUring();
        KernelFeatures features = KernelProbe.features();
        KernelVersion kernel = features.kernel();
        assumeTrue(kernel.isAtLeast(major, minor), "the kernel is " + kernel);
        return features;
    }

    @Test
    @DisplayName("an indispensable operation that lacks fails the self test")
    void anIndispensableOperationThatLacksFailsTheSelfTest() throws IOException {
        Rigs.requireIoUring();
        IoUringTransportProvider provider = new IoUringTransportProvider();
        provider.selfTest();
        for (String name : List.of("ACCEPT", "CONNECT", "RECV", "SEND", "CANCEL")) {
            System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, "NOP, " + name);
            try {
                assertThatThrownBy(provider::selfTest)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(name);
            } finally {
                System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
            }
        }
    }

    @Test
    @DisplayName("an operation that there is not cannot be taken away")
    void anOperationThatThereIsNotCannotBeTakenAway() {
        Rigs.requireIoUring();
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, "NOP,SEND_Z");
        try {
            assertThatThrownBy(
                            () ->
                                    TickLoop.builder()
                                            .transport("io_uring")
                                            .phase("phase", phase -> phase.lane("lane"))
                                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tickwire.iouring.without names no operation: SEND_Z;")
                    .hasMessageContaining("SENDMSG")
                    .hasMessageContaining("SEND_ZC");
        } finally {
            System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
        }
    }

    @Test
    @DisplayName("rings are sized for the batch and for everything in flight")
    void ringsAreSizedForTheBatchAndForEverythingInFlight() {
        assertThat(RingSize.of(new TransportConfig(100, 10, BatchConfig.DEFAULT)))
                .isEqualTo(new RingSize(128, 8192));
        assertThat(RingSize.of(new TransportConfig(1 << 20, 1 << 20, BatchConfig.DEFAULT)))
                .isEqualTo(new RingSize(32_768, 65_536));
        BatchConfig small = BatchConfig.builder().sqEntries(100).cqEntries(1).build();
        assertThat(RingSize.of(new TransportConfig(100, 10, small)))
                .isEqualTo(new RingSize(128, 128));
        RingSize size = new RingSize(32_768, 65_536);
        while (size.canHalve()) {
            size = size.halved();
        }
        assertThat(size).isEqualTo(new RingSize(256, 256));
    }
}
