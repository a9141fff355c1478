package io.tickwire.simulation;

import static io.tickwire.simulation.ChaosRig.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BufferGroup;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Room, refusals, waits, failure and the end. */
class ChaosRoomTest {
    @Test
    @DisplayName("what is held back counts against the room for shots")
    void shotRoom() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.core.shotRoom = 3;
        List<Integer> rooms = new ArrayList<>();
        rig.inner.script =
                operation -> {
                    CompletionSink sink = rig.inner.sink;
                    while (sink.shotRoom(0) > 0) {
                        rooms.add(sink.shotRoom(0));
                        sink.completeOpened(0, new FakeTransport.Handle(), false);
                    }
                    rig.inner.live.remove(0);
                    sink.paused(0);
                };
        rig.submit(FakeOperations.multishot(0, IoOpType.ACCEPT));
        rig.drain();
        assertThat(rooms).containsExactly(3, 2, 1);
        assertThat(rig.core.resultsOf(0)).containsExactly(0, 0, 0, 999);
    }

    @Test
    @DisplayName("what is held back of a multishot receive counts against its share of the group")
    void groupRoom() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.core.groupRoom = 2;
        GroupBuffers group = new GroupBuffers(new BufferGroup(1, 64, 8));
        List<Integer> rooms = new ArrayList<>();
        rig.inner.script =
                operation -> {
                    rooms.add(rig.inner.sink.groupRoom(operation.slot()));
                    rig.inner.sink.received(operation.slot(), 1, group.take(), null, false);
                    rooms.add(rig.inner.sink.groupRoom(operation.slot()));
                };
        rig.submit(FakeOperations.fromGroup(0, group));
        rig.submit(FakeOperations.fromGroup(1, group));
        rig.time.advance(5 * MILLI);
        rig.chaos.harvest(0);
        assertThat(rooms).containsExactly(2, 1, 2, 1);
        rig.chaos.close();
        group.close(true);
    }

    @Test
    @DisplayName("a submission is refused now and then, and the wait that follows returns early")
    void refused() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE.with(Fault.SUBMISSION_REFUSED, 1));
        assertThat(rig.offer(FakeOperations.of(0, IoOpType.NOP))).isFalse();
        rig.chaos.harvest(Long.MAX_VALUE);
        rig.faults.rates(FaultRates.NONE);
        rig.submit(0, IoOpType.NOP);
        rig.drain();
    }

    @Test
    @DisplayName("what the transport underneath has no room for goes there later")
    void innerIsFull() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.inner.roomLeft = 3;
        for (int slot = 0; slot < 10; slot++) {
            rig.submit(slot, IoOpType.NOP);
        }
        rig.chaos.harvest(20 * MILLI);
        rig.chaos.harvest(20 * MILLI);
        rig.chaos.harvest(20 * MILLI);
        assertThat(rig.core.passed).hasSize(3);
        rig.inner.roomLeft = 100;
        rig.drain();
    }

    @Test
    @DisplayName("a harvest with nothing to pass on takes its whole time, unless it is woken")
    void waits() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.chaos.harvest(7 * MILLI);
        assertThat(rig.time.nanoTime()).isEqualTo(7 * MILLI);
        rig.chaos.wakeup();
        rig.chaos.harvest(7 * MILLI);
        assertThat(rig.time.nanoTime()).isEqualTo(7 * MILLI);
        rig.time.after(2 * MILLI, rig.chaos::wakeup);
        rig.chaos.harvest(Long.MAX_VALUE);
        assertThat(rig.time.nanoTime()).isEqualTo(9 * MILLI);
        assertThatThrownBy(() -> rig.chaos.harvest(Long.MAX_VALUE))
                .hasMessageContaining("waits for ever");
    }

    @Test
    @DisplayName("what happens in the world ends a wait once it has been held back long enough")
    void worldEndsWait() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.inner.script = operation -> {};
        rig.submit(0, IoOpType.RECV);
        Runnable arrival = () -> rig.inner.results.add(() -> rig.inner.complete(0, 9));
        rig.time.after(50 * MILLI, arrival);
        rig.chaos.harvest(Long.MAX_VALUE);
        assertThat(rig.core.resultsOf(0)).containsExactly(9);
        assertThat(rig.time.nanoTime()).isBetween(51 * MILLI, 55 * MILLI);
    }

    @Test
    @DisplayName("a transport that is told to fail throws at each call, and can be closed")
    void failure() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.chaos.failNow();
        String message = "told to fail";
        assertThatThrownBy(() -> rig.submit(0, IoOpType.NOP)).hasMessageContaining(message);
        assertThatThrownBy(rig.chaos::flush).hasMessageContaining(message);
        assertThatThrownBy(() -> rig.chaos.harvest(0)).hasMessageContaining(message);
        assertThatThrownBy(() -> rig.chaos.cancel(0, -1)).hasMessageContaining(message);
        rig.chaos.close();
        assertThat(rig.inner.closes).isEqualTo(1);
    }

    @Test
    @DisplayName("close closes the handles and returns the buffers that core never saw")
    void closeLeaksNothing() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        GroupBuffers group = new GroupBuffers(new BufferGroup(1, 64, 8));
        List<TransportHandle> opened = new ArrayList<>();
        rig.inner.script =
                operation -> {
                    if (operation.type() == IoOpType.RECV) {
                        rig.inner.sink.received(operation.slot(), 1, group.take(), null, false);
                        return;
                    }
                    TransportHandle handle = new FakeTransport.Handle();
                    opened.add(handle);
                    rig.inner.sink.completeOpened(operation.slot(), handle, true);
                };
        rig.submit(0, IoOpType.OPEN);
        rig.submit(1, IoOpType.CONNECT);
        rig.submit(2, IoOpType.ACCEPT);
        rig.submit(FakeOperations.fromGroup(3, group));
        rig.time.advance(5 * MILLI);
        rig.chaos.flush();
        rig.chaos.harvest(0);
        assertThat(group.available()).isEqualTo(7);
        rig.chaos.close();
        rig.chaos.close();
        assertThat(rig.inner.closed).containsExactlyInAnyOrderElementsOf(opened).hasSize(3);
        assertThat(group.available()).isEqualTo(8);
        assertThat(rig.inner.closes).isEqualTo(1);
        assertThat(rig.chaos.isDrained()).isTrue();
        group.close(true);
    }

    @Test
    @DisplayName("a read or write that fails by the seed was never performed; a sync never does")
    void ioErrorIsNotPerformed() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE.with(Fault.IO_ERROR, 1));
        rig.submit(0, IoOpType.WRITE);
        rig.submit(1, IoOpType.READ);
        rig.submit(2, IoOpType.FSYNC);
        rig.submit(3, IoOpType.RENAME);
        rig.drain();
        assertThat(rig.inner.submitted).containsExactlyInAnyOrder(2, 3);
        assertThat(rig.core.resultsOf(0)).containsExactly(IoStatus.EIO.result());
        assertThat(rig.core.resultsOf(1)).containsExactly(IoStatus.EIO.result());
        assertThat(rig.core.resultsOf(2)).containsExactly(0);
    }
}
