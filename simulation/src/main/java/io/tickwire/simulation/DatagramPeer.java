package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.net.InetSocketAddress;

/**
 * A simulated peer's datagram socket. Belongs to the world's thread; reads at once what arrives.
 * Whoever made it closes it.
 */
public final class DatagramPeer {
    private final DatagramEnd end;
    private final DatagramHandler handler;

    DatagramPeer(DatagramEnd end, DatagramHandler handler) {
        this.end = end;
        this.handler = handler;
        end.ownedBy(this::receive, () -> {});
    }

    private void receive() {
        for (Datagram next = end.receive(); next != null; next = end.receive()) {
            handler.received(this, next.source(), next.bytes());
        }
    }

    /**
     * Where the peer is.
     *
     * @return its address and port
     */
    public InetSocketAddress address() {
        return end.local();
    }

    /**
     * Sends a datagram on its way; it may be lost.
     *
     * @param to where to
     * @param bytes what to send, at most 65,507 bytes; the peer takes a copy
     * @throws IllegalArgumentException for one that can be sent nowhere: too long, or of another
     *     family
     */
    public void send(InetSocketAddress to, byte[] bytes) {
        int refusal = Datagrams.refusal(end, to, bytes.length);
        if (refusal != 0) {
            throw new IllegalArgumentException(
                    bytes.length + " bytes to " + to + ": " + IoStatus.of(refusal).description());
        }
        end.send(to, bytes.clone());
    }

    /** Closes the socket: what comes later is lost. */
    public void close() {
        end.close();
    }

    @Override
    public String toString() {
        return "DatagramPeer[" + end + "]";
    }
}
