package io.tickwire;

import io.netty.buffer.ByteBuf;

/**
 * Memory that sends of outputs have their bytes in. One send writes it, or several share what was
 * written once; it goes back to its lane's pages with the last of them. On the lane's thread while
 * its system runs, else on the loop's.
 */
final class OutputPage {
    final ByteBuf bytes;
    private final OutputPages home;
    private int holders;

    OutputPage(ByteBuf bytes, OutputPages home) {
        this.bytes = bytes;
        this.home = home;
    }

    int capacity() {
        return bytes.capacity();
    }

    OutputPage hold() {
        holders++;
        return this;
    }

    void release() {
        if (--holders > 0) {
            return;
        }
        if (bytes.refCnt() > 0) {
            home.put(this);
        } else {
            home.lose(this);
        }
    }
}
