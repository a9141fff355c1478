package io.tickwire.connections;

import io.tickwire.simulation.Seam;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that read nothing, among others that do. */
class StalledClientsTest {
    @ParameterizedTest(name = "{0}, frames of {1} bytes, {2} a second for {3} s")
    @CsvSource({
        "ENGINE, 500, 60, 20",
        "TRANSPORT, 500, 60, 20",
        "ENGINE, 3000, 60, 10",
        "ENGINE, 50, 60, 90",
        "TRANSPORT, 50, 60, 90",
        "ENGINE, 500, 10, 47",
        "TRANSPORT, 500, 10, 47"
    })
    @DisplayName(
            "with defaults only 40 stalled clients of 200 leave as slow and cost others nothing")
    void stalledCostNothing(Seam seam, int frameBytes, int hertz, int seconds) {
        StalledCrowd.run(seam, frameBytes, hertz, seconds);
    }
}
