package io.tickwire.readiness;

import io.tickwire.IoOpType;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The machine's files, of which calls of one type hang until the test lets them go. */
final class HangingFiles implements FileBackend {
    final CountDownLatch hangs = new CountDownLatch(1);
    final List<Handle> opened = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final IoOpType hanging;

    HangingFiles(IoOpType hanging) {
        this.hanging = hanging;
    }

    /** An open file that tells when it is closed. */
    static final class Handle extends ReadinessFile {
        final CountDownLatch isClosed = new CountDownLatch(1);
        private final ReadinessFile file;

        Handle(ReadinessFile file) {
            this.file = file;
        }

        @Override
        protected int release() {
            isClosed.countDown();
            return file.release();
        }
    }

    void letGo() {
        mayReturn.countDown();
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not come");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void hangOn(TransportOperation operation) {
        if (operation.type() == hanging) {
            hangs.countDown();
            await(mayReturn);
        }
    }

    @Override
    public ReadinessFile open(TransportOperation operation) throws IOException {
        hangOn(operation);
        Handle handle = new Handle(FileBackend.system().open(operation));
        opened.add(handle);
        return handle;
    }

    @Override
    public int perform(
            TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
        hangOn(operation);
        ReadinessFile own = file instanceof Handle handle ? handle.file : null;
        return FileBackend.system().perform(operation, own, isShared);
    }
}
