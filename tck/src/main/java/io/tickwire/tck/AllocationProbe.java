package io.tickwire.tck;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that the calling thread allocates on the heap. */
final class AllocationProbe {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long threadId = Thread.currentThread().getId();
    private long bytesBefore;

    /** Starts counting. */
    void start() {
        bytesBefore = THREADS.getThreadAllocatedBytes(threadId);
    }

    /** Bytes since the start. */
    long bytes() {
        return THREADS.getThreadAllocatedBytes(threadId) - bytesBefore;
    }
}
