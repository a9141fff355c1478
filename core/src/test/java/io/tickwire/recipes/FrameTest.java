package io.tickwire.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    @DisplayName("what was written is read in turn, in network byte order")
    void readInTurn() {
        ByteBuf bytes = Unpooled.directBuffer(128).writeByte(7);
        bytes.writeByte(-1).writeByte(-1).writeBoolean(true);
        bytes.writeShort(-2).writeShort(-2).writeInt(-3).writeInt(-3).writeLong(-4);
        bytes.writeFloat(1.5f).writeDouble(-2.25).writeBytes("été!".getBytes(UTF_8));
        bytes.writeBytes(new byte[] {1, 2, 3, 4, 5, 6, 7});
        Frame frame = new Frame().show(bytes, 1, bytes.writerIndex() - 1);
        assertThat(frame.length()).isEqualTo(frame.remaining()).isEqualTo(bytes.writerIndex() - 1);
        assertThat(frame.readByte()).isEqualTo((byte) -1);
        assertThat(frame.readUnsignedByte()).isEqualTo((short) 255);
        assertThat(frame.readBoolean()).isTrue();
        assertThat(frame.readShort()).isEqualTo((short) -2);
        assertThat(frame.readUnsignedShort()).isEqualTo(0xFFFE);
        assertThat(frame.readInt()).isEqualTo(-3);
        assertThat(frame.readUnsignedInt()).isEqualTo(0xFFFFFFFDL);
        assertThat(frame.readLong()).isEqualTo(-4);
        assertThat(frame.readFloat()).isEqualTo(1.5f);
        assertThat(frame.readDouble()).isEqualTo(-2.25);
        assertThat(frame.readText(6)).isEqualTo("été!");
        byte[] array = new byte[4];
        frame.readBytes(array, 1, 2);
        assertThat(array).containsExactly(0, 1, 2, 0);
        assertThat(frame.skip(1).index()).isEqualTo(bytes.writerIndex() - 4);
        ByteBuf out = Unpooled.buffer();
        frame.readBytes(out, 3);
        assertThat(out.readableBytes()).isEqualTo(3);
        assertThat(frame.isReadable()).isTrue();
        assertThat(frame.buffer().getByte(frame.index())).isEqualTo((byte) 7);
        assertThat(frame).hasToString("Frame[1 of " + frame.length() + " bytes left]");
        assertThat(bytes.readerIndex()).isZero();
        bytes.release();
    }

    @Test
    @DisplayName("nothing reads a byte of what follows the frame, and what asks for it reads none")
    void bounded() {
        Map<String, Consumer<Frame>> reads = new LinkedHashMap<>();
        reads.put("1 bytes", Frame::readByte);
        reads.put("2 bytes", Frame::readShort);
        reads.put("4 bytes", Frame::readFloat);
        reads.put("8 bytes", Frame::readDouble);
        reads.put("9 bytes", frame -> frame.readText(9));
        reads.put("10 bytes", frame -> frame.readBytes(new byte[10]));
        reads.put("11 bytes", frame -> frame.readBytes(Unpooled.buffer(), 11));
        reads.put("12 bytes", frame -> frame.skip(12));
        reads.put("-1 bytes", frame -> frame.skip(-1));
        reads.put("2147483647 bytes", frame -> frame.skip(Integer.MAX_VALUE));
        ByteBuf bytes = Unpooled.directBuffer(64).writeZero(64);
        reads.forEach(
                (asked, read) -> {
                    int left = asked.startsWith("1 ") ? 0 : 1;
                    Frame frame = new Frame().show(bytes, 8, 3).skip(3 - left);
                    assertThatThrownBy(() -> read.accept(frame))
                            .isInstanceOf(IndexOutOfBoundsException.class)
                            .hasMessage(
                                    asked
                                            + " asked of the "
                                            + left
                                            + " that are left of a frame of 3");
                    assertThat(frame.remaining()).isEqualTo(left);
                });
        Frame frame = new Frame();
        assertThatThrownBy(() -> frame.show(bytes, 60, 5))
                .isInstanceOf(IndexOutOfBoundsException.class);
        bytes.release();
    }

    @Test
    @DisplayName("what is not UTF-8 is read as U+FFFD, and never past the frame")
    void malformedText() {
        ByteBuf bytes = Unpooled.directBuffer(8).writeBytes("aé".getBytes(UTF_8));
        assertThat(new Frame().show(bytes, 0, 2).readText()).isEqualTo("a\uFFFD");
        bytes.release();
    }

    @Test
    @DisplayName("a frame that is over throws, whatever is asked of it")
    void over() {
        ByteBuf bytes = Unpooled.directBuffer(8).writeZero(8);
        Frame frame = new Frame().show(bytes, 0, 8);
        frame.end();
        for (Runnable use :
                new Runnable[] {
                    frame::length,
                    frame::remaining,
                    frame::isReadable,
                    frame::readByte,
                    frame::readLong,
                    frame::readText,
                    frame::buffer,
                    frame::index,
                    () -> frame.skip(0),
                    () -> frame.readBytes(new byte[0])
                }) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        }
        assertThat(frame).hasToString("Frame[over]");
        bytes.release();
    }

    @Test
    @DisplayName("frames are found and read without an allocation")
    void allocatesNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Framing framing = Framing.lengthField(2, 100);
        ByteBuf bytes = new UnpooledByteBufAllocator(true, true).directBuffer(64);
        bytes.writeShort(8).writeLong(5).writeShort(8).writeInt(6);
        long[] sum = new long[1];
        FrameHandler handler =
                frame -> {
                    sum[0] += frame.readLong();
                    return true;
                };
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 10 && least > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                framing.release();
                framing.feed(bytes.readerIndex(0).writerIndex(10), handler);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least / 20_000.0).as("bytes per frame").isLessThan(0.5);
        assertThat(sum[0]).isPositive();
        bytes.release();
    }
}
