package io.tickwire;

import io.tickwire.spi.TransportHandle;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A listening TCP or Unix socket, made by {@link SystemSetup#listen} or {@link TickLoop#listen}.
 */
public final class IoListener extends IoResource {
    final AcceptLimits limits;
    private final SocketAddress address;
    private boolean isPaused;

    IoListener(LoopHome loop, TransportHandle handle, Object work, SocketAddress address) {
        super(loop, handle, work);
        this.address = address;
        limits = new AcceptLimits(address instanceof InetSocketAddress);
    }

    /**
     * The address it is bound to, with the port that the system chose if 0 was asked for.
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     */
    public SocketAddress localAddress() {
        return address;
    }

    /**
     * Limits how many of the streams that it accepted may be open, including those already open. A
     * connection over a limit is closed at once, and its ACCEPT gets EDQUOT; a multishot one goes
     * on. A connection that was reset before it was accepted counts like any other until it is
     * closed; those whose address the system does not tell count as if they had one in common.
     *
     * @param total in all, at least 1; {@link Integer#MAX_VALUE} for no limit
     * @param perAddress from one internet address, at least 1; {@link Integer#MAX_VALUE} for no
     *     limit. With a limit each accept may cost one more system call, to ask for the address
     */
    public void limit(int total, int perAddress) {
        loop.checkAccess();
        limits.set(total, perAddress);
        if (limits.isPerAddress()) {
            loop.countByAddress(this);
        }
    }

    /**
     * Streams that it accepted and that are open.
     *
     * @return a count
     */
    public int openStreams() {
        return limits.open();
    }

    /**
     * Connections that were closed because they were over a limit.
     *
     * @return a count
     */
    public long refused() {
        return limits.refused();
    }

    /**
     * Has ACCEPTs wait, from the end of this phase on: connections queue up in the system's
     * backlog. Those already accepted are still delivered.
     */
    public void pause() {
        loop.checkAccess();
        if (!isPaused) {
            isPaused = true;
            loop.acceptsPaused(this);
        }
    }

    /** Lets ACCEPTs go on, from the end of this phase on. */
    public void resume() {
        loop.checkAccess();
        isPaused = false;
        loop.wantTick();
    }

    /**
     * Whether its ACCEPTs wait.
     *
     * @return true from {@link #pause} to {@link #resume}
     */
    public boolean isPaused() {
        return isPaused;
    }

    @Override
    public String toString() {
        return super.toString() + "@" + address;
    }
}
