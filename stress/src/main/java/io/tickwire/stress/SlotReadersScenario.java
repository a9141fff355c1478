package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoResultSlot;
import io.tickwire.IoStatus;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.Deadline;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Reads result slots on other threads while the loop fills them. */
final class SlotReadersScenario extends StressScenario {
    private static final int SLOTS = 64;
    private static final int READERS = 2;
    private static final int BYTES_MAX = 100;
    private static final int SPINS = 2_000;

    SlotReadersScenario() {
        super(
                "slot-readers",
                "result slots that other threads read show each result whole, and only once it is"
                        + " there",
                5_000,
                200_000);
    }

    /** A slot in turn with the loop, which fills it, and with readers, who check it. */
    private static final class Cell {
        final IoResultSlot slot = new IoResultSlot();

        /** Written before the slot is given to an intent, read after the slot is done. */
        int expected;

        /** Set by the loop when the intent is queued, counted down by each reader. */
        final AtomicInteger readersLeft = new AtomicInteger();
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        LoopDrive drive = stage.drive(BatchConfig.builder().laneCapacity(256).build());
        IoFile file = drive.open(stage.file(new byte[1]), StandardOpenOption.WRITE);
        ByteBuf payload = stage.buffer(BYTES_MAX).writeZero(BYTES_MAX);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            cells.add(new Cell());
        }
        Readers readers = new Readers(cells);
        List<FutureTask<Long>> tasks = new ArrayList<>();
        stage.own(readers);
        for (int i = 0; i < READERS; i++) {
            int number = i;
            tasks.add(stage.background("reader-" + i, () -> readers.read(number)));
        }
        int filled = 0;
        Deadline deadline = stage.deadline("readers");
        while (filled < size) {
            int before = filled;
            for (Cell cell : cells) {
                if (cell.readersLeft.get() == 0) {
                    fill(stage, drive, file, payload, cell);
                    filled++;
                }
            }
            drive.tick();
            if (filled == before) {
                failEarly(tasks);
                deadline.pause();
            } else {
                deadline.renew();
            }
        }
        drive.untilIdle();
        awaitLastLooks(stage, cells, tasks);
        readers.close();
        for (FutureTask<Long> task : tasks) {
            Check.equal("results that a reader saw", filled, Stage.get(task));
        }
        return filled + " results, each seen by " + READERS + " readers";
    }

    private static void fill(
            Stage stage, LoopDrive drive, IoFile file, ByteBuf payload, Cell cell) {
        cell.slot.reset();
        IoRequest request = drive.request();
        switch (stage.random().nextInt(4)) {
            case 0 -> {
                request.nop();
                cell.expected = 0;
            }
            case 1 -> {
                request.cancel(-7);
                cell.expected = IoStatus.ENOENT.result();
            }
            case 2 -> {
                request.timeoutNanos(stage.random().nextInt(10_000));
                cell.expected = 0;
            }
            default -> {
                int bytes = stage.between(1, BYTES_MAX);
                request.write(file, payload.retain(), bytes);
                cell.expected = bytes;
            }
        }
        drive.queue(request.into(cell.slot).onComplete((done, tick) -> {}));
        cell.readersLeft.setRelease((1 << READERS) - 1);
    }

    private static void failEarly(List<FutureTask<Long>> tasks) throws Exception {
        for (FutureTask<Long> task : tasks) {
            if (task.isDone()) {
                throw new AssertionError("a reader has ended: " + Stage.get(task));
            }
        }
    }

    private static void awaitLastLooks(Stage stage, List<Cell> cells, List<FutureTask<Long>> tasks)
            throws Exception {
        Deadline deadline = stage.deadline("the readers' last looks");
        while (cells.stream().anyMatch(cell -> cell.readersLeft.get() != 0)) {
            failEarly(tasks);
            deadline.pause();
        }
    }

    private static final class Readers implements AutoCloseable {
        private final List<Cell> cells;
        private volatile boolean isClosed;

        Readers(List<Cell> cells) {
            this.cells = cells;
        }

        /**
         * Looks at one slot after the other until it is closed; answers how many results it has
         * seen. It stays at a slot whose result is due, to look at the very moment it is filled.
         */
        long read(int number) {
            int bit = 1 << number;
            long[] lastSequence = new long[cells.size()];
            Arrays.fill(lastSequence, -1);
            long seen = 0;
            while (!isClosed) {
                for (int i = 0; i < cells.size(); i++) {
                    Cell cell = cells.get(i);
                    if ((cell.readersLeft.getAcquire() & bit) != 0 && isSoonDone(cell.slot)) {
                        lastSequence[i] = check(cell, lastSequence[i]);
                        cell.readersLeft.getAndAdd(-bit);
                        seen++;
                    }
                }
            }
            return seen;
        }

        private static boolean isSoonDone(IoResultSlot slot) {
            for (int i = 0; i < SPINS; i++) {
                if (slot.isDone()) {
                    return true;
                }
            }
            LockSupport.parkNanos(1_000);
            return false;
        }

        private static long check(Cell cell, long lastSequence) {
            Check.equal("a slot's result", cell.expected, cell.slot.result());
            Check.that(
                    cell.slot.status() == IoStatus.of(cell.expected),
                    "a slot's status: " + cell.slot.status());
            long sequence = cell.slot.sequence();
            Check.that(
                    sequence > lastSequence,
                    "a slot went back from sequence " + lastSequence + " to " + sequence);
            return sequence;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
