package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.FakeBackend.FakeStream;
import io.tickwire.tck.FakeOperation;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StreamOperationsTest extends EngineFixture {
    @Test
    @DisplayName("a receive is parked without a try and done on readiness")
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
    @DisplayName("a receive that would block all the same stays parked")
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
    @DisplayName("a receive is tried at once after one that filled its buffer")
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
    @DisplayName("the end of a stream is read again at once")
    void theEndOfAStreamIsReadAgainAtOnce() {
        FakeStream stream = connected();
        receiveOnReadiness(stream, 100, 0);
        stream.receives.add(0);
        submit(receive(2, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("2=0");
    }

    @Test
    @DisplayName("a watch stays between receives and ends when it reports to nobody")
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
    @DisplayName("an ended stream is tried at once each time")
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
    @DisplayName("a receive of no bytes ends at once")
    void aReceiveOfNoBytesEndsAtOnce() {
        FakeStream stream = connected();
        submit(receive(1, stream, 0));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=0");
        assertThat(stream.receiveCalls).isZero();
    }

    @Test
    @DisplayName("an error of one stream does not touch another")
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
    @DisplayName("a watch that fails ends the receive")
    void aWatchThatFailsEndsTheReceive() {
        FakeStream stream = connected();
        stream.watchResult = IoStatus.ENOSPC.result();
        submit(receive(1, stream, 100));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENOSPC.result());
    }

    @Test
    @DisplayName("a send is tried at once and carries on until all is gone")
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
    @DisplayName("a full stream is not tried until it is writable")
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
    @DisplayName("an error after a partial send answers the bytes sent")
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
    @DisplayName("a cancel after a partial send answers the bytes sent")
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
    @DisplayName("a receive and a send of one stream wait together")
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
    @DisplayName("a send of no bytes ends at once")
    void aSendOfNoBytesEndsAtOnce() {
        FakeStream stream = connected();
        submit(send(1, stream, 0));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=0");
    }

    @Test
    @DisplayName("shutdown is passed on")
    void shutdownIsPassedOn() {
        FakeStream stream = connected();
        submit(new FakeOperation(1, IoOpType.SHUTDOWN).on(stream).number(1));
        transport.flush();
        assertThat(stream.shutdowns).containsExactly(1);
        assertThat(sink.take()).containsExactly("1=0");
    }
}
