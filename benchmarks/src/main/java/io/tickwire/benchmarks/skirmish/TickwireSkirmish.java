package io.tickwire.benchmarks.skirmish;

import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.examples.skirmish.Skirmish;
import io.tickwire.examples.skirmish.SkirmishLimits;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The example's server as an arm. */
final class TickwireSkirmish implements SkirmishServer.Running {
    private final Skirmish server;
    private final TickLoop loop;
    private final Thread thread = new Thread(this::serve, "skirmish");

    TickwireSkirmish(String transport, SkirmishLimits limits, Path save) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = Skirmish.restored(address, limits, save);
        loop = server.declare().transport(transport).build();
        loop.stopOnSignals();
        thread.start();
    }

    private void serve() {
        try (loop) {
            loop.run(TickRate.hertz(SkirmishProtocol.TICKS_PER_SECOND));
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.clients().localAddress()).getPort();
    }

    @Override
    public void run() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public String facts() {
        Map<Reason, Long> left = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            left.put(reason, server.clients().left(reason));
        }
        return "left: " + left;
    }
}
