package io.tickwire.iouring;

import static org.junit.jupiter.api.Assumptions.abort;

import io.tickwire.BatchConfig;
import io.tickwire.spi.TransportConfig;
import io.tickwire.tck.Rig;
import java.io.IOException;

/** Rigs with io_uring; where there is none they skip the test, with the reason. */
final class Rigs {
    static final int SLOTS = 4096;
    static final int BATCH = 1024;

    private Rigs() {}

    static Rig open() throws IOException {
        return open(BatchConfig.DEFAULT, "");
    }

    /** A started one. */
    static Rig open(BatchConfig batch, String without) throws IOException {
        return create(new TransportConfig(SLOTS, BATCH, batch), without).started();
    }

    /** One that is not started. */
    static Rig create(TransportConfig config, String without) throws IOException {
        requireIoUring();
        System.setProperty(IoUringTransportProvider.WITHOUT_PROPERTY, without);
        try {
            return new Rig(new IoUringTransportProvider(), config);
        } finally {
            System.clearProperty(IoUringTransportProvider.WITHOUT_PROPERTY);
        }
    }

    static void requireIoUring() {
        try {
            new IoUringTransportProvider().selfTest();
        } catch (IOException e) {
            abort("io_uring: " + e.getMessage());
        }
    }
}
