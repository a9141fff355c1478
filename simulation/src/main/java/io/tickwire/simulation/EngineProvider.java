package io.tickwire.simulation;

import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.util.function.Function;

/** Makes readiness engines that run on the simulated network. For one thread. */
final class EngineProvider implements TransportProvider {
    private final Function<Wishes, SimBackend> backends;

    EngineProvider(Function<Wishes, SimBackend> backends) {
        this.backends = backends;
    }

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public void selfTest() {}

    @Override
    public Transport create(TransportConfig config, CompletionSink sink) throws IOException {
        if (config.batch().fileThreads() > 0) {
            throw new IOException(
                    "a simulated world has one thread: fileThreads is "
                            + config.batch().fileThreads());
        }
        Wishes wishes = new Wishes("simulation", config.batch());
        wishes.refuseKernelPoll(config.batch());
        Capabilities capabilities =
                ReadinessTransport.emulation().with(Feature.UNIX_DATAGRAMS, Support.UNSUPPORTED);
        return new ReadinessTransport(config, sink, capabilities, backends.apply(wishes));
    }
}
