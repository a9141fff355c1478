package io.tickwire.stress.harness;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Hands out direct buffers and remembers them, to see at the end of a test who still holds one. */
public final class Buffers {
    private final ByteBufAllocator allocator;
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<ByteBuf> kept = new ArrayList<>();

    /** Has buffers that Netty's leak detector traces, too. */
    public Buffers() {
        this(UnpooledByteBufAllocator.DEFAULT);
    }

    Buffers(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** A buffer whose one reference the test gives to the loop. */
    public ByteBuf give(byte[] content) {
        return remember(allocator.directBuffer(content.length)).writeBytes(content);
    }

    /** A buffer that the test keeps; released at the end of the test. */
    public ByteBuf keep(int capacity) {
        ByteBuf buffer = remember(allocator.directBuffer(capacity, capacity));
        kept.add(buffer);
        return buffer;
    }

    /** Watches a buffer from elsewhere. */
    public ByteBuf remember(ByteBuf buffer) {
        given.add(buffer);
        return buffer;
    }

    /** A copy of a buffer's readable bytes. */
    public static byte[] bytes(ByteBuf buffer) {
        return bytes(buffer, buffer.readerIndex(), buffer.readableBytes());
    }

    public static byte[] bytes(ByteBuf buffer, int index, int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(index, copy);
        return copy;
    }

    /** Gives up what the test kept, and fails if anybody else holds a reference. */
    public void assertReleased() {
        kept.forEach(ByteBuf::release);
        kept.clear();
        List<ByteBuf> held = given.stream().filter(buffer -> buffer.refCnt() > 0).toList();
        given.clear();
        if (!held.isEmpty()) {
            String first = held.get(0).toString() + ", references: " + held.get(0).refCnt();
            held.forEach(buffer -> buffer.release(buffer.refCnt()));
            throw new AssertionError(held.size() + " buffers were not released: " + first);
        }
    }
}
