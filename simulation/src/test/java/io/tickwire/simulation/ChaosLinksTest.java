package io.tickwire.simulation;

import static io.tickwire.spi.TransportOperation.Link.HARD;
import static io.tickwire.spi.TransportOperation.Link.NONE;
import static io.tickwire.spi.TransportOperation.Link.SOFT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation.Link;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Chains of file operations, by the kernel's rules. */
class ChaosLinksTest {
    private static final int ECANCELED = IoStatus.ECANCELED.result();
    private static final int BYTES = FakeOperations.BYTES;

    /** Submits four writes; the links are between them. */
    private static ChaosRig chain(long seed, FaultRates rates, Link... links) {
        ChaosRig rig = new ChaosRig(seed, ChaosRig.LATENCY, rates, 8);
        rig.inner.script = operation -> rig.inner.complete(operation.slot(), BYTES);
        submit(rig, links);
        return rig;
    }

    private static void submit(ChaosRig rig, Link... links) {
        for (int slot = 0; slot < 4; slot++) {
            Link link = slot < 3 ? links[slot] : NONE;
            rig.submit(FakeOperations.linked(slot, IoOpType.WRITE, link, 4 - slot));
        }
    }

    private static void give(ChaosRig rig, int slot, int result) {
        rig.inner.script =
                operation ->
                        rig.inner.complete(
                                operation.slot(), operation.slot() == slot ? result : BYTES);
    }

