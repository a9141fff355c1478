package io.tickwire.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.simulation.Seam;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** What programs run on. */
enum Platform {
    IO_URING("io_uring"),
    EPOLL("epoll"),
    NIO("nio"),
    /** The readiness engine in a world without faults. */
    SIMULATION("simulation"),
    /** The same, reached late and in no order, with links as a kernel has them. */
    SIMULATED_RING("simulated ring");

    private static final String REQUIRED_PROPERTY = "tickwire.tck.required";
    private static final List<Platform> AVAILABLE = look();

    private final String transport;

    Platform(String transport) {
        this.transport = transport;
    }

    /** Those that work here. Says why of the others, and fails if one of them has to work. */
    static List<Platform> available() {
        return AVAILABLE;
    }

    /**
     * A machine for one run.
     *
     * @param seed what all chance in a simulated one comes from
     */
    Machine machine(long seed) {
        return switch (this) {
            case SIMULATION -> new SimulatedMachine(Seam.ENGINE, seed);
            case SIMULATED_RING -> new SimulatedMachine(Seam.TRANSPORT, seed);
            default -> new RealMachine(provider());
        };
    }

    private static List<Platform> look() {
        List<Platform> found = new ArrayList<>();
        List<String> required = List.of(System.getProperty(REQUIRED_PROPERTY, "").split(",", -1));
        for (Platform each : values()) {
            String obstacle = each.obstacle();
            if (obstacle.isEmpty()) {
                found.add(each);
            } else {
                String message = "transport " + each.transport + " does not work here: " + obstacle;
                assertThat(required).as(message).doesNotContain(each.transport);
                System.out.println("skipped: " + message);
            }
        }
        return found;
    }

    private String obstacle() {
        if (this == SIMULATION || this == SIMULATED_RING) {
            return "";
        }
        try {
            provider().selfTest();
            return "";
        } catch (IOException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private TransportProvider provider() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(transport))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not on the class path"));
    }
}
