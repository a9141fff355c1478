package io.tickwire.unix;

import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation;
import java.io.IOException;

/**
 * Sends an operation's regions in one call, without a copy: send(2) for one, writev(2) for more.
 * Kept by a backend, which closes it, and filled anew for each send. Belongs to the loop's thread.
 */
final class SendRegions {
    private final IovArray vector = new IovArray(TransportConfig.MAX_SEGMENTS);

    /**
     * Sends what is behind the skipped bytes, of which at least one byte is left.
     *
     * @return bytes sent; 0 if the socket's buffer is full
     */
    int send(Socket socket, TransportOperation operation, int skippedBytes) throws IOException {
        int first = 0;
        int skipped = skippedBytes;
        while (skipped >= operation.segmentLength(first)) {
            skipped -= operation.segmentLength(first);
            first++;
        }
        return first == operation.segmentCount() - 1
                ? sendOne(socket, operation, first, skipped)
                : sendSeveral(socket, operation, first, skipped);
    }

    private static int sendOne(
            Socket socket, TransportOperation operation, int segment, int skipped)
            throws IOException {
        int index = operation.segmentIndex(segment);
        long address = operation.segmentBuffer(segment).memoryAddress();
        int end = index + operation.segmentLength(segment);
        return socket.sendAddress(address, index + skipped, end);
    }

    private int sendSeveral(Socket socket, TransportOperation operation, int first, int skipped)
            throws IOException {
        vector.clear();
        int left = skipped;
        for (int i = first; i < operation.segmentCount(); i++) {
            int index = operation.segmentIndex(i) + left;
            int length = operation.segmentLength(i) - left;
            if (!vector.add(operation.segmentBuffer(i), index, length)) {
                throw new IllegalStateException("no room for region " + i);
            }
            left = 0;
        }
        return (int) socket.writevAddresses(vector.memoryAddress(0), vector.count());
    }

    void close() {
        vector.release();
    }
}
