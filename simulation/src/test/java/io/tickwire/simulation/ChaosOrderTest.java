package io.tickwire.simulation;

import static io.tickwire.simulation.ChaosRig.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.PollEvents;
import io.tickwire.spi.TransportOperation;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When, and in which order, things go through the seam. */
class ChaosOrderTest {
    private static final List<Integer> IN_ORDER = ChaosRig.inOrder(50);

    private static void submitNops(ChaosRig rig) {
        IN_ORDER.forEach(slot -> rig.submit(slot, IoOpType.NOP));
    }

    @Test
    @DisplayName("operations reach the transport underneath late and in another order")
    void submissionsAreLate() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        submitNops(rig);
        rig.chaos.flush();
        assertThat(rig.inner.submitted).isEmpty();
        rig.time.advance(5 * MILLI);
        rig.chaos.flush();
        assertThat(rig.inner.submitted)
                .containsExactlyInAnyOrderElementsOf(IN_ORDER)
                .isNotEqualTo(IN_ORDER);
        assertThat(rig.core.passed).isEmpty();
    }

    @Test
    @DisplayName("without latency the order still changes, both ways, and all comes at once")
    void orderChangesWithoutLatency() {
        ChaosRig rig = ChaosRig.plain(1);
        submitNops(rig);
        rig.chaos.harvest(0);
        assertThat(rig.core.slots())
                .containsExactlyInAnyOrderElementsOf(IN_ORDER)
                .isNotEqualTo(IN_ORDER)
                .isNotEqualTo(rig.inner.submitted);
    }

    @Test
    @DisplayName("completions are held back for a time, and a harvest waits for the first")
    void completionsAreHeldBack() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        submitNops(rig);
        rig.time.advance(5 * MILLI);
        rig.chaos.flush();
        rig.chaos.harvest(0);
        assertThat(rig.core.passed).isEmpty();
        rig.chaos.harvest(Long.MAX_VALUE);
        assertThat(rig.core.passed).hasSizeBetween(1, 5);
        assertThat(rig.time.nanoTime()).isBetween(6 * MILLI, 7 * MILLI);
        rig.drain();
        assertThat(rig.time.nanoTime()).isLessThanOrEqualTo(10 * MILLI);
    }

    @Test
    @DisplayName("a storm holds everything back, then it comes at once, whatever its time")
    void storm() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE.with(Fault.COMPLETION_STORM, 1));
        for (int slot = 0; slot < ChaosRig.SLOTS; slot++) {
            rig.submit(slot, IoOpType.NOP);
        }
        rig.chaos.harvest(0);
        rig.faults.rates(FaultRates.NONE);
        rig.time.advance(5 * MILLI);
        rig.chaos.harvest(0);
        assertThat(rig.inner.submitted).hasSize(ChaosRig.SLOTS);
        rig.chaos.harvest(Long.MAX_VALUE);
        assertThat(rig.core.passed).hasSize(ChaosRig.SLOTS);
        assertThat(rig.faults.counts()).containsKey(Fault.COMPLETION_STORM);
    }

    @Test
    @DisplayName("a late completion misses its phase, if its operation is prompt")
    void late() {
        ChaosRig rig =
                new ChaosRig(1, Latency.NONE, FaultRates.NONE.with(Fault.LATE_COMPLETION, 1), 1);
        rig.submit(0, IoOpType.READ);
        rig.submit(1, IoOpType.RECV);
        rig.chaos.harvest(0);
        assertThat(rig.core.slots()).containsExactly(1);
        rig.chaos.harvest(12 * MILLI);
        assertThat(rig.core.slots()).containsExactly(1);
        rig.drain();
        assertThat(rig.time.nanoTime()).isBetween(20 * MILLI, 120 * MILLI);
    }

    @Test
    @DisplayName("shots keep their order and come before their last completion")
    void shotsKeepTheirOrder() {
        for (int seed = 0; seed < 20; seed++) {
            ChaosRig rig = new ChaosRig(seed, FaultRates.NONE);
            rig.inner.script = operation -> tenShots(rig, operation);
            rig.submit(FakeOperations.multishot(0, IoOpType.POLL_ADD));
            rig.submit(FakeOperations.multishot(1, IoOpType.POLL_ADD));
            rig.drain();
            for (int slot = 0; slot < 2; slot++) {
                assertThat(rig.core.resultsOf(slot))
                        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, IoStatus.EBADF.result());
            }
        }
    }

    private static void tenShots(ChaosRig rig, TransportOperation operation) {
        for (int i = 0; i < 10; i++) {
            rig.inner.sink.shot(operation.slot(), i);
        }
        rig.inner.complete(operation.slot(), IoStatus.EBADF.result());
    }

    @Test
    @DisplayName("a multishot that could go on is ended: core sees a pause after its shots")
    void multishotEnded() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE.with(Fault.MULTISHOT_ENDED, 1));
        rig.inner.script = op -> rig.inner.sink.shot(op.slot(), PollEvents.READABLE);
        rig.submit(FakeOperations.multishot(0, IoOpType.POLL_ADD));
        rig.drain();
        assertThat(rig.inner.cancelled).containsExactly(0);
        assertThat(rig.core.resultsOf(0)).containsExactly(PollEvents.READABLE, 999);
    }

    @Test
    @DisplayName("a multishot that ends by itself while the kernel ends it keeps its result")
    void multishotEndsByItself() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE.with(Fault.MULTISHOT_ENDED, 1));
        rig.inner.script = operation -> tenShots(rig, operation);
        rig.submit(FakeOperations.multishot(0, IoOpType.POLL_ADD));
        rig.drain();
        assertThat(rig.core.resultsOf(0)).endsWith(IoStatus.EBADF.result());
    }

    @Test
    @DisplayName("the same seed gives the same run, another one another")
    void seedDecides() {
        assertThat(run(5)).isEqualTo(run(5)).isNotEqualTo(run(6));
    }

    private static List<Integer> run(long seed) {
        ChaosRig rig = new ChaosRig(seed, FaultRates.all(0.1));
        IN_ORDER.forEach(slot -> rig.offer(FakeOperations.of(slot, IoOpType.RECV)));
        rig.drain();
        return rig.core.slots();
    }
}
