package io.tickwire.simulation;

import io.tickwire.SocketOptions;

/** How many bytes a stream's buffers hold. */
record BufferSizes(int sendBytes, int receiveBytes) {
    /** About what Linux gives a TCP socket: see tcp(7), tcp_wmem and tcp_rmem. */
    static final BufferSizes DEFAULT = new BufferSizes(64 << 10, 128 << 10);

    static BufferSizes of(SocketOptions options) {
        return options.sendBufferBytes() == 0 && options.receiveBufferBytes() == 0
                ? DEFAULT
                : new BufferSizes(
                        orDefault(options.sendBufferBytes(), DEFAULT.sendBytes),
                        orDefault(options.receiveBufferBytes(), DEFAULT.receiveBytes));
    }

    private static int orDefault(int wished, int otherwise) {
        return wished == 0 ? otherwise : wished;
    }
}
