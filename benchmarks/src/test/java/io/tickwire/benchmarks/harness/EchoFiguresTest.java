package io.tickwire.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How figures are read and compared. */
class EchoFiguresTest {
    @Test
    @DisplayName("the line of the load becomes rates and shares")
    void theLineOfTheLoadBecomesRatesAndShares() {
        EchoFigures figures =
                EchoFigures.parse(
                        "messages=400000 nanos=4000000000 warm_rate=99000 server_micros=2000000"
                                + " load_micros=1000000 p50=2500 p90=3000 p99=5000 p999=9000"
                                + " max=10000\n");
        assertThat(figures.rate()).isEqualTo(100_000);
        assertThat(figures.serverMicros()).isEqualTo(5);
        assertThat(figures.serverShare()).isEqualTo(0.5);
        assertThat(figures.loadShare()).isEqualTo(0.25);
        assertThat(figures.p50Micros()).isEqualTo(2.5);
    }

    @Test
    @DisplayName("another line is refused")
    void anotherLineIsRefused() {
        assertThatThrownBy(() -> EchoFigures.parse("Killed"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("ratios are taken round by round")
    void ratiosAreTakenRoundByRound() {
        Spread ratios = Spread.ofRatios(new double[] {2, 9, 4}, new double[] {4, 3, 4});
        assertThat(ratios).isEqualTo(new Spread(0.5, 1, 3));
    }
}
