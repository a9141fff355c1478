package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.TransportOperation;
import io.tickwire.tck.FakeOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FilePoolTest {
    private static final int HANGING = 500;
    private static final int FAILING = 501;

    private final Files files = new Files();
    private final Semaphore wakeups = new Semaphore(0);
    private final FilePool pool = new FilePool(files, 4, wakeups::release);

    /** Notes who does what. Calls of one slot hang until the test lets them go. */
    private static final class Files implements FileBackend {
        final List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        final Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        final List<Handle> opened = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch hangs = new CountDownLatch(1);
        final CountDownLatch mayReturn = new CountDownLatch(1);

        @Override
        public ReadinessFile open(TransportOperation operation) {
            hangIn(operation);
            Handle handle = new Handle(0);
            opened.add(handle);
            return handle;
        }

        @Override
        public int perform(
                TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
            hangIn(operation);
            if (operation.slot() == FAILING) {
                throw new IllegalStateException("planted");
            }
            threads.add(Thread.currentThread());
            done.add(operation.slot());
            return operation.slot();
        }

        private void hangIn(TransportOperation operation) {
            if (operation.slot() == HANGING) {
                hangs.countDown();
                HangingFiles.await(mayReturn);
            }
        }
    }

    private static final class Handle extends ReadinessFile {
        final CountDownLatch isClosed = new CountDownLatch(1);
        private final int file;

        /** One of the handles of a file. */
        Handle(int file) {
            this.file = file;
            identify();
        }

        @Override
        protected int identity() {
            return file;
        }

        @Override
        protected int release() {
            isClosed.countDown();
            return 0;
        }
    }

    @AfterEach
    void close() {
        files.mayReturn.countDown();
        pool.close();
    }

    private void submit(int slot, IoOpType type, @Nullable ReadinessFile file) {
        FakeOperation operation = new FakeOperation(slot, type).on(Path.of("any"));
        pool.submit(file == null ? operation : operation.on(file), file);
    }

    private FileTask next() throws InterruptedException {
        assertThat(wakeups.tryAcquire(30, TimeUnit.SECONDS)).as("a wake-up in time").isTrue();
        FileTask task = pool.poll();
        assertThat(task).isNotNull();
        return task;
    }

    /** Has the worker of a file hang. */
    private void hangOn(Handle file) {
        submit(HANGING, IoOpType.FSYNC, file);
        HangingFiles.await(files.hangs);
    }

    @Test
    @DisplayName("work on one file is done in its order by one thread, whichever handle names it")
    void orderOfOneFile() throws InterruptedException {
        List<Integer> slots = new ArrayList<>();
        List<Integer> results = new ArrayList<>();
        for (int slot = 0; slot < 200; slot++) {
            slots.add(slot);
            submit(slot, IoOpType.FSYNC, new Handle(3));
        }
        for (int i = 0; i < 200; i++) {
            results.add(next().result());
        }
        assertThat(files.done).isEqualTo(slots);
        assertThat(results).isEqualTo(slots);
        assertThat(files.threads).hasSize(1);
        assertThat(pool.poll()).isNull();
    }

    @Test
    @DisplayName("a call that hangs holds up its own file's work and no other file's")
    void otherFilesGoOn() throws InterruptedException {
        hangOn(new Handle(1));
        submit(1, IoOpType.FSYNC, new Handle(1));
        submit(2, IoOpType.FSYNC, new Handle(2));
        assertThat(next().slot()).isEqualTo(2);
        files.mayReturn.countDown();
        assertThat(next().slot()).isEqualTo(HANGING);
        assertThat(next().slot()).isEqualTo(1);
    }

    @Test
    @DisplayName("what waits can be cancelled, but for a CLOSE, and what runs only if asked for")
    void cancel() throws InterruptedException {
        Handle file = new Handle(1);
        hangOn(file);
        submit(1, IoOpType.FSYNC, file);
        submit(2, IoOpType.CLOSE, file);
        assertThat(pool.cancel(1, false)).isTrue();
        assertThat(pool.cancel(1, false)).as("once more").isFalse();
        assertThat(pool.cancel(2, true)).isFalse();
        assertThat(pool.cancel(HANGING, false)).isFalse();
        assertThat(pool.cancel(4_711, true)).as("a slot never used").isFalse();
        files.mayReturn.countDown();
        assertThat(next().slot()).isEqualTo(HANGING);
        assertThat(next().slot()).isEqualTo(2);
        assertThat(files.done).containsExactly(HANGING);
        HangingFiles.await(file.isClosed);
    }

    @Test
    @DisplayName("an abandoned call's queue goes on, its file stays open until it has returned")
    void abandon() throws InterruptedException {
        Handle file = new Handle(1);
        hangOn(file);
        submit(1, IoOpType.FSYNC, file);
        submit(2, IoOpType.CLOSE, file);
        assertThat(pool.cancel(HANGING, true)).isTrue();
        assertThat(next().slot()).isEqualTo(1);
        assertThat(next().slot()).isEqualTo(2);
        assertThat(file.isClosed.getCount()).as("still open").isEqualTo(1);
        files.mayReturn.countDown();
        HangingFiles.await(file.isClosed);
        assertThat(pool.poll()).isNull();
    }

    @Test
    @DisplayName("a call that throws ends with a result, and its thread goes on")
    void throwing() throws InterruptedException {
        Handle file = new Handle(1);
        submit(FAILING, IoOpType.FSYNC, file);
        submit(1, IoOpType.FSYNC, file);
        assertThat(IoStatus.of(next().result())).isNotEqualTo(IoStatus.OK);
        assertThat(next().result()).isEqualTo(1);
    }

    @Test
    @DisplayName("a file that was opened and not fetched is closed with the pool")
    void closeOfOpened() throws InterruptedException {
        submit(1, IoOpType.OPEN, null);
        submit(2, IoOpType.OPEN, null);
        assertThat(wakeups.tryAcquire(2, 30, TimeUnit.SECONDS)).as("both in time").isTrue();
        ReadinessFile fetched = pool.poll().opened();
        pool.close();
        assertThat(files.opened).hasSize(2);
        for (Handle handle : files.opened) {
            assertThat(handle.isClosed.getCount()).isEqualTo(handle == fetched ? 1 : 0);
        }
    }
}