    @Test
    @DisplayName("the operations of a chain run one after the other and complete in that order")
    void inOrder() {
        for (int seed = 0; seed < 20; seed++) {
            ChaosRig rig = chain(seed, FaultRates.NONE, SOFT, HARD, SOFT);
            rig.inner.script =
                    operation -> {
                        assertThat(rig.inner.live).hasSize(1);
                        rig.inner.complete(operation.slot(), BYTES);
                    };
            rig.drain();
            assertThat(rig.inner.submitted).containsExactly(0, 1, 2, 3);
            assertThat(rig.core.slots()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    @DisplayName("without latency a whole chain runs and completes in one harvest")
    void atOnce() {
        ChaosRig rig = new ChaosRig(1, Latency.NONE, FaultRates.NONE, 8);
        give(rig, -1, 0);
        submit(rig, SOFT, SOFT, SOFT);
        rig.chaos.harvest(0);
        assertThat(rig.core.slots()).containsExactly(0, 1, 2, 3);
    }

    @Test
    @DisplayName("an error breaks a chain: all behind it end with ECANCELED, hard links or not")
    void error() {
        ChaosRig rig = chain(1, FaultRates.NONE, SOFT, SOFT, HARD);
        give(rig, 1, IoStatus.ENOSPC.result());
        rig.drain();
        assertThat(rig.inner.submitted).containsExactly(0, 1);
        assertThat(rig.core.resultsOf(2)).containsExactly(ECANCELED);
        assertThat(rig.core.resultsOf(3)).containsExactly(ECANCELED);
        assertThat(rig.core.slots()).containsExactly(0, 1, 2, 3);
    }

    @Test
    @DisplayName("so does a short transfer")
    void shortTransfer() {
        ChaosRig rig = chain(1, FaultRates.NONE, SOFT, SOFT, SOFT);
        give(rig, 0, BYTES - 1);
        rig.drain();
        assertThat(rig.inner.submitted).containsExactly(0);
        assertThat(rig.core.resultsOf(3)).containsExactly(ECANCELED);
    }

    @Test
    @DisplayName("an error of what transfers nothing breaks no link, as in Linux")
    void errorWithoutATransfer() {
        ChaosRig rig = new ChaosRig(1, ChaosRig.LATENCY, FaultRates.NONE, 8);
        give(rig, 0, IoStatus.EIO.result());
        rig.submit(FakeOperations.linked(0, IoOpType.FSYNC, SOFT, 2));
        rig.submit(FakeOperations.linked(1, IoOpType.WRITE, NONE, 1));
        rig.drain();
        assertThat(rig.core.resultsOf(0)).containsExactly(IoStatus.EIO.result());
        assertThat(rig.core.resultsOf(1)).containsExactly(BYTES);
    }

    @Test
    @DisplayName("a hard link goes on behind an error")
    void hardLink() {
        ChaosRig rig = chain(1, FaultRates.NONE, SOFT, HARD, SOFT);
        give(rig, 1, IoStatus.EIO.result());
        rig.drain();
        assertThat(rig.inner.submitted).containsExactly(0, 1, 2, 3);
        assertThat(rig.core.resultsOf(3)).containsExactly(BYTES);
    }

    @Test
    @DisplayName("an error by the seed breaks a chain like any other")
    void injectedError() {
        ChaosRig rig = chain(1, FaultRates.NONE.with(Fault.IO_ERROR, 1), SOFT, SOFT, SOFT);
        rig.drain();
        assertThat(rig.inner.submitted).isEmpty();
        assertThat(rig.core.resultsOf(0)).containsExactly(IoStatus.EIO.result());
        assertThat(rig.core.resultsOf(1)).containsExactly(ECANCELED);
    }

    @Test
    @DisplayName("a chain is refused at its first operation or taken whole")
    void refusedWhole() {
        for (int seed = 0; seed < 50; seed++) {
            FaultRates rates = FaultRates.NONE.with(Fault.SUBMISSION_REFUSED, 0.5);
            ChaosRig rig = new ChaosRig(seed, ChaosRig.LATENCY, rates, 8);
            boolean isTaken = rig.offer(FakeOperations.linked(0, IoOpType.WRITE, SOFT, 3));
            if (isTaken) {
                rig.submit(FakeOperations.linked(1, IoOpType.WRITE, SOFT, 2));
                rig.submit(FakeOperations.linked(2, IoOpType.WRITE, NONE, 1));
            }
            rig.drain();
            assertThat(rig.core.passed).hasSize(isTaken ? 3 : 0);
        }
    }

    @Test
    @DisplayName("a cancelled head breaks its chain; one whose turn has not come goes on")
    void cancel() {
        ChaosRig rig = new ChaosRig(1, ChaosRig.LATENCY, FaultRates.NONE, 8);
        rig.inner.script = operation -> {};
        rig.submit(FakeOperations.linked(0, IoOpType.FSYNC, SOFT, 2));
        rig.submit(FakeOperations.linked(1, IoOpType.FSYNC, NONE, 1));
        rig.cancel(1, 10);
        rig.cancel(0, 11);
        rig.drain();
        assertThat(rig.core.resultsOf(10)).containsExactly(IoStatus.ENOENT.result());
        assertThat(rig.core.resultsOf(0)).containsExactly(ECANCELED);
        assertThat(rig.core.resultsOf(1)).containsExactly(ECANCELED);
    }

    @Test
    @DisplayName("links are stated as native with the operations on files, and only if asked for")
    void capabilities() {
        Capabilities without = ChaosRig.plain(1).chaos.capabilities();
        assertThat(without.of(Feature.LINKS)).isEqualTo(Support.EMULATED);
        ChaosRig rig = new ChaosRig(1, Latency.NONE, FaultRates.NONE, 8);
        assertThat(rig.chaos.chainLengthMax()).isEqualTo(8);
        Capabilities with = rig.chaos.capabilities();
        assertThat(with.of(Feature.LINKS)).isEqualTo(Support.NATIVE);
        assertThat(with.of(IoOpType.WRITE)).isEqualTo(Support.NATIVE);
        assertThat(with.of(IoOpType.RECV)).isEqualTo(Support.EMULATED);
    }

    @Test
    @DisplayName("a transport with links of its own cannot be given others")
    void innerHasLinks() {
        FakeTransport[] made = new FakeTransport[1];
        ChaosProvider provider =
                new ChaosProvider(
                        FakeTransport.provider(
                                transport -> {
                                    made[0] = transport;
                                    transport.chainLengthMax = 4;
                                }),
                        new VirtualTime(),
                        new SplittableRandom(1),
                        new FaultInjector(new SplittableRandom(1), FaultRates.NONE),
                        Latency.NONE,
                        8);
        TransportConfig config = new TransportConfig(8, 8, BatchConfig.DEFAULT);
        assertThatThrownBy(() -> provider.create(config, new FakeCore()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("links of its own");
        assertThat(made[0].closes).isEqualTo(1);
    }
}
