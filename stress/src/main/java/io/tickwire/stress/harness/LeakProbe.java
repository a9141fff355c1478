package io.tickwire.stress.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Finds buffers that were collected without having been released, and unpooled direct memory that
 * was not given back. Netty reports a leak when the next buffer is allocated after the collection,
 * so looking means: collect, then allocate.
 */
public final class LeakProbe {
    private static final int ATTEMPTS = 50;
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    private final long unpooledBytesBefore;

    private LeakProbe(long unpooledBytesBefore) {
        this.unpooledBytesBefore = unpooledBytesBefore;
    }

    /** Has Netty's detector report here; must come before Netty's first buffer. */
    public static void install() {
        resume();
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    /** Leaves buffers that are made from now on alone: watching them costs memory. */
    public static void pause() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    /** Watches buffers again. */
    public static void resume() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    /** Starts a watch. */
    public static LeakProbe start() {
        return new LeakProbe(unpooledBytes());
    }

    /** Fails if something leaked since the start; whoever calls it holds no buffer any more. */
    public void assertNothingLeaked() {
        List<String> leaks = collectLeaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked buffers: " + leaks.get(0));
        }
        long left = unpooledBytes() - unpooledBytesBefore;
        if (left > 0) {
            throw new AssertionError(left + " bytes of unpooled direct memory are still in use");
        }
    }

    /** The reports that a collection brings to light. */
    public static List<String> collectLeaks() {
        System.gc();
        touchAllocators();
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }

    /** Like {@link #collectLeaks}, for a leak that is known to be there. */
    public static List<String> awaitLeaks() {
        for (int i = 0; i < ATTEMPTS; i++) {
            List<String> leaks = collectLeaks();
            if (!leaks.isEmpty()) {
                return leaks;
            }
        }
        return List.of();
    }

    private static void touchAllocators() {
        ByteBuf pooled = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        pooled.release();
        ByteBuf unpooled = UnpooledByteBufAllocator.DEFAULT.directBuffer(16);
        unpooled.release();
    }

    private static long unpooledBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // abstract in Netty: it must be implemented
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new RecordingDetector<>(resource, samplingInterval);
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
