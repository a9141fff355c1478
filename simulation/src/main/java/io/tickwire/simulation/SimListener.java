package io.tickwire.simulation;

import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.Readiness;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.files.ResultException;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listener of the program's. Belongs to the loop's thread. */
final class SimListener extends ReadinessListener implements SimSocket {
    private final SimBackend backend;
    private final SimWatch watch;
    private final Backlog backlog;

    SimListener(SimBackend backend, SocketAddress address, SocketOptions options)
            throws IOException {
        this.backend = backend;
        backlog =
                backend.network()
                        .listen(
                                address,
                                BufferSizes.of(options),
                                options.backlog(),
                                options.v6Only(),
                                options.reusePort(),
                                this::changed);
        watch = new SimWatch(backend, this);
    }

    private void changed() {
        watch.changed();
    }

    @Override
    protected @Nullable ReadinessStream accept() throws IOException {
        if (!backlog.isAcceptable()) {
            return null;
        }
        if (backend.faults().strikes(Fault.ACCEPT_NO_DESCRIPTOR)) {
            throw new ResultException(IoStatus.EMFILE.result());
        }
        StreamEnd end = backlog.accept();
        return end == null ? null : new SimStream(backend, end);
    }

    @Override
    public int holding() {
        return backlog.isAcceptable() ? Readiness.READABLE : 0;
    }

    @Override
    public void report(int bits) {
        becameReady(bits);
    }

    @Override
    public void crash() {
        backend.network().closeListener(backlog);
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
        backend.network().closeListener(backlog);
    }

    @Override
    public SocketAddress localAddress() {
        return backlog.address();
    }

    @Override
    public String toString() {
        return "SimListener[" + backlog.address() + "]";
    }
}
