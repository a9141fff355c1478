package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what happens to it. */
class RecordingPeer implements PeerHandler {
    final List<String> seen = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    Peer peer;

    @Override
    public void connected(Peer connected) {
        peer = connected;
        seen.add("connected");
    }

    @Override
    public void refused(Peer refused, IoStatus status) {
        seen.add(status.name());
    }

    @Override
    public void received(Peer reading, ByteBuffer bytes) {
        text.append(StandardCharsets.US_ASCII.decode(bytes));
    }

    @Override
    public void ended(Peer ended) {
        seen.add("ended");
    }

    @Override
    public void reset(Peer reset) {
        seen.add("reset");
    }

    @Override
    public void writable(Peer writable) {
        seen.add("writable");
    }

    boolean send(String bytes) {
        return peer.send(bytes.getBytes(StandardCharsets.US_ASCII));
    }
}
