package io.tickwire.simulation;

import static io.tickwire.simulation.ChaosRig.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cancels, which race with their targets. */
class ChaosCancelTest {
    private static final int TARGET = 0;
    private static final int CANCEL = 1;
    private static final int ECANCELED = IoStatus.ECANCELED.result();
    private static final int EALREADY = IoStatus.EALREADY.result();
    private static final int ENOENT = IoStatus.ENOENT.result();

    /** What the target and its cancel came to, and which was first, over many seeds. */
    private static Set<List<Integer>> outcomes(IoOpType type, long advanceMillis) {
        Set<List<Integer>> outcomes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            ChaosRig rig = new ChaosRig(seed, FaultRates.NONE);
            if (type == IoOpType.RECV) {
                rig.inner.script = operation -> {};
            }
            rig.submit(TARGET, type);
            rig.time.advance(advanceMillis * MILLI);
            rig.chaos.flush();
            rig.cancel(TARGET, CANCEL);
            rig.drain();
            outcomes.add(
                    List.of(
                            rig.core.resultsOf(TARGET).get(0),
                            rig.core.resultsOf(CANCEL).get(0),
                            rig.core.slots().get(0)));
        }
        return outcomes;
    }

    @Test
    @DisplayName("a target that is done but held back keeps its result; the answer is either")
    void targetIsDone() {
        assertThat(outcomes(IoOpType.NOP, 5))
                .containsExactlyInAnyOrder(
                        List.of(0, EALREADY, TARGET),
                        List.of(0, EALREADY, CANCEL),
                        List.of(0, ENOENT, TARGET),
                        List.of(0, ENOENT, CANCEL));
    }

    @Test
    @DisplayName("a target that waits underneath ends, before or after the answer")
    void targetWaits() {
        assertThat(outcomes(IoOpType.RECV, 5))
                .containsExactlyInAnyOrder(
                        List.of(ECANCELED, 0, TARGET), List.of(ECANCELED, 0, CANCEL));
    }

    @Test
    @DisplayName("a lasting target that is still on its way never gets there")
    void lastingTargetIsOnItsWay() {
        assertThat(outcomes(IoOpType.RECV, 0))
                .containsExactlyInAnyOrder(
                        List.of(ECANCELED, 0, TARGET), List.of(ECANCELED, 0, CANCEL));
    }

    @Test
    @DisplayName("a prompt target that is still on its way ends, or is said to run already")
    void promptTargetIsOnItsWay() {
        assertThat(outcomes(IoOpType.NOP, 0))
                .contains(List.of(ECANCELED, 0, TARGET), List.of(0, EALREADY, CANCEL));
    }

    @Test
    @DisplayName("a cancel of a slot that is not in flight is answered by ENOENT")
    void noTarget() {
        ChaosRig rig = ChaosRig.plain(1);
        rig.cancel(TARGET, CANCEL);
        rig.drain();
        assertThat(rig.core.resultsOf(CANCEL)).containsExactly(ENOENT);
    }

    @Test
    @DisplayName("a cancel without a slot has no answer, and its target ends")
    void nobodyAsks() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.submit(TARGET, IoOpType.RECV);
        rig.chaos.cancel(TARGET, -1);
        rig.drain();
        assertThat(rig.core.resultsOf(TARGET)).containsExactly(ECANCELED);
        assertThat(rig.inner.submitted).isEmpty();
    }

    @Test
    @DisplayName("a cancel of a multishot whose pause is held back is answered by 0")
    void targetPauses() {
        ChaosRig rig = new ChaosRig(1, FaultRates.NONE);
        rig.inner.script =
                operation -> {
                    rig.inner.live.remove(TARGET);
                    rig.inner.sink.paused(TARGET);
                };
        rig.submit(FakeOperations.multishot(TARGET, IoOpType.ACCEPT));
        rig.time.advance(5 * MILLI);
        rig.chaos.flush();
        rig.cancel(TARGET, CANCEL);
        rig.drain();
        assertThat(rig.core.resultsOf(CANCEL)).containsExactly(0);
    }
}
