package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.TransportOperation.Link;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations, chains, multishots and cancels under all faults. {@link FakeCore} is the naive
 * check: every slot that was taken gets exactly one last completion, shots come before it and only
 * where there is room.
 */
class ChaosStressTest {
    private static final int OPERATIONS = 20_000;
    private static final int IN_FLIGHT_MAX = 400;
    private static final List<IoOpType> SINGLE =
            List.of(
                    IoOpType.NOP,
                    IoOpType.READ,
                    IoOpType.WRITE,
                    IoOpType.RECV,
                    IoOpType.FSYNC,
                    IoOpType.RENAME);

    private final Deque<Integer> free = new ArrayDeque<>(ChaosRig.inOrder(ChaosRig.SLOTS));
    private SplittableRandom random;
    private ChaosRig rig;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("every operation gets exactly one last completion, whatever strikes")
    void exactlyOneLast(long seed) {
        random = new SplittableRandom(seed);
        rig = new ChaosRig(seed, ChaosRig.LATENCY, FaultRates.all(0.05), 8);
        rig.inner.script = this::perform;
        int offered = 0;
        while (offered < OPERATIONS) {
            for (int i = random.nextInt(50); i > 0; i--) {
                offered += offerAny();
            }
            if (random.nextInt(20) == 0) {
                rig.inner.roomLeft = random.nextInt(30);
            }
            rig.chaos.flush();
            rig.chaos.harvest(random.nextInt(3) * ChaosRig.MILLI);
            rig.core.shotRoom = 100;
            rig.inner.roomLeft = Integer.MAX_VALUE;
            freeSlots();
        }
        rig.inner.live.keySet().stream().toList().forEach(slot -> rig.chaos.cancel(slot, -1));
        drain();
        assertThat(rig.inner.live).isEmpty();
        assertThat(rig.faults.counts())
                .containsKeys(
                        Fault.IO_ERROR,
                        Fault.LATE_COMPLETION,
                        Fault.COMPLETION_STORM,
                        Fault.MULTISHOT_ENDED,
                        Fault.SUBMISSION_REFUSED,
                        Fault.SPURIOUS_WAKEUP);
    }

    /** What still waits for the world is cancelled as soon as it has got there. */
    private void drain() {
        while (!rig.core.inFlight.isEmpty()) {
            rig.chaos.harvest(ChaosRig.MILLI);
            rig.core.shotRoom = 100;
            rig.core.inFlight.forEach(slot -> rig.chaos.cancel(slot, -1));
        }
    }

    private void freeSlots() {
        for (FakeCore.Passed passed : rig.core.passed) {
            if (passed.isLast()) {
                free.add(passed.slot());
            }
        }
        rig.core.passed.clear();
    }

    private int offerAny() {
        if (rig.core.inFlight.size() > IN_FLIGHT_MAX || free.size() < 10) {
            return 1;
        }
        return switch (random.nextInt(8)) {
            case 0 -> offerChain();
            case 1 -> offer(FakeOperations.multishot(free.poll(), IoOpType.POLL_ADD));
            case 2 -> cancelAny();
            default -> offer(FakeOperations.of(free.poll(), any(SINGLE)));
        };
    }

    private int offer(TransportOperation operation) {
        if (!rig.offer(operation)) {
            free.add(operation.slot());
        }
        return 1;
    }

    private int offerChain() {
        int length = 2 + random.nextInt(5);
        for (int i = length; i > 0; i--) {
            Link link = i == 1 ? Link.NONE : any(List.of(Link.SOFT, Link.HARD));
            TransportOperation operation =
                    FakeOperations.linked(free.poll(), IoOpType.WRITE, link, i);
            if (!rig.offer(operation)) {
                assertThat(i).as("only the first is refused").isEqualTo(length);
                free.add(operation.slot());
                return 1;
            }
        }
        return length;
    }

    private int cancelAny() {
        if (!rig.core.inFlight.isEmpty()) {
            int target = any(rig.core.inFlight.stream().toList());
            rig.cancel(target, free.poll());
        }
        return 1;
    }

    private void perform(TransportOperation operation) {
        int slot = operation.slot();
        if (operation.isMultishot()) {
            shots(slot);
        } else if (operation.type() == IoOpType.RECV) {
            rig.time.after(random.nextInt(40_000_000), () -> arrive(operation));
        } else {
            rig.inner.complete(slot, random.nextInt(10) == 0 ? error() : FakeOperations.BYTES);
        }
    }

    private void shots(int slot) {
        for (int i = random.nextInt(5); i > 0; i--) {
            if (rig.inner.sink.shotRoom(slot) == 0) {
                rig.inner.live.remove(slot);
                rig.inner.sink.paused(slot);
                return;
            }
            rig.inner.sink.shot(slot, i);
        }
    }

    private void arrive(TransportOperation operation) {
        if (rig.inner.live.get(operation.slot()) == operation) {
            rig.inner.results.add(() -> finish(operation));
        }
    }

    private void finish(TransportOperation operation) {
        if (rig.inner.live.get(operation.slot()) == operation) {
            rig.inner.complete(operation.slot(), 1);
        }
    }

    private static int error() {
        return IoStatus.EIO.result();
    }

    private <T> T any(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
