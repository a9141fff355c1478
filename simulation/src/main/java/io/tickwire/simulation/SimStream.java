package io.tickwire.simulation;

import static io.tickwire.readiness.Readiness.WOULD_BLOCK;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoStatus;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.spi.TransportOperation;
import java.net.SocketAddress;
import java.util.Optional;

/** A stream of the program's. Belongs to the loop's thread. */
final class SimStream extends ReadinessStream implements SimSocket, StreamOwner {
    private final FaultInjector faults;
    private final Network network;
    private final StreamTap tap;
    private final StreamEnd end;
    private final SimWatch watch;

    /** How a connect went: 0, WOULD_BLOCK while it is under way, or a negative errno. */
    private int connectResult;

    SimStream(SimBackend backend, StreamEnd end) {
        faults = backend.faults();
        network = backend.network();
        tap = backend.tap();
        this.end = end;
        watch = new SimWatch(backend, this);
        end.ownedBy(this);
    }

    @Override
    protected int connect(SocketAddress address) {
        connectResult = network.connect(end, faults.strikes(Fault.CONNECTION_REFUSED));
        return connectResult;
    }

    @Override
    protected int finishConnect() {
        return connectResult;
    }

    @Override
    protected int receive(ByteBuf buffer, int index, int length) {
        if (isBroken()) {
            return IoStatus.ECONNRESET.result();
        }
        int available = end.available();
        if (available == 0) {
            return end.emptyResult();
        }
        int bytes = Math.min(length, available);
        if (faults.strikes(Fault.SHORT_READ)) {
            bytes = faults.shorten(bytes);
            // A short read means that there was no more: epoll(7). The rest has come just now.
            watch.changed();
        }
        end.receive(buffer, index, bytes);
        tap.received(this, buffer, index, bytes);
        tap.taken(this, end.available() > 0);
        return bytes;
    }

    @Override
    protected int send(TransportOperation operation, int skippedBytes) {
        if (isBroken()) {
            return IoStatus.ECONNRESET.result();
        }
        int failure = end.sendFailure();
        if (failure != 0) {
            return failure;
        }
        if (faults.strikes(Fault.NO_BUFFERS)) {
            return IoStatus.ENOBUFS.result();
        }
        int room = end.room();
        if (room == 0) {
            end.awaitRoom();
            tap.full(this);
            return WOULD_BLOCK;
        }
        boolean isShort = faults.strikes(Fault.SHORT_WRITE);
        int taken = take(operation, skippedBytes, isShort ? faults.shorten(room) : room);
        if (isShort) {
            watch.changed();
        }
        if (taken == room) {
            end.awaitRoom();
        }
        if (isShort || taken == room) {
            tap.full(this);
        }
        end.out().push();
        return taken;
    }

    /** Takes up to so many bytes behind the skipped ones. */
    private int take(TransportOperation operation, int skippedBytes, int limit) {
        int skipped = skippedBytes;
        int left = limit;
        int segments = operation.segmentCount();
        for (int i = 0; i < segments && left > 0; i++) {
            int length = operation.segmentLength(i) - skipped;
            if (length > 0) {
                int taken = Math.min(length, left);
                int index = operation.segmentIndex(i) + skipped;
                end.out().write(operation.segmentBuffer(i), index, taken);
                tap.sent(this, operation.segmentBuffer(i), index, taken);
                left -= taken;
                skipped = 0;
            } else {
                skipped = -length;
            }
        }
        return limit - left;
    }

    /** Whether the connection breaks just now. */
    private boolean isBroken() {
        if (!end.isConnected() || end.isDead() || !faults.strikes(Fault.CONNECTION_RESET)) {
            return false;
        }
        end.fail();
        return true;
    }

    @Override
    protected int shutdown(int how) {
        int result = end.shutdown(how);
        watch.changed();
        return result;
    }

    @Override
    public int holding() {
        if (connectResult < 0) {
            return connectResult == WOULD_BLOCK
                    ? 0
                    : Readiness.READABLE | Readiness.WRITABLE | Readiness.ENDED;
        }
        int bits = end.isReadable() ? Readiness.READABLE : 0;
        bits |= end.isWritable() ? Readiness.WRITABLE : 0;
        return end.isEnded() ? bits | Readiness.ENDED : bits;
    }

    @Override
    public void report(int bits) {
        becameReady(bits);
    }

    /** A connect that is under way comes to nothing: nobody is there to go on with it. */
    @Override
    public void crash() {
        end.close(true);
    }

    @Override
    public void connected() {
        connectResult = 0;
        watch.changed();
    }

    @Override
    public void refused(int result) {
        connectResult = result;
        watch.changed();
    }

    @Override
    public void readable() {
        tap.arrived(this);
        watch.changed();
    }

    @Override
    public void writable() {
        watch.changed();
    }

    @Override
    public void ended() {
        watch.changed();
    }

    @Override
    public void reset() {
        watch.changed();
    }

    @Override
    protected int watch(int bits) {
        return watch.set(bits);
    }

    @Override
    protected int watchAgain(int bits) {
        return watch.renew(bits);
    }

    @Override
    protected void release(boolean isAbort) {
        watch.end();
        end.close(isAbort);
    }

    @Override
    public SocketAddress localAddress() {
        return end.local();
    }

    @Override
    public Optional<SocketAddress> remoteAddress() {
        return end.isConnected() ? Optional.of(end.remote()) : Optional.empty();
    }

    @Override
    public String toString() {
        return "SimStream[" + end + "]";
    }
}
