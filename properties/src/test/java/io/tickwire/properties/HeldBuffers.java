package io.tickwire.properties;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Buffers of a group that a program holds for two of its runs, so that the group lacks them. */
final class HeldBuffers {
    private List<ByteBuf> now = new ArrayList<>();
    private List<ByteBuf> before = new ArrayList<>();
    private boolean isClosed;

    void hold(ByteBuf buffer) {
        if (!isClosed) {
            now.add(buffer.retain());
        }
    }

    /** A run begins: what was held in the last one is given back. */
    void next() {
        before.forEach(ByteBuf::release);
        before = now;
        now = new ArrayList<>();
    }

    /** Gives all back, and holds nothing more. */
    void close() {
        isClosed = true;
        next();
        next();
    }
}
