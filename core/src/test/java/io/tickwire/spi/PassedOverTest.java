package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The warning of a transport that was not taken. */
class PassedOverTest {
    private static final Logger LOGGER = Logger.getLogger(TransportSelector.class.getName());

    private final List<String> warnings = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord logged) {
                    if (logged.getLevel().equals(Level.WARNING)) {
                        warnings.add(logged.getMessage());
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        PassedOver.forget();
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void forget() {
        LOGGER.setUseParentHandlers(true);
        LOGGER.removeHandler(handler);
        PassedOver.forget();
    }

    @Test
    @DisplayName("a transport that stands before the chosen one and does not work is told of once")
    void oneThatDoesNotWorkIsToldOfOnce() {
        TransportReport report = report(unusable("pigeon", "they are asleep"), chosen("nio"));
        PassedOver.tell(report);
        PassedOver.tell(report);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("pigeon", "nio was: they are asleep", "-Dtickwire.transport=nio");
    }

    @Test
    @DisplayName("a transport for other machines is not passed over")
    void oneForOtherMachinesIsNotPassedOver() {
        String foreign =
                Arrays.stream(OwnTransport.values())
                        .filter(own -> !own.isFor(Machine.here()))
                        .findFirst()
                        .orElseThrow()
                        .title();
        PassedOver.tell(report(unusable(foreign, "another system"), chosen("nio")));
        assertThat(warnings).isEmpty();
    }

    @Test
    @DisplayName("what was not tried is not passed over")
    void whatWasNotTriedIsNotPassedOver() {
        PassedOver.tell(
                report(chosen("nio"), new Candidate("pigeon", Verdict.NOT_TRIED, "nio was taken")));
        assertThat(warnings).isEmpty();
    }

    private static Candidate chosen(String name) {
        return new Candidate(name, Verdict.CHOSEN, "its self-test passed");
    }

    private static Candidate unusable(String name, String reason) {
        return new Candidate(name, Verdict.UNUSABLE, reason);
    }

    private static TransportReport report(Candidate... candidates) {
        return new TransportReport(
                "nio",
                List.of(candidates),
                new TransportVersions("1", new TreeMap<>(), new TreeMap<>()));
    }
}
