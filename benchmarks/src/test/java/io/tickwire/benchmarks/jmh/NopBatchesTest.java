package io.tickwire.benchmarks.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.spi.TransportSelector;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the small measurements stand on. */
class NopBatchesTest {
    @ParameterizedTest
    @ValueSource(strings = {"null", "null-reversed", "null-shuffled", "nio"})
    @DisplayName("every intent of every batch is delivered")
    void everyIntentOfEveryBatchIsDelivered(String transport) {
        try (NopBatches batches = new NopBatches(transport, 16)) {
            batches.run();
            // The completions of a run's last batch are taken by the next run.
            long sum = batches.run();
            long taken = 2L * NopBatches.INTENTS - 16;
            assertThat(sum).isEqualTo(taken * (taken - 1) / 2);
        }
    }

    @Test
    @DisplayName("callbacks see every intent")
    void callbacksSeeEveryIntent() {
        try (NopBatches batches = new NopBatches("null-shuffled", 256)) {
            long intents = NopBatches.INTENTS;
            assertThat(batches.runWithCallback()).isEqualTo(intents * (intents - 1) / 2);
        }
    }

    @Test
    @DisplayName("a double is never chosen by default")
    void aDoubleIsNeverChosenByDefault() {
        assertThat(TransportSelector.report().chosen()).doesNotStartWith("null");
    }
}
