package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.spi.TransportReport.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The choice of a transport; the scripted one is the only one on this class path. */
class TransportSelectorTest {
    @AfterEach
    void clearProperties() {
        System.clearProperty(TransportSelector.PREFER_PROPERTY);
        System.clearProperty(TransportSelector.REQUIRE_PROPERTY);
        System.clearProperty("test.scripted.failure");
    }

    @Test
    @DisplayName("the report names the chosen transport and why")
    void reportNamesTheChoice() {
        try (TickLoop loop = builder().build()) {
            TransportReport report = loop.transport();
            assertThat(report.chosen()).isEqualTo("scripted");
            assertThat(report.reason()).contains("self-test passed");
            assertThat(TransportSelector.report().candidates())
                    .singleElement()
                    .satisfies(c -> assertThat(c.verdict()).isEqualTo(Verdict.CHOSEN));
        }
    }

    @Test
    @DisplayName("an unknown transport is refused with its name and those on the class path")
    void unknownTransport() {
        assertThatThrownBy(() -> builder().transport("carrier-pigeon").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon")
                .hasMessageContaining("scripted");
        System.setProperty(TransportSelector.REQUIRE_PROPERTY, "smoke-signals");
        assertThatThrownBy(() -> builder().build()).hasMessageContaining("smoke-signals");
    }

    @Test
    @DisplayName("a preference for an unknown transport is refused with those on the class path")
    void unknownPreference() {
        System.setProperty(TransportSelector.PREFER_PROPERTY, "smoke-signals");
        String words = "unknown transport: smoke-signals; on the class path: [scripted]";
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(words);
        assertThatThrownBy(() -> builder().transport("scripted").build()).hasMessage(words);
        assertThatThrownBy(TransportSelector::report).hasMessage(words);
        System.setProperty(TransportSelector.PREFER_PROPERTY, "scripted");
        try (TickLoop loop = builder().build()) {
            assertThat(loop.transport().reason()).contains("preferred");
        }
    }

    @Test
    @DisplayName("where no transport works the message has each one's reason")
    void noneWorks() {
        System.setProperty("test.scripted.failure", "the script was lost");
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the script was lost");
        assertThat(TransportSelector.report().chosen()).isEqualTo("none");
    }

    private static TickLoopBuilder builder() {
        return TickLoop.builder().phase("p", p -> p.lane("lane"));
    }
}
