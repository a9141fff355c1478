package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.FakeBackend.FakeListener;
import io.tickwire.readiness.FakeBackend.FakeStream;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTransportTest {
    private static final int ECANCELED = IoStatus.ECANCELED.result();
    private static final int ECONNRESET = IoStatus.ECONNRESET.result();
    private static final int EMFILE = IoStatus.EMFILE.result();
    private static final int ENOENT = IoStatus.ENOENT.result();

    private final ByteBuf buffer = Unpooled.directBuffer(4096);
    private final FakeSink sink = new FakeSink();
    private final FakeBackend backend = new FakeBackend();
    private final ReadinessTransport transport =
            new ReadinessTransport(
                    new TransportConfig(512, 256, BatchConfig.DEFAULT),
                    sink,
                    Capabilities.all(Support.EMULATED),
                    backend);

    @BeforeEach
    void start() {
        transport.start();
    }

    @AfterEach
    void close() {
        transport.close();
        buffer.release();
    }

    // Receive

    @Test
    void aReceiveIsParkedWithoutATryAndDoneOnReadiness() {
        FakeStream stream = connected();
        submit(receive(1, stream, 100));
        transport.flush();
        assertThat(stream.receiveCalls).isZero();
        assertThat(stream.watched()).isEqualTo(Readiness.READABLE);
        stream.receives.add(40);
        stream.becomes(Readiness.READABLE);
        transport.harvest(Long.MAX_VALUE);
        assertThat(sink.take()).containsExactly("1=40");
    }

    @Test
    void aReceiveThatWouldBlockAllTheSameStaysParked() {
        FakeStream stream = connected();
        submit(receive(1, stream, 100));
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(sink.take()).isEmpty();
        assertThat(stream.receiveCalls).isEqualTo(1);
        stream.receives.add(7);
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=7");
    }

    @Test
    void aReceiveIsTriedAtOnceAfterOneThatFilledItsBuffer() {
        FakeStream stream = connected();
        receiveOnReadiness(stream, 100, 100);
        stream.receives.add(30);
        submit(receive(2, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("2=30");
        submit(receive(3, stream, 100));
        transport.flush();
        assertThat(stream.receiveCalls).isEqualTo(2);
    }

    @Test
    void theEndOfAStreamIsReadAgainAtOnce() {
        FakeStream stream = connected();
        receiveOnReadiness(stream, 100, 0);
        stream.receives.add(0);
        submit(receive(2, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("2=0");
    }

    @Test
    void aWatchStaysBetweenReceivesAndEndsWhenItReportsToNobody() {
        FakeStream stream = connected();
        receiveOnReadiness(stream, 100, 10);
        assertThat(stream.watches).containsExactly(Readiness.READABLE);
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(stream.watches).containsExactly(Readiness.READABLE, 0);
        stream.receives.add(5);
        submit(receive(2, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("2=5");
    }

    @Test
    void anEndedStreamIsTriedAtOnceEachTime() {
        FakeStream stream = connected();
        submit(receive(1, stream, 100));
        stream.receives.add(10);
        stream.becomes(Readiness.READABLE | Readiness.ENDED);
        transport.harvest(0);
        stream.receives.add(0);
        submit(receive(2, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=10", "2=0");
    }

    @Test
    void aReceiveOfNoBytesEndsAtOnce() {
        FakeStream stream = connected();
        submit(receive(1, stream, 0));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=0");
        assertThat(stream.receiveCalls).isZero();
    }

    @Test
    void anErrorOfOneStreamDoesNotTouchAnother() {
        FakeStream first = connected();
        FakeStream second = connected();
        submit(receive(1, first, 100));
        submit(receive(2, second, 100));
        first.receives.add(ECONNRESET);
        second.receives.add(9);
        first.becomes(Readiness.READABLE);
        second.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=" + ECONNRESET, "2=9");
    }

    @Test
    void aWatchThatFailsEndsTheReceive() {
        FakeStream stream = connected();
        stream.watchResult = IoStatus.ENOSPC.result();
        submit(receive(1, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENOSPC.result());
    }

    // Send

    @Test
    void aSendIsTriedAtOnceAndCarriesOnUntilAllIsGone() {
        FakeStream stream = connected();
        stream.sends.addAll(List.of(60, 30, 10));
        submit(send(1, stream, 40, 60));
        transport.flush();
        assertThat(sink.take()).isEmpty();
        assertThat(stream.watched()).isEqualTo(Readiness.WRITABLE);
        harvestWritable(stream);
        assertThat(sink.take()).isEmpty();
        harvestWritable(stream);
        assertThat(sink.take()).containsExactly("1=100");
        assertThat(stream.skipped).containsExactly(0, 60, 90);
        assertThat(stream.watched()).isZero();
    }

    @Test
    void aFullStreamIsNotTriedUntilItIsWritable() {
        FakeStream stream = connected();
        submit(send(1, stream, 100));
        transport.flush();
        transport.cancel(1, 2);
        submit(send(3, stream, 100));
        transport.flush();
        assertThat(stream.skipped).containsExactly(0);
        stream.sends.add(100);
        harvestWritable(stream);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0", "3=100");
    }

    @Test
    void anErrorAfterAPartialSendAnswersTheBytesSent() {
        FakeStream stream = connected();
        stream.sends.addAll(List.of(60, ECONNRESET));
        submit(send(1, stream, 100));
        transport.flush();
        harvestWritable(stream);
        assertThat(sink.take()).containsExactly("1=60");
        stream.sends.add(ECONNRESET);
        submit(send(1, stream, 40));
        transport.flush();
        assertThat(stream.skipped).containsExactly(0, 60, 0);
    }

    @Test
    void aCancelAfterAPartialSendAnswersTheBytesSent() {
        FakeStream stream = connected();
        stream.sends.add(60);
        submit(send(1, stream, 100));
        transport.flush();
        transport.cancel(1, 2);
        assertThat(sink.take()).containsExactly("1=60", "2=0");
        assertThat(stream.watched()).isZero();
    }

    @Test
    void aReceiveAndASendOfOneStreamWaitTogether() {
        FakeStream stream = connected();
        submit(receive(1, stream, 10));
        submit(send(2, stream, 100));
        transport.flush();
        assertThat(stream.watched()).isEqualTo(Readiness.READABLE | Readiness.WRITABLE);
        stream.sends.add(100);
        harvestWritable(stream);
        assertThat(sink.take()).containsExactly("2=100");
        assertThat(stream.watched()).isEqualTo(Readiness.READABLE);
    }

    @Test
    void aSendOfNoBytesEndsAtOnce() {
        FakeStream stream = connected();
        submit(send(1, stream, 0));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=0");
    }

    @Test
    void shutdownIsPassedOn() {
        FakeStream stream = connected();
        FakeOperation shutdown = new FakeOperation(1, IoOpType.SHUTDOWN, stream);
        shutdown.how = 1;
        submit(shutdown);
        transport.flush();
        assertThat(stream.shutdowns).containsExactly(1);
        assertThat(sink.take()).containsExactly("1=0");
    }

    // Connect

    @Test
    void aConnectUnderWayIsFinishedOnReadiness() {
        submit(connect(1));
        transport.flush();
        FakeStream stream = backend.streams.get(0);
        assertThat(stream.watched()).isEqualTo(Readiness.WRITABLE);
        stream.finishes.add(0);
        harvestWritable(stream);
        assertThat(sink.passed).containsExactly(new FakeSink.Passed(1, 0, stream, true));
        assertThat(stream.watched()).isZero();
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void aConnectThatFailsClosesItsSocket() {
        submit(connect(1));
        transport.flush();
        FakeStream stream = backend.streams.get(0);
        stream.finishes.add(IoStatus.ECONNREFUSED.result());
        harvestWritable(stream);
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ECONNREFUSED.result());
        assertThat(stream.releases).isEqualTo(1);
    }

    @Test
    void aConnectThatFailsAtOnceClosesItsSocket() {
        backend.connects.add(IoStatus.ENETUNREACH.result());
        submit(connect(1));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENETUNREACH.result());
        assertThat(backend.streams.get(0).releases).isEqualTo(1);
    }

    @Test
    void aConnectWithoutADescriptorEndsWithEmfile() {
        backend.streamFailure = new IOException("Too many open files");
        submit(connect(1));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + EMFILE);
    }

    @Test
    void aCancelledConnectClosesItsSocket() {
        submit(connect(1));
        transport.flush();
        transport.cancel(1, -1);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED);
        assertThat(backend.streams.get(0).releases).isEqualTo(1);
    }

    // Accept

    @Test
    void singleShotAcceptsTakeConnectionsInTheirOrder() {
        FakeListener listener = listener();
        submit(accept(5, listener));
        submit(accept(3, listener));
        submit(accept(4, listener));
        transport.flush();
        listener.waiting = 2;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("5=0", "3=0");
        assertThat(listener.watched()).isEqualTo(Readiness.READABLE);
    }

    @Test
    void anAcceptIsTriedAtOnceWhileConnectionsMayWait() {
        FakeListener listener = listener();
        submit(accept(1, listener));
        transport.flush();
        listener.waiting = 2;
        listener.becomesReadable();
        transport.harvest(0);
        submit(accept(2, listener));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=0", "2=0");
        submit(accept(3, listener));
        transport.flush();
        assertThat(sink.take()).isEmpty();
    }

    @Test
    void aMultishotAcceptGoesOnUntilItIsCancelled() {
        FakeListener listener = listener();
        submit(accept(1, listener).multishot());
        for (int i = 0; i < 2; i++) {
            listener.waiting = 2;
            listener.becomesReadable();
            transport.harvest(0);
            assertThat(sink.passed)
                    .hasSize(2)
                    .allSatisfy(
                            passed -> {
                                assertThat(passed.slot()).isEqualTo(1);
                                assertThat(passed.isLast()).isFalse();
                            });
            sink.passed.clear();
        }
        transport.cancel(1, 2);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0");
    }

    @Test
    void aMultishotAcceptStopsWithoutRoomAndGoesOnWithIt() {
        FakeListener listener = listener();
        sink.shotRoom = 2;
        submit(accept(1, listener).multishot());
        listener.waiting = 5;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).hasSize(2);
        assertThat(listener.watched()).isZero();
        transport.harvest(1000);
        assertThat(sink.take()).isEmpty();
        assertThat(backend.waits).endsWith(1000L);
        sink.shotRoom = 10;
        transport.harvest(1000);
        assertThat(backend.waits).endsWith(0L);
        assertThat(sink.take()).hasSize(3);
        assertThat(listener.watched()).isEqualTo(Readiness.READABLE);
    }

    @Test
    void cancellingAStalledAcceptLetsTheOneBehindItGoOn() {
        FakeListener listener = listener();
        sink.shotRoom = 0;
        submit(accept(1, listener).multishot());
        submit(accept(2, listener));
        listener.waiting = 1;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).isEmpty();
        transport.cancel(1, -1);
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0");
    }

    @Test
    void oneListenerCannotHoldTheLoop() {
        FakeListener listener = listener();
        submit(accept(1, listener).multishot());
        listener.waiting = AcceptOperations.ACCEPTS_PER_HARVEST + 7;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).hasSize(AcceptOperations.ACCEPTS_PER_HARVEST);
        transport.harvest(Long.MAX_VALUE);
        assertThat(backend.waits).containsExactly(0L, 0L);
        assertThat(sink.take()).hasSize(7);
    }

    @Test
    void withoutDescriptorsOneAcceptEndsAtEachHarvest() {
        FakeListener listener = listener();
        submit(accept(1, listener).multishot());
        submit(accept(2, listener));
        listener.failures.add(new IOException("Too many open files"));
        listener.waiting = 1;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=" + EMFILE);
        transport.harvest(1000);
        assertThat(sink.take()).containsExactly("2=0");
    }

    @Test
    void aConnectionThatDiedInTheQueueIsPassedOver() {
        FakeListener listener = listener();
        submit(accept(1, listener));
        listener.failures.add(new ResultException(IoStatus.ECONNABORTED.result()));
        listener.waiting = 1;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=0");
    }

    @Test
    void anAcceptInTheMiddleCanBeCancelled() {
        FakeListener listener = listener();
        for (int slot = 1; slot <= 3; slot++) {
            submit(accept(slot, listener));
        }
        transport.flush();
        transport.cancel(2, 9);
        listener.waiting = 3;
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("2=" + ECANCELED, "9=0", "1=0", "3=0");
    }

    @Test
    void aListenerThatNobodyAcceptsFromIsNotWatchedForLong() {
        FakeListener listener = listener();
        submit(accept(1, listener));
        listener.waiting = 1;
        listener.becomesReadable();
        transport.harvest(0);
        listener.becomesReadable();
        transport.harvest(0);
        assertThat(listener.watched()).isZero();
    }

    @Test
    void aWatchThatFailsEndsEveryAcceptOfTheListener() {
        FakeListener listener = listener();
        listener.watchResult = IoStatus.ENOMEM.result();
        submit(accept(1, listener));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENOMEM.result());
    }

    // Submit, cancel, wait

    @Test
    void aFullQueueTakesNothing() {
        for (int slot = 0; slot < 256; slot++) {
            submit(new FakeOperation(slot, IoOpType.NOP, null));
        }
        assertThat(transport.submit(new FakeOperation(256, IoOpType.NOP, null))).isFalse();
        transport.flush();
        assertThat(sink.take()).hasSize(256);
        submit(new FakeOperation(256, IoOpType.NOP, null));
    }

    @Test
    void aSlotInUseIsMisuse() {
        submit(new FakeOperation(1, IoOpType.NOP, null));
        FakeOperation second = new FakeOperation(1, IoOpType.NOP, null);
        assertThatThrownBy(() -> transport.submit(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1");
    }

    @Test
    void aQueuedOperationIsCancelledBeforeItIsPerformed() {
        submit(new FakeOperation(1, IoOpType.NOP, null));
        transport.cancel(1, 2);
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0");
        assertThat(transport.submittingEntries()).isZero();
    }

    @Test
    void anEndedOperationCannotBeCancelled() {
        submit(new FakeOperation(1, IoOpType.NOP, null));
        transport.flush();
        transport.cancel(1, 2);
        transport.cancel(77, -1);
        assertThat(sink.take()).containsExactly("1=0", "2=" + ENOENT);
    }

    @Test
    void aParkedReceiveEndsWithItsCancel() {
        FakeStream stream = connected();
        submit(receive(1, stream, 10));
        transport.flush();
        transport.cancel(1, 2);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0");
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(stream.receiveCalls).isZero();
        assertThat(stream.watched()).isZero();
    }

    @Test
    void aHarvestWaitsOnlyIfNothingWasPassed() {
        transport.harvest(5000);
        submit(new FakeOperation(1, IoOpType.NOP, null));
        transport.harvest(5000);
        assertThat(backend.waits).containsExactly(5000L, 0L);
        assertThat(sink.take()).containsExactly("1=0");
        assertThat(transport.submittingEntries()).isEqualTo(1);
        assertThat(transport.reapingEntries()).isEqualTo(2);
    }

    @Test
    void aWakeupBeforeTheWaitEndsThatWaitAndNoOther() {
        transport.wakeup();
        transport.wakeup();
        transport.harvest(0);
        transport.harvest(5000);
        transport.harvest(5000);
        assertThat(backend.waits).containsExactly(0L, 0L, 5000L);
        assertThat(backend.wakeups).isZero();
    }

    @Test
    void aWakeupDuringTheWaitReachesTheBackend() {
        backend.reports.add(transport::wakeup);
        transport.harvest(5000);
        assertThat(backend.wakeups).isEqualTo(1);
        transport.harvest(5000);
        assertThat(backend.waits).containsExactly(5000L, 5000L);
    }

    // The end

    @Test
    void closingAHandleWithParkedWorkEndsTheWork() {
        FakeStream stream = connected();
        submit(receive(1, stream, 10));
        submit(send(2, stream, 10));
        transport.flush();
        FakeOperation close = new FakeOperation(3, IoOpType.CLOSE, stream);
        close.abort = true;
        submit(close);
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=" + ECANCELED, "3=0");
        assertThat(stream.aborted).isTrue();
    }

    @Test
    void aClosedHandleAnswersEbadf() {
        FakeStream stream = connected();
        transport.closeNow(stream);
        submit(receive(1, stream, 10));
        submit(send(2, stream, 10));
        submit(new FakeOperation(3, IoOpType.SHUTDOWN, stream));
        submit(new FakeOperation(4, IoOpType.CLOSE, stream));
        submit(new FakeOperation(5, IoOpType.ACCEPT, stream));
        submit(new FakeOperation(6, IoOpType.FSYNC, stream));
        transport.flush();
        assertThat(sink.passed)
                .hasSize(6)
                .allMatch(passed -> passed.result() == IoStatus.EBADF.result());
    }

    @Test
    void aReportForAClosedSocketIsDropped() {
        FakeStream stream = connected();
        submit(receive(1, stream, 10));
        transport.flush();
        stream.becomes(Readiness.READABLE);
        transport.closeNow(stream);
        transport.harvest(0);
        assertThat(stream.receiveCalls).isZero();
        transport.cancel(1, -1);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED);
    }

    @Test
    void closeReleasesEveryHandleOnce() {
        FakeListener listener = listener();
        FakeStream parked = connected();
        submit(receive(1, parked, 10));
        submit(accept(2, listener));
        submit(connect(3));
        transport.flush();
        FakeStream closed = connected();
        transport.closeNow(closed);
        transport.close();
        transport.close();
        assertThat(listener.releases).isEqualTo(1);
        assertThat(backend.streams).allMatch(stream -> stream.releases == 1);
        assertThat(backend.closes).isEqualTo(1);
    }

    @Test
    void anOperationOfCoreIsRefused() {
        submit(new FakeOperation(1, IoOpType.TIMEOUT, null));
        assertThatThrownBy(transport::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TIMEOUT");
    }

    private FakeStream connected() {
        backend.connects.add(0);
        submit(connect(500));
        transport.flush();
        TransportHandle handle = sink.passed.remove(sink.passed.size() - 1).handle();
        if (handle instanceof FakeStream stream) {
            return stream;
        }
        throw new AssertionError("no stream: " + handle);
    }

    private FakeListener listener() {
        try {
            TransportHandle handle =
                    transport.listen(new InetSocketAddress(0), SocketOptions.DEFAULT);
            return (FakeListener) handle;
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private void receiveOnReadiness(FakeStream stream, int length, int result) {
        submit(receive(1, stream, length));
        stream.receives.add(result);
        stream.becomes(Readiness.READABLE);
        transport.harvest(0);
        assertThat(sink.take()).containsExactly("1=" + result);
    }

    private void harvestWritable(FakeStream stream) {
        stream.becomes(Readiness.WRITABLE);
        transport.harvest(0);
    }

    private void submit(FakeOperation operation) {
        assertThat(transport.submit(operation)).isTrue();
    }

    private FakeOperation receive(int slot, TransportHandle stream, int length) {
        return new FakeOperation(slot, IoOpType.RECV, stream).region(buffer, 0, length);
    }

    private FakeOperation send(int slot, TransportHandle stream, int... lengths) {
        FakeOperation send = new FakeOperation(slot, IoOpType.SEND, stream);
        for (int length : lengths) {
            send.region(buffer, 0, length);
        }
        return send;
    }

    private static FakeOperation accept(int slot, TransportHandle listener) {
        return new FakeOperation(slot, IoOpType.ACCEPT, listener);
    }

    private static FakeOperation connect(int slot) {
        return new FakeOperation(slot, IoOpType.CONNECT, null);
    }
}
