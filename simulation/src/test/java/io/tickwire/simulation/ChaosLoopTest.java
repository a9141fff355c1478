package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import io.tickwire.TransportException;
import io.tickwire.WaitPolicy;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A real loop in virtual time, above chaos with links of its own. */
class ChaosLoopTest {
    private static final int BYTES = 10;

    private final VirtualTime time = new VirtualTime();
    private final FaultInjector faults =
            new FaultInjector(new SplittableRandom(1), FaultRates.NONE);
    private final Map<Long, IoStatus> statuses = new HashMap<>();
    private final ByteBuf buffer = new UnpooledByteBufAllocator(true).directBuffer(BYTES);
    private FakeTransport inner;
    private ChaosProvider provider;
    private TickLoop loop;
    private Lane lane;
    private IoFile file;

    /** The type that fails underneath. */
    private IoOpType failing = IoOpType.NOP;

    @BeforeEach
    void build() {
        provider =
                new ChaosProvider(
                        FakeTransport.provider(made -> inner = made),
                        time,
                        new SplittableRandom(2),
                        faults,
                        Latency.NONE,
                        8);
        loop =
                TickLoop.builder()
                        .transport(provider)
                        .clock(time)
                        .phase("p", phase -> phase.lane("l").wait(WaitPolicy.noWait()))
                        .build();
        inner.script = this::perform;
        lane = loop.lane("l");
        queue(request().open(Path.of("file")).onComplete((done, tick) -> file = done.file()));
        tick();
    }

    @AfterEach
    void close() {
        loop.close();
        assertThat(inner.closes).isEqualTo(1);
        buffer.release();
        assertThat(buffer.refCnt()).isZero();
    }

    private void perform(TransportOperation operation) {
        int slot = operation.slot();
        if (operation.type() == IoOpType.OPEN) {
            inner.live.remove(slot);
            inner.sink.completeOpened(slot, new FakeTransport.Handle(), true);
        } else if (operation.type() == failing) {
            inner.complete(slot, IoStatus.EIO.result());
        } else {
            inner.complete(slot, operation.type() == IoOpType.FSYNC ? 0 : BYTES);
        }
    }

    private IoRequest request() {
        return lane.request();
    }

    private long queue(IoRequest request) {
        assertThat(lane.intents().queue(request)).isTrue();
        return request.ticket();
    }

    private void tick() {
        loop.beginTick();
        collect();
        loop.endPhase("p");
        collect();
    }

    private void collect() {
        for (IoCompletion completion : lane.completions()) {
            statuses.put(completion.ticket(), completion.status());
        }
    }

    private IoRequest read() {
        return request().read(file, buffer, BYTES).index(0);
    }

    /** A tick in which the transport has no room. */
    private void tickWithoutRoom() {
        faults.rates(FaultRates.NONE.with(Fault.SUBMISSION_REFUSED, 1));
        tick();
        faults.rates(FaultRates.NONE);
    }

    @Test
    @DisplayName("a chain that waits for room is taken whole at the next flush")
    void chainWaitsForRoom() {
        long head = queue(read().linked());
        long last = queue(request().fsync(file));
        tickWithoutRoom();
        assertThat(inner.submitted).hasSize(1);
        tick();
        tick();
        assertThat(statuses).containsEntry(head, IoStatus.OK).containsEntry(last, IoStatus.OK);
    }

    @Test
    @DisplayName("a chain that waits for room breaks where it is cancelled")
    void cancelledHeadBreaksWaitingChain() {
        long head = queue(read().linked());
        long last = queue(request().fsync(file));
        tickWithoutRoom();
        long cancel = queue(request().cancel(head));
        tick();
        tick();
        assertThat(statuses)
                .containsEntry(cancel, IoStatus.OK)
                .containsEntry(head, IoStatus.ECANCELED)
                .containsEntry(last, IoStatus.ECANCELED);
        assertThat(inner.submitted).hasSize(1);
    }

    @Test
    @DisplayName("what is submitted behind a chain that lost its last member is not linked to it")
    void cancelledTailLinksNothingElse() {
        failing = IoOpType.READ;
        long head = queue(read().linked());
        long last = queue(request().fsync(file));
        tickWithoutRoom();
        queue(request().cancel(last));
        long other = queue(request().fsync(file));
        tick();
        tick();
        assertThat(statuses)
                .containsEntry(head, IoStatus.EIO)
                .containsEntry(last, IoStatus.ECANCELED)
                .containsEntry(other, IoStatus.OK);
    }

    @Test
    @DisplayName("a transport that fails as a whole completes all in flight with TRANSPORT_FAILED")
    void transportFails() {
        Map<Long, IoStatus> seen = new HashMap<>();
        inner.script = operation -> {};
        IoRequest sync = request().fsync(file);
        long ticket =
                queue(sync.onComplete((done, tick) -> seen.put(done.ticket(), done.status())));
        tick();
        provider.failNow();
        assertThatThrownBy(this::tick).isInstanceOf(TransportException.class);
        assertThat(seen).containsEntry(ticket, IoStatus.TRANSPORT_FAILED);
    }
}
