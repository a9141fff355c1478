package io.tickwire.properties;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a connection, and the bytes that left and came there. */
final class ModelStream {
    final int number;
    @Nullable ModelStream peer;
    boolean isOpen = true;

    /** SHUTDOWNs that were sealed and did not end with their chains. */
    int shutdowns;

    /** Whether a send has failed: later ones must not fill the gap. */
    boolean isOutputBroken;

    /** Whether a send was refused whose buffer was gone: later ones must not fill the gap. */
    boolean isByteLost;

    /** Whether it was ever shut down, closed or aborted: what its peer then sees may be an end. */
    boolean isEnding;

    private final List<Item> sends = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private int pendingBytes;
    private int pendingSends;
    private boolean hasSeenEnd;

    ModelStream(int number) {
        this.number = number;
    }

    /** Whether too much waits already for a send to be taken in. */
    boolean isFullFor(Item send, Program.Limits limits, int share) {
        return pendingSends >= Math.min(limits.pendingSends(), share)
                || (pendingBytes > 0 && pendingBytes + send.size() > limits.pendingBytes());
    }

    /** Whether the stream's own bounds have room for a write. */
    boolean hasRoomFor(int bytes, int unsealedBytes, Program.Limits limits) {
        int held = pendingBytes + unsealedBytes;
        return held == 0 || held + bytes <= limits.pendingBytes();
    }

    int pendingSends() {
        return pendingSends;
    }

    void admit(Item send) {
        pendingBytes += send.size();
        pendingSends++;
        sends.add(send);
    }

    void sent(Item send) {
        pendingBytes -= send.size();
        pendingSends--;
    }

    void received(String hex) {
        received.writeBytes(HexFormat.of().parseHex(hex));
    }

    void seenEnd() {
        hasSeenEnd = true;
    }

    /** What came is what the peer sent, in order, and all of it where the end was seen. */
    void checkBytes() {
        byte[] bytes = received.toByteArray();
        ModelStream from = peer;
        if (from == null) {
            require(bytes.length == 0, "bytes came from nowhere");
            return;
        }
        byte[] sure = from.sentBytes(false);
        byte[] atMost = from.sentBytes(true);
        int same = Arrays.mismatch(bytes, atMost);
        require(
                same == -1 || same == bytes.length,
                "D6: byte " + same + " of " + bytes.length + " is not what was sent");
        require(
                !hasSeenEnd || bytes.length >= sure.length,
                "D6: the end came after " + bytes.length + " of " + sure.length + " bytes");
    }

    /** The bytes that sends say have left; with a part of one that failed, which may have. */
    private byte[] sentBytes(boolean isWithFailed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Item send : sends) {
            byte[] content = send.sentContent;
            boolean isFailed = send.result < 0 && !send.isCut();
            if (isFailed) {
                bytes.writeBytes(isWithFailed ? content : new byte[0]);
                break;
            }
            bytes.write(content, 0, Math.max(0, Math.min(send.result, content.length)));
        }
        return bytes.toByteArray();
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message + ": stream " + Act.name(number >> 10));
        }
    }
}
