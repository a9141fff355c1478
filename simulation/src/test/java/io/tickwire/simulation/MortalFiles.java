package io.tickwire.simulation;

import io.netty.channel.IoEventLoop;
import io.tickwire.IoStatus;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.FileBackend;
import io.tickwire.readiness.ReadinessBackend;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.readiness.files.ResultException;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transport with simulated files alone; the program dies, with the machine, at one of its calls.
 */
final class MortalFiles implements TransportProvider, ReadinessBackend, FileBackend {
    private final WorldFiles files;
    private int callsLeft;

    /**
     * Makes the transport.
     *
     * @param callsLeft how many calls on files are performed
     */
    MortalFiles(WorldFiles files, int callsLeft) {
        this.files = files;
        this.callsLeft = callsLeft;
    }

    private boolean dies() {
        if (callsLeft == 0) {
            files.crash();
        }
        return callsLeft-- <= 0;
    }

    @Override
    public ReadinessFile open(TransportOperation operation) throws IOException {
        if (dies()) {
            throw new ResultException(IoStatus.EIO.result());
        }
        return files.open(operation);
    }

    @Override
    public int perform(
            TransportOperation operation, @Nullable ReadinessFile file, boolean isShared) {
        return dies() ? IoStatus.EIO.result() : files.perform(operation, file, isShared);
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public void selfTest() {}

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) {
        return new ReadinessTransport(config, sink, ReadinessTransport.emulation(), this);
    }

    @Override
    public FileBackend files() {
        return this;
    }

    @Override
    public void start() {}

    @Override
    public ReadinessListener listen(SocketAddress address, SocketOptions options)
            throws IOException {
        throw new ResultException(IoStatus.EOPNOTSUPP.result());
    }

    @Override
    public ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException {
        throw new ResultException(IoStatus.EOPNOTSUPP.result());
    }

    @Override
    public ReadinessStream openStream(SocketAddress address, SocketOptions options)
            throws IOException {
        throw new ResultException(IoStatus.EOPNOTSUPP.result());
    }

    @Override
    public boolean poll(long waitNanos) {
        return true;
    }

    @Override
    public boolean finishCloses() {
        return false;
    }

    @Override
    public void wakeup() {}

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public int ignoredWishes() {
        return 0;
    }
}
