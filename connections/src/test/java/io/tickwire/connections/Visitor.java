package io.tickwire.connections;

import io.tickwire.IoStatus;
import io.tickwire.simulation.Peer;
import io.tickwire.simulation.PeerHandler;
import io.tickwire.simulation.World;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A client in the world: frames with a length field of two bytes, both ways. */
final class Visitor implements PeerHandler {
    final Peer peer;
    final List<String> heard = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    boolean isEnded;
    boolean isReset;
    boolean isRefused;

    /** Whether it leaves its side open when the server has ended its own. */
    boolean isStaying;

    Visitor(World world) {
        peer = world.peer(Room.ADDRESS, this);
    }

    /** Sends a frame, as soon as the connection is made. */
    void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(2 + bytes.length);
        frame.putShort((short) bytes.length).put(bytes);
        raw(frame.array());
    }

    void raw(byte[] bytes) {
        if (!waiting.isEmpty() || !peer.send(bytes)) {
            waiting.add(bytes);
        }
    }

    @Override
    public void connected(Peer by) {
        writable(by);
    }

    @Override
    public void writable(Peer by) {
        while (!waiting.isEmpty() && by.send(waiting.getFirst())) {
            waiting.removeFirst();
        }
    }

    @Override
    public void received(Peer from, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        received.writeBytes(copy);
        ByteBuffer all = ByteBuffer.wrap(received.toByteArray());
        while (all.remaining() >= 2 && all.remaining() >= 2 + all.getShort(all.position())) {
            byte[] frame = new byte[all.getShort()];
            all.get(frame);
            heard.add(new String(frame, StandardCharsets.UTF_8));
        }
        received.reset();
        received.write(all.array(), all.position(), all.remaining());
    }

    @Override
    public void ended(Peer from) {
        isEnded = true;
        if (!isStaying) {
            from.close();
        }
    }

    @Override
    public void refused(Peer by, IoStatus status) {
        isRefused = true;
    }

    @Override
    public void reset(Peer from) {
        isReset = true;
    }
}
