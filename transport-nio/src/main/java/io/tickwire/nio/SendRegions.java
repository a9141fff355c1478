package io.tickwire.nio;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes an operation's regions in one call, without a copy. Kept by a transport and filled anew
 * for each send.
 *
 * <p>A {@link ByteBuf} of an allocator lends the view that it keeps. A slice, a duplicate or a
 * read-only buffer makes a small object at each call, and so does a buffer that stands twice in one
 * send, since a buffer has but one view to lend.
 */
final class SendRegions {
    private final @Nullable ByteBuffer[] views = new ByteBuffer[TransportConfig.MAX_SEGMENTS];

    /** Writes what is behind the skipped bytes; answers what {@link SocketChannel#write} does. */
    int writeTo(SocketChannel channel, TransportOperation operation, int skippedBytes)
            throws IOException {
        int count = fill(operation, skippedBytes);
        try {
            ByteBuffer first = views[0];
            if (count == 1 && first != null) {
                return channel.write(first);
            }
            return (int) channel.write(views, 0, count);
        } finally {
            for (int i = 0; i < count; i++) {
                views[i] = null;
            }
        }
    }

    private int fill(TransportOperation operation, int skippedBytes) {
        int count = 0;
        int left = skippedBytes;
        int segments = operation.segmentCount();
        for (int i = 0; i < segments; i++) {
            int length = operation.segmentLength(i);
            if (left >= length) {
                left -= length;
            } else {
                ByteBuf buffer = operation.segmentBuffer(i);
                int index = operation.segmentIndex(i) + left;
                views[count] =
                        isLent(operation, i)
                                ? buffer.nioBuffer(index, length - left)
                                : buffer.internalNioBuffer(index, length - left);
                count++;
                left = 0;
            }
        }
        return count;
    }

    /** Whether the buffer of a segment is that of an earlier one too. */
    @SuppressWarnings("ReferenceEquality") // Equal buffers lend distinct views.
    private static boolean isLent(TransportOperation operation, int segment) {
        ByteBuf buffer = operation.segmentBuffer(segment);
        for (int i = 0; i < segment; i++) {
            if (operation.segmentBuffer(i) == buffer) {
                return true;
            }
        }
        return false;
    }
}
