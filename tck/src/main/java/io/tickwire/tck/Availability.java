package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/** Whether a transport works on this machine. */
final class Availability {
    /** Names the transports, comma-separated, that must work: the suite fails without them. */
    static final String REQUIRED_PROPERTY = "tickwire.tck.required";

    private static final Map<String, Optional<String>> OBSTACLES = new ConcurrentHashMap<>();
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Availability() {}

    /** Skips the test where a transport cannot be used, with the cause; or fails it. */
    static void require(String transport) {
        String obstacle = obstacle(transport).orElse("");
        if (obstacle.isEmpty()) {
            return;
        }
        String message = "transport " + transport + " does not work here: " + obstacle;
        assertThat(isRequired(transport)).as(message).isFalse();
        if (TOLD.add(transport)) {
            System.out.println("skipped: " + message);
        }
        Assumptions.abort(message);
    }

    /** Why a transport cannot be used here; empty if it can. */
    static Optional<String> obstacle(String transport) {
        return OBSTACLES.computeIfAbsent(transport, Availability::look);
    }

    private static Optional<String> look(String transport) {
        for (TransportProvider provider :
                ServiceLoader.load(
                        TransportProvider.class, Thread.currentThread().getContextClassLoader())) {
            if (provider.name().equals(transport)) {
                return obstacle(provider);
            }
        }
        return Optional.of("no provider on the class path has this name");
    }

    static boolean isRequired(String transport) {
        return Arrays.stream(System.getProperty(REQUIRED_PROPERTY, "").split(",", -1))
                .anyMatch(name -> name.strip().equals(transport));
    }

    private static Optional<String> obstacle(TransportProvider provider) {
        try {
            provider.selfTest();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
