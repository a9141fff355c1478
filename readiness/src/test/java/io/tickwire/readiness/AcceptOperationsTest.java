package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoStatus;
import io.tickwire.readiness.FakeBackend.FakeListener;
import io.tickwire.readiness.files.ResultException;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcceptOperationsTest extends EngineFixture {
    @Test
    @DisplayName("single shot accepts take connections in their order")
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
    @DisplayName("an accept is tried at once while connections may wait")
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
    @DisplayName("a multishot accept goes on until it is cancelled")
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
    @DisplayName("a multishot accept stops without room and goes on with it")
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
    @DisplayName("cancelling a stalled accept lets the one behind it go on")
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
    @DisplayName("a listener that took all room comes after those that got none")
    void aListenerThatTookAllRoomComesAfterThoseThatGotNone() {
        FakeListener crowded = listener();
        FakeListener other = listener();
        submit(accept(1, crowded).multishot());
        submit(accept(2, other).multishot());
        crowded.waiting = 100;
        other.waiting = 1;
        crowded.becomesReadable();
        other.becomesReadable();
        for (int harvest = 0; harvest < 2; harvest++) {
            sink.shotRoom = AcceptOperations.ACCEPTS_PER_HARVEST / 64;
            transport.harvest(0);
        }
        assertThat(other.waiting).isZero();
        assertThat(crowded.waiting).isEqualTo(97);
    }

    @Test
    @DisplayName("a listener that took as much as it may comes after those that got no room")
    void aListenerThatTookAsMuchAsItMayComesAfterThoseThatGotNoRoom() {
        FakeListener crowded = listener();
        FakeListener other = listener();
        submit(accept(1, crowded).multishot());
        submit(accept(2, other).multishot());
        crowded.waiting = 10_000;
        other.waiting = 1;
        crowded.becomesReadable();
        other.becomesReadable();
        for (int harvest = 0; harvest < 2; harvest++) {
            sink.shotRoom = AcceptOperations.ACCEPTS_PER_HARVEST;
            transport.harvest(0);
        }
        assertThat(other.waiting).isZero();
    }

    @Test
    @DisplayName("one listener cannot hold the loop")
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
    @DisplayName("without descriptors one accept ends at each harvest")
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
    @DisplayName("a connection that died in the queue is passed over")
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
    @DisplayName("an accept in the middle can be cancelled")
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
    @DisplayName("a listener that nobody accepts from is not watched for long")
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
    @DisplayName("a watch that fails ends every accept of the listener")
    void aWatchThatFailsEndsEveryAcceptOfTheListener() {
        FakeListener listener = listener();
        listener.watchResult = IoStatus.ENOMEM.result();
        submit(accept(1, listener));
        transport.flush();
        assertThat(sink.take()).containsExactly("1=" + IoStatus.ENOMEM.result());
    }
}
