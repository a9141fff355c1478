package io.tickwire.examples.skirmish;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in a message: its length in bytes, from 1 to 255, in a byte, then as much of UTF-8. */
final class MessageText {
    private MessageText() {}

    static void write(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > 255) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes");
        }
        out.writeByte(bytes.length);
        out.writeBytes(bytes);
    }

    /** Reads text that is all that is left, without control characters. */
    static String read(ByteBuf frame, int bytesMax) {
        int length = frame.readUnsignedByte();
        if (length < 1 || length > bytesMax || length != frame.readableBytes()) {
            throw RefusedException.protocol(
                    "text of " + length + " bytes in " + frame.readableBytes());
        }
        byte[] bytes = new byte[length];
        frame.readBytes(bytes);
        String text = decoded(bytes);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw RefusedException.protocol("a control character in text");
        }
        return text;
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw RefusedException.protocol("text is not UTF-8");
        }
    }
}
