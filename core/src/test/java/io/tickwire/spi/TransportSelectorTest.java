package io.tickwire.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.ScriptedProvider;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.spi.TransportReport.Verdict;
import java.util.stream.Stream;
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
        System.clearProperty("test.scripted.version");
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

    @Test
    @DisplayName("where no transport works the message names the artifacts to add")
    void noneWorksAndTheMessageNamesTheArtifactsToAdd() {
        System.setProperty("test.scripted.failure", "the script was lost");
        String version = TransportVersions.ofArtifact("tickwire-core");
        assertThat(version).matches("[0-9].*");
        assertThatThrownBy(() -> builder().build())
                .hasMessageContaining(
                        "nio: missing, add io.tickwire:tickwire-transport-nio:"
                                + version
                                + " to the class path");
        assertThat(TransportSelector.report().candidates())
                .filteredOn(candidate -> candidate.verdict() == Verdict.MISSING)
                .extracting(TransportReport.Candidate::name)
                .containsExactlyElementsOf(
                        Stream.of(OwnTransport.values())
                                .filter(own -> own.isFor(Machine.here()))
                                .map(OwnTransport::title)
                                .toList());
    }

    @Test
    @DisplayName("one that is insisted on and is not there names its artifact")
    void oneThatIsInsistedOnAndIsNotThereNamesItsArtifact() {
        assertThatThrownBy(() -> builder().transport("epoll").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("; add io.tickwire:tickwire-transport-epoll:");
    }

    @Test
    @DisplayName("a transport of another version is refused with both versions")
    void aTransportOfAnotherVersionIsRefusedWithBothVersions() {
        System.setProperty("test.scripted.version", "9.9");
        String words = "its version is 9.9, that of core is " + TransportVersions.ofCore();
        assertThatThrownBy(() -> builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scripted: unusable, " + words);
        assertThatThrownBy(() -> builder().transport("scripted").build())
                .hasMessageContaining(words);
        assertThatThrownBy(() -> builder().transport(new ScriptedProvider()).build())
                .hasMessageContaining(words);
        assertThat(TransportSelector.report().chosen()).isEqualTo("none");
    }

    @Test
    @DisplayName("a transport of core's version is taken, and the report has all versions")
    void aTransportOfCoresVersionIsTaken() {
        String version = TransportVersions.ofCore();
        System.setProperty("test.scripted.version", version);
        try (TickLoop loop = builder().build()) {
            TransportVersions versions = loop.transport().versions();
            assertThat(versions.core()).isEqualTo(version);
            assertThat(versions.transports()).containsEntry("scripted", version);
            assertThat(versions.netty()).containsKeys("netty-common", "netty-buffer");
            assertThat(loop.transport().toString())
                    .contains("core " + version, "transport scripted " + version, "netty 4.");
        }
    }

    private static TickLoopBuilder builder() {
        return TickLoop.builder().phase("p", p -> p.lane("lane"));
    }
}
