package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import org.jspecify.annotations.Nullable;

/** Makes what only a loop can make, for tests that play the loop. */
public final class HandMade {
    private static final int SLOT = 0;

    private HandMade() {}

    /** A completion of an intent, as an observer is shown it. */
    public static IoCompletion completion(IntentView view, int shot, int result, boolean isLast) {
        Intent intent = new Intent(SLOT, null, null);
        intent.type = view.operation();
        intent.resource = view.resource();
        intent.length = view.lengthBytes();
        IoCompletion completion = new IoCompletion(0);
        completion.intent = intent;
        completion.take(view.sequence(), shot, result, null, isLast, 0);
        return completion;
    }

    /** The last completion of an intent that was refused. */
    public static IoCompletion refusal(IntentView view, IoStatus status) {
        IoCompletion completion = completion(view, 0, status.result(), true);
        completion.intent().flags |= Intent.REFUSED;
        return completion;
    }

    /** Has a completion carry what was opened. */
    public static IoCompletion opening(IoCompletion completion, IoResource opened) {
        completion.openedResource = opened;
        return completion;
    }

    /** Has a completion carry a group's buffer, filled as far as its result says. */
    public static IoCompletion filling(IoCompletion completion, GroupBuffers group, int index) {
        completion.intent().group = group;
        completion.groupBuffer = index;
        int start = GroupBuffers.DATA_INDEX;
        group.buffer(index).setIndex(start, start + completion.result);
        return completion;
    }

    public static IoStream stream(long id, @Nullable TransportHandle handle) {
        IoStream stream = new IoStream(null, handle, new StreamWork(), 1);
        stream.identify(id);
        return stream;
    }

    public static void pend(IoStream stream, int bytes) {
        stream.pending.add(bytes, BatchConfig.DEFAULT);
    }

    /** Counts a send in although it is beyond the bounds. */
    public static void pendAnyway(IoStream stream, int bytes) {
        BatchConfig wide = BatchConfig.builder().streamPending(1 << 30, 1 << 16).build();
        if (!stream.pending.add(bytes, wide)) {
            throw new IllegalStateException("beyond any bound: " + bytes);
        }
    }

    public static void unpend(IoStream stream, int bytes) {
        stream.pending.remove(bytes);
    }

    public static void close(IoResource resource) {
        resource.advance(IoResource.State.CLOSED);
    }
}
