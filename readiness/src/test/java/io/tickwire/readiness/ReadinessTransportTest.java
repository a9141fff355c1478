package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.FakeBackend.FakeListener;
import io.tickwire.readiness.FakeBackend.FakeStream;
import io.tickwire.tck.FakeOperation;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReadinessTransportTest extends EngineFixture {
    @Test
    @DisplayName("a connect under way is finished on readiness")
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
    @DisplayName("a connect that fails closes its socket")
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
    @DisplayName("a connect that fails at once closes its socket")
    void aConnectThatFailsAtOnceClosesItsSocket() {
        backend.connects.add(IoStatus.ENETUNREACH.result());
        submit(connect(1));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENETUNREACH.result());
        assertThat(backend.streams.get(0).releases).isEqualTo(1);
    }

    @Test
    @DisplayName("a connect without a descriptor ends with EMFILE")
    void aConnectWithoutADescriptorEndsWithEmfile() {
        backend.streamFailure = new IOException("Too many open files");
        submit(connect(1));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + EMFILE);
    }

    @Test
    @DisplayName("a cancelled connect closes its socket")
    void aCancelledConnectClosesItsSocket() {
        submit(connect(1));
        transport.flush();
        transport.cancel(1, -1);
        assertThat(sink.take()).containsExactly("1=" + ECANCELED);
        assertThat(backend.streams.get(0).releases).isEqualTo(1);
    }

    @Test
    @DisplayName("a full queue takes nothing")
    void aFullQueueTakesNothing() {
        for (int slot = 0; slot < 256; slot++) {
            submit(new FakeOperation(slot, IoOpType.NOP));
        }
        assertThat(transport.submit(new FakeOperation(256, IoOpType.NOP))).isFalse();
        transport.flush();
        assertThat(sink.take()).hasSize(256);
        submit(new FakeOperation(256, IoOpType.NOP));
    }

    @Test
    @DisplayName("a slot in use is misuse")
    void aSlotInUseIsMisuse() {
        submit(new FakeOperation(1, IoOpType.NOP));
        FakeOperation second = new FakeOperation(1, IoOpType.NOP);
        assertThatThrownBy(() -> transport.submit(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1");
    }

    @Test
    @DisplayName("a queued operation is cancelled before it is performed")
    void aQueuedOperationIsCancelledBeforeItIsPerformed() {
        submit(new FakeOperation(1, IoOpType.NOP));
        transport.cancel(1, 2);
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=0");
        assertThat(transport.submittingEntries()).isZero();
    }

    @Test
    @DisplayName("an ended operation cannot be cancelled")
    void anEndedOperationCannotBeCancelled() {
        submit(new FakeOperation(1, IoOpType.NOP));
        transport.flush();
        transport.cancel(1, 2);
        transport.cancel(77, -1);
        assertThat(sink.take()).containsExactly("1=0", "2=" + ENOENT);
    }

    @Test
    @DisplayName("a parked receive ends with its cancel")
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
    @DisplayName("a harvest waits only if nothing was passed")
    void aHarvestWaitsOnlyIfNothingWasPassed() {
        transport.harvest(5000);
        submit(new FakeOperation(1, IoOpType.NOP));
        transport.harvest(5000);
        assertThat(backend.waits).containsExactly(5000L, 0L);
        assertThat(sink.take()).containsExactly("1=0");
        assertThat(transport.submittingEntries()).isEqualTo(1);
        assertThat(transport.reapingEntries()).isEqualTo(2);
    }

    @Test
    @DisplayName("a wakeup before the wait ends that wait and no other")
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
    @DisplayName("a wakeup during the wait reaches the backend")
    void aWakeupDuringTheWaitReachesTheBackend() {
        backend.reports.add(transport::wakeup);
        transport.harvest(5000);
        assertThat(backend.wakeups).isEqualTo(1);
        transport.harvest(5000);
        assertThat(backend.waits).containsExactly(5000L, 5000L);
    }

    @Test
    @DisplayName("closing a handle with parked work ends the work")
    void closingAHandleWithParkedWorkEndsTheWork() {
        FakeStream stream = connected();
        submit(receive(1, stream, 10));
        submit(send(2, stream, 10));
        transport.flush();
        FakeOperation close = new FakeOperation(3, IoOpType.CLOSE).on(stream).abort();
        submit(close);
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + ECANCELED, "2=" + ECANCELED, "3=0");
        assertThat(stream.aborted).isTrue();
    }

    @Test
    @DisplayName("a closed handle answers EBADF")
    void aClosedHandleAnswersEbadf() {
        FakeStream stream = connected();
        transport.closeNow(stream);
        submit(receive(1, stream, 10));
        submit(send(2, stream, 10));
        submit(new FakeOperation(3, IoOpType.SHUTDOWN).on(stream));
        submit(new FakeOperation(4, IoOpType.CLOSE).on(stream));
        submit(new FakeOperation(5, IoOpType.ACCEPT).on(stream));
        submit(new FakeOperation(6, IoOpType.FSYNC).on(stream));
        transport.flush();
        assertThat(sink.passed)
                .hasSize(6)
                .allMatch(passed -> passed.result() == IoStatus.EBADF.result());
    }

    @Test
    @DisplayName("a report for a closed socket is dropped")
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
    @DisplayName("close releases every handle once")
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
    @DisplayName("an operation of core is refused")
    void anOperationOfCoreIsRefused() {
        submit(new FakeOperation(1, IoOpType.TIMEOUT));
        assertThatThrownBy(transport::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TIMEOUT");
    }
}
