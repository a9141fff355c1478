package io.tickwire.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
    private static final FrameHandler NO_FRAME =
            frame -> {
                throw new AssertionError("a frame of " + frame.length());
            };

    private static List<String> feed(Framing framing, byte[]... pieces) {
        List<String> frames = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuf bytes = Unpooled.directBuffer(piece.length + 1).writeBytes(piece);
            boolean isFine = framing.feed(bytes, frame -> frames.add(latin(frame)));
            frames.addAll(isFine ? List.of() : List.of("violation"));
            bytes.release();
        }
        return frames;
    }

    private static String latin(Frame frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.readBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    @DisplayName("frames with a length field come out whole, wherever the bytes are cut")
    void lengthFieldCutAnywhere(int fieldBytes) {
        Framing framing = Framing.lengthField(fieldBytes, 200);
        ByteBuf out = Unpooled.buffer();
        for (String frame : List.of("a", "", "hello", "x".repeat(200))) {
            framing.writeLength(out, frame.length());
            out.writeBytes(latin(frame));
        }
        byte[] all = ByteBufUtil.getBytes(out);
        for (int cut = 0; cut <= all.length; cut++) {
            byte[] head = Arrays.copyOf(all, cut);
            byte[] tail = Arrays.copyOfRange(all, cut, all.length);
            assertThat(feed(framing, head, tail))
                    .as("cut at %d", cut)
                    .containsExactly("a", "", "hello", "x".repeat(200));
            assertThat(framing.pendingBytes()).isZero();
        }
        framing.release();
    }

    @Test
    @DisplayName("random frames in random pieces come out as they went in")
    void randomPieces() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            boolean isLines = random.nextBoolean();
            Framing framing = isLines ? Framing.lines(80) : Framing.lengthField(2, 300);
            List<String> sent = new ArrayList<>();
            ByteBuf out = Unpooled.buffer();
            for (int i = 0; i < 50; i++) {
                String frame = "f".repeat(random.nextInt(isLines ? 79 : 301)).replace("ff", "fg");
                sent.add(frame);
                framing.writeLength(out, isLines ? 0 : frame.length());
                out.writeBytes(latin(isLines ? frame + "\n" : frame));
            }
            List<byte[]> pieces = new ArrayList<>();
            while (out.isReadable()) {
                byte[] piece = new byte[Math.min(out.readableBytes(), random.nextInt(400))];
                out.readBytes(piece);
                pieces.add(piece);
            }
            assertThat(feed(framing, pieces.toArray(new byte[0][])))
                    .as("seed %d", seed)
                    .isEqualTo(sent);
            framing.release();
        }
    }

    @Test
    @DisplayName("lines end with LF or CR LF, which are no part of them")
    void lines() {
        Framing framing = Framing.lines(10);
        assertThat(feed(framing, latin("a\r\n\nb\rc\n\r"), latin("\nlast")))
                .containsExactly("a", "", "b\rc", "");
        assertThat(framing.pendingBytes()).isEqualTo(4);
        assertThat(feed(framing, latin("!\r"), latin("\n"))).containsExactly("last!");
        framing.release();
    }

    @Test
    @DisplayName("a frame above the limit is a violation with its length, and ends the framing")
    void tooLong() {
        Framing framing = Framing.lengthField(4, 10);
        assertThat(feed(framing, latin("\0\0\0\1a"), new byte[] {-1, -1, -1, -1}, latin("x")))
                .containsExactly("a", "violation", "violation");
        assertThat(framing.violation()).isEqualTo("a frame of 4294967295 bytes is above 10");
        framing.release();
        assertThat(feed(framing, latin("\0\0"), latin("\0\1b"))).containsExactly("b");
        assertThat(feed(framing, latin("\0\0"), latin("\0\13b"))).containsExactly("violation");
        framing.release();
    }

    @Test
    @DisplayName("a line above the limit is a violation, also if its end never comes")
    void tooLongLine() {
        Framing framing = Framing.lines(4);
        assertThat(feed(framing, latin("abc\n"), latin("abcd\n")))
                .containsExactly("abc", "violation");
        framing.release();
        assertThat(feed(framing, latin("ab"), latin("cd"))).containsExactly("violation");
        assertThat(framing.violation()).isEqualTo("a line is longer than 4 bytes");
        framing.release();
    }

    @Test
    @DisplayName("limits and lengths that cannot be are misuse")
    void misuse() {
        assertThatThrownBy(() -> Framing.lengthField(5, 1)).hasMessageContaining("5 bytes");
        assertThatThrownBy(() -> Framing.lines(0)).hasMessageContaining("0");
        ByteBuf out = Unpooled.buffer();
        Framing one = Framing.lengthField(1, 1_000);
        assertThatThrownBy(() -> one.writeLength(out, 256)).hasMessageContaining("256");
        assertThatThrownBy(() -> one.writeLength(out, -1)).hasMessageContaining("-1");
        assertThat(out.readableBytes()).isZero();
    }

    @Test
    @DisplayName("a frame whose handler throws is over, also if it came in pieces")
    void handlerThrows() {
        Framing framing = Framing.lengthField(1, 10);
        List<String> seen = new ArrayList<>();
        FrameHandler handler =
                frame -> {
                    seen.add(latin(frame));
                    throw new IllegalStateException("handler");
                };
        ByteBuf head = Unpooled.wrappedBuffer(latin("\2a"));
        ByteBuf tail = Unpooled.wrappedBuffer(latin("b\1c"));
        assertThat(framing.feed(head, handler)).isTrue();
        assertThatThrownBy(() -> framing.feed(tail, handler)).hasMessage("handler");
        assertThatThrownBy(() -> framing.feed(tail, handler)).hasMessage("handler");
        assertThat(seen).containsExactly("ab", "c");
        assertThat(framing.pendingBytes()).isZero();
        framing.release();
    }

    @Test
    @DisplayName("a line in pieces of 16 bytes is looked at once, and seldom moved")
    void workOnLines() {
        int length = 1 << 20;
        Framing framing = Framing.lines(length);
        ByteBuf piece = Unpooled.directBuffer(16).writeZero(16);
        for (int sent = 16; sent < length; sent += 16) {
            assertThat(framing.feed(piece.setIndex(0, 16), NO_FRAME)).isTrue();
        }
        assertThat(framing.pendingBytes()).isEqualTo(length - 16);
        List<Integer> lengths = new ArrayList<>();
        piece.setIndex(0, 16).setByte(15, '\n');
        assertThat(framing.feed(piece, frame -> lengths.add(frame.length()))).isTrue();
        assertThat(lengths).containsExactly(length - 1);
        assertThat(framing.work()).isBetween((long) length, 2L * length);
        framing.release();
        piece.release();
    }

    @Test
    @DisplayName("a long frame in pieces is moved less often than each of its bytes comes")
    void workOnLongFrames() {
        int length = 24 << 20;
        Framing framing = Framing.lengthField(4, length);
        ByteBuf piece = Unpooled.directBuffer(1 << 14).writeZero(1 << 14);
        ByteBuf field = Unpooled.directBuffer(4).writeInt(length);
        assertThat(framing.feed(field, NO_FRAME)).isTrue();
        List<Integer> lengths = new ArrayList<>();
        for (int sent = 0; sent < length; sent += 1 << 14) {
            piece.setIndex(0, 1 << 14);
            assertThat(framing.feed(piece, frame -> lengths.add(frame.length()))).isTrue();
        }
        assertThat(lengths).containsExactly(length);
        assertThat(framing.work()).isLessThan(2L * length);
        framing.release();
        piece.release();
        field.release();
    }

    @Test
    @DisplayName("a longest frame that no buffer holds with its length is misuse")
    void lengthsThatOverflow() {
        assertThatThrownBy(() -> Framing.lengthField(4, Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2147483647");
        Framing framing = Framing.lengthField(4, Integer.MAX_VALUE - 4);
        byte[] claim = {0x7f, -1, -1, -5};
        assertThat(feed(framing, claim, latin("x"))).isEmpty();
        assertThat(framing.pendingBytes()).isEqualTo(5);
        framing.release();
        claim[3] = -4;
        assertThat(feed(framing, claim)).containsExactly("violation");
        assertThat(feed(Framing.lines(Integer.MAX_VALUE), latin("a\n"))).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    @DisplayName("release() within the handler ends the feed, and nothing is kept")
    void releaseWithinHandler(int piece) {
        Framing framing = Framing.lengthField(1, 10);
        ByteBuf head = Unpooled.directBuffer(8).writeBytes(latin("\2ab"), 0, piece);
        ByteBuf tail = Unpooled.directBuffer(8).writeBytes(latin("\2ab"), piece, 3 - piece);
        tail.writeBytes(latin("\2cd\2e"));
        List<String> seen = new ArrayList<>();
        List<ByteBuf> from = new ArrayList<>();
        FrameHandler handler =
                frame -> {
                    framing.release();
                    assertThat(framing.pendingBytes()).isZero();
                    seen.add(latin(frame));
                    return from.add(frame.buffer());
                };
        assertThat(framing.feed(head, handler)).isTrue();
        if (seen.isEmpty()) {
            assertThat(framing.feed(tail, handler)).isTrue();
            assertThat(tail.readerIndex()).isEqualTo(3 - piece);
        }
        assertThat(seen).containsExactly("ab");
        assertThat(framing.pendingBytes()).isZero();
        assertThat(from.get(0).refCnt()).isEqualTo(piece == 1 || piece == 2 ? 0 : 1);
        head.release();
        tail.release();
        assertThat(from.get(0).refCnt()).isZero();
        assertThat(feed(framing, latin("\1x"))).containsExactly("x");
        framing.release();
    }

    @Test
    @DisplayName("what a handler throws leaves nothing kept, nor does a violation")
    void nothingKept() {
        Framing framing = Framing.lengthField(1, 10);
        List<ByteBuf> from = new ArrayList<>();
        FrameHandler handler =
                frame -> {
                    from.add(frame.buffer());
                    throw new IllegalStateException("handler");
                };
        ByteBuf head = Unpooled.wrappedBuffer(latin("\2a"));
        ByteBuf tail = Unpooled.wrappedBuffer(latin("b"));
        assertThat(framing.feed(head, handler)).isTrue();
        assertThatThrownBy(() -> framing.feed(tail, handler)).hasMessage("handler");
        assertThat(from.get(0).refCnt()).isZero();

        Framing lines = Framing.lines(4);
        assertThat(feed(lines, latin("ab"), latin("cdef"))).containsExactly("violation");
        assertThat(lines.pendingBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    @DisplayName("a handler that answers false ends the feed, and what follows stays readable")
    void stopped(int piece) {
        Framing framing = Framing.lengthField(1, 10);
        ByteBuf head = Unpooled.directBuffer(8).writeBytes(latin("\2ab"), 0, piece);
        ByteBuf tail = Unpooled.directBuffer(8).writeBytes(latin("\2ab"), piece, 3 - piece);
        tail.writeBytes(latin("\2cd\2e"));
        List<String> seen = new ArrayList<>();
        FrameHandler oneByOne = frame -> !seen.add(latin(frame));
        assertThat(framing.feed(head, oneByOne)).isTrue();
        if (seen.isEmpty()) {
            assertThat(framing.feed(tail, oneByOne)).isTrue();
        }
        assertThat(seen).containsExactly("ab");
        assertThat(tail.readableBytes()).isEqualTo(5);
        assertThat(framing.pendingBytes()).isZero();
        assertThat(framing.feed(tail, oneByOne)).isTrue();
        assertThat(framing.feed(tail, oneByOne)).isTrue();
        assertThat(seen).containsExactly("ab", "cd");
        assertThat(framing.pendingBytes()).isEqualTo(2);
        framing.release();
        head.release();
        tail.release();
    }

    @Test
    @DisplayName("a buffer that a handler retains keeps its frame, also if it came in pieces")
    void retained() {
        Framing framing = Framing.lengthField(1, 10);
        List<ByteBuf> kept = new ArrayList<>();
        FrameHandler keeping =
                frame -> kept.add(frame.buffer().retainedSlice(frame.index(), frame.remaining()));
        ByteBuf bytes = Unpooled.directBuffer(16);
        for (String piece : List.of("\3a", "bc\2", "de\1f")) {
            assertThat(framing.feed(bytes.clear().writeBytes(latin(piece)), keeping)).isTrue();
        }
        framing.release();
        assertThat(kept).hasSize(3);
        assertThat(kept.get(0).toString(StandardCharsets.ISO_8859_1)).isEqualTo("abc");
        assertThat(kept.get(1).toString(StandardCharsets.ISO_8859_1)).isEqualTo("de");
        assertThat(kept.get(2).toString(StandardCharsets.ISO_8859_1)).isEqualTo("f");
        kept.forEach(ByteBuf::release);
        assertThat(bytes.refCnt()).isEqualTo(1);
        bytes.release();
        assertThat(kept).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    @DisplayName("what a framing keeps is of the allocator that it was given")
    void allocator() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        Framing lines = Framing.lines(200, allocator);
        Framing fields = Framing.lengthField(2, 200, allocator);
        assertThat(feed(lines, latin("half"))).isEmpty();
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(200);
        assertThat(feed(fields, latin("\0\5half"))).isEmpty();
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(402);
        lines.release();
        fields.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    @DisplayName("a frame that a handler keeps is over when the handler returns")
    void keptFrame() {
        Framing framing = Framing.lengthField(1, 10);
        List<Frame> kept = new ArrayList<>();
        ByteBuf bytes = Unpooled.wrappedBuffer(latin("\2ab"));
        assertThat(framing.feed(bytes, kept::add)).isTrue();
        assertThatThrownBy(kept.get(0)::readByte)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("over");
        framing.release();
    }

    @Test
    @DisplayName("a feed within the handler is misuse")
    void feedWithinHandler() {
        Framing framing = Framing.lines(4);
        ByteBuf bytes = Unpooled.wrappedBuffer(latin("a\nb\n"));
        assertThatThrownBy(() -> framing.feed(bytes, frame -> framing.feed(bytes, NO_FRAME)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(feed(framing, latin("b\n"))).containsExactly("b");
        framing.release();
    }
}
