package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * One end of a connection, as Linux's sockets behave: see tcp(7), unix(7). What has arrived can be
 * read even after a reset; the reset is then told once, by whichever call comes first, and from
 * then on a receive finds the end and a send EPIPE. For one thread.
 */
final class StreamEnd {
    private final Network network;
    private final Host host;
    private final BufferSizes buffers;
    private final SocketAddress local;
    private final SocketAddress remote;
    private StreamOwner owner = StreamOwner.NONE;

    /** The other end and the two directions; this end itself as long as it is not connected. */
    private StreamEnd other = this;

    private Flow in;
    private Flow out;

    /** A canonical errno that is yet to be told, or 0. */
    private int error;

    private boolean isConnected;
    private boolean isEndArrived;
    private boolean isReceiveShut;
    private boolean isSendShut;
    private boolean isDead;
    private boolean isClosed;
    private boolean isAwaitingRoom;

    StreamEnd(
            Network network,
            Host host,
            BufferSizes buffers,
            SocketAddress local,
            SocketAddress remote) {
        this.network = network;
        this.host = host;
        this.buffers = buffers;
        this.local = local;
        this.remote = remote;
        in = new Flow(network, this, this);
        out = in;
    }

    /** Makes the connection of two ends. Either may send from now on. */
    static void connect(StreamEnd client, StreamEnd server) {
        client.other = server;
        server.other = client;
        client.out = new Flow(client.network, client, server);
        server.in = client.out;
        server.out = new Flow(client.network, server, client);
        client.in = server.out;
        client.isConnected = true;
        server.isConnected = true;
    }

    void ownedBy(StreamOwner newOwner) {
        owner = newOwner;
    }

    Host host() {
        return host;
    }

    BufferSizes buffers() {
        return buffers;
    }

    SocketAddress local() {
        return local;
    }

    SocketAddress remote() {
        return remote;
    }

    boolean isUnix() {
        return local instanceof UnixDomainSocketAddress;
    }

    boolean isConnected() {
        return isConnected;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Whether the connection is gone, by whatever end's doing. */
    boolean isDead() {
        return isDead;
    }

    /** Whether the other end has ended its stream. */
    boolean isEndArrived() {
        return isEndArrived;
    }

    /** Whether no more bytes will arrive. */
    boolean isEnded() {
        return isEndArrived || isDead;
    }

    /** Whether a receive has something to tell. */
    boolean isReadable() {
        return isConnected && (in.arrivedBytes() > 0 || isEndArrived || isReceiveShut || isDead);
    }

    /** Whether a send has something to tell. */
    boolean isWritable() {
        return isConnected && (isDead || isSendShut || out.hasMuchRoom());
    }

    /** Bytes that can be received. */
    int available() {
        return in.arrivedBytes();
    }

    /** What a receive answers that finds no bytes. */
    int emptyResult() {
        if (!isConnected) {
            return IoStatus.ENOTCONN.result();
        }
        if (isEndArrived) {
            return 0;
        }
        if (error != 0) {
            return takeError();
        }
        return isReceiveShut || isDead ? 0 : WOULD_BLOCK;
    }

    void receive(ByteBuf bytes, int index, int length) {
        in.read(bytes, index, length);
    }

    void receive(byte[] bytes, int length) {
        in.read(bytes, length);
    }

    /** Why nothing can be sent, a negative canonical errno; 0 if it can. */
    int sendFailure() {
        if (!isConnected) {
            return IoStatus.ENOTCONN.result();
        }
        if (error != 0) {
            return takeError();
        }
        boolean isGone = isSendShut || isDead || (isUnix() && other.isClosed);
        return isGone ? IoStatus.EPIPE.result() : 0;
    }

    private int takeError() {
        int result = -error;
        error = 0;
        return result;
    }

    /** Bytes that can be sent. */
    int room() {
        return isConnected && !isSendShut && !isDead ? out.room() : 0;
    }

    /** Has the owner told once there is much room. */
    void awaitRoom() {
        isAwaitingRoom = true;
    }

    /** Where sent bytes go; see {@link Flow#push}. */
    Flow out() {
        return out;
    }

    /** Ends one or both directions, see shutdown(2): 0 for reading, 1 for writing, 2 for both. */
    int shutdown(int how) {
        if (!isConnected || isDead) {
            return IoStatus.ENOTCONN.result();
        }
        if (how != 0 && !isSendShut) {
            isSendShut = true;
            out.end();
        }
        if (how != 1) {
            isReceiveShut = true;
        }
        return 0;
    }

    /**
     * Closes this end. What was sent still goes out, unless the connection is reset: by wish, or
     * since bytes were not received.
     */
    void close(boolean isAbort) {
        isClosed = true;
        owner = StreamOwner.NONE;
        if (!isConnected) {
            return;
        }
        if (isAbort || in.arrivedBytes() > 0) {
            reset();
        } else if (!isSendShut) {
            isSendShut = true;
            out.end();
        }
        in.discard();
    }

    /** Breaks the connection off: the other end is told, this one's owner is not. */
    void reset() {
        if (isDead || !isConnected) {
            return;
        }
        isDead = true;
        out.reset();
        in.kill();
    }

    /** Breaks the connection off as if the network had, which a call at this end has just told. */
    void fail() {
        reset();
        in.discard();
        owner.reset();
    }

    void bytesArrived() {
        if (isClosed) {
            in.discard();
            reset();
            return;
        }
        owner.readable();
    }

    void endArrived() {
        isEndArrived = true;
        owner.ended();
    }

    void resetArrived() {
        if (isDead) {
            return;
        }
        isDead = true;
        error = isEndArrived ? IoStatus.EPIPE.errno() : IoStatus.ECONNRESET.errno();
        out.kill();
        owner.reset();
    }

    /** The other end's buffer has taken some of what was sent. */
    void roomMade() {
        if (isAwaitingRoom && out.hasMuchRoom()) {
            isAwaitingRoom = false;
            owner.writable();
        }
    }

    /** For a connect under way. */
    void connected() {
        owner.connected();
    }

    /** For a connect under way. */
    void refused(IoStatus status) {
        if (!isClosed) {
            owner.refused(status.result());
        }
    }

    @Override
    public String toString() {
        return local + " to " + remote + ": in " + in + ", out " + out;
    }
}
