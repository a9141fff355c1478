package io.tickwire.simulation;

import io.tickwire.IoStatus;
import java.net.InetSocketAddress;

/**
 * One connect over TCP: a request, an answer and an acknowledgement, each of which takes its time.
 * A request that gets lost, in a network that is cut or at a full backlog, is repeated after 1, 2,
 * 4 ... seconds; after the seventh, 127 seconds from the start, the connect has timed out, as
 * tcp(7) has it with tcp_syn_retries of 6. For one thread.
 */
final class Handshake {
    private static final long FIRST_WAIT_NANOS = 1_000_000_000;
    private static final int REQUESTS_MAX = 7;

    private final Network network;
    private final StreamEnd client;
    private final InetSocketAddress target;
    private final Host targetHost;
    private final boolean isToBeRefused;
    private int requests;

    Handshake(Network network, StreamEnd client, InetSocketAddress target, boolean isToBeRefused) {
        this.network = network;
        this.client = client;
        this.target = target;
        this.isToBeRefused = isToBeRefused;
        targetHost = network.host(target.getAddress());
    }

    void request() {
        requests++;
        later(this::requestArrived);
    }

    private void requestArrived() {
        if (client.isClosed()) {
            return;
        }
        if (client.host().isCutFrom(targetHost)) {
            requestLost();
            return;
        }
        Backlog backlog = network.listener(target);
        if (backlog == null || isToBeRefused) {
            later(() -> client.refused(IoStatus.ECONNREFUSED));
        } else if (backlog.reserve()) {
            later(() -> answerArrived(backlog));
        } else {
            requestLost();
        }
    }

    private void requestLost() {
        long waitNanos = FIRST_WAIT_NANOS << (requests - 1);
        boolean isLast = requests == REQUESTS_MAX;
        network.time()
                .after(waitNanos, isLast ? () -> client.refused(IoStatus.ETIMEDOUT) : this::again);
    }

    private void again() {
        if (!client.isClosed()) {
            request();
        }
    }

    private void answerArrived(Backlog backlog) {
        if (client.isClosed()) {
            backlog.cancel();
            return;
        }
        if (client.host().isCutFrom(targetHost)) {
            backlog.cancel();
            requestLost();
            return;
        }
        StreamEnd server =
                new StreamEnd(network, targetHost, backlog.buffers(), target, client.local());
        StreamEnd.connect(client, server);
        long nanos = network.latencyNanos();
        // What the client sends at once must not come before the connection itself.
        client.out().beginAt(network.time().nanoTime() + nanos);
        network.time().after(nanos, () -> backlog.add(server));
        client.connected();
    }

    private void later(Runnable event) {
        network.time().after(network.latencyNanos(), event);
    }
}
