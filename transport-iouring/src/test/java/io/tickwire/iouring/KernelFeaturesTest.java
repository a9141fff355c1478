package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoOpType;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a kernel's answers and of its number. Needs no io_uring. */
class KernelFeaturesTest {
    private static KernelFeatures of(String release, Set<IoOpType> lacking, boolean isComplete) {
        return new KernelFeatures(
                lacking,
                isComplete,
                isComplete,
                isComplete,
                isComplete,
                isComplete,
                true,
                KernelVersion.of(release));
    }

    @ParameterizedTest
    @CsvSource({
        "5.10.0-32-cloud-amd64, 5.10",
        "6.1.0-50-amd64, 6.1",
        "6.12.95+deb12-cloud-amd64, 6.12",
        "6.18.44-fc-v669, 6.18",
        "7.3-rc1, 7.3",
        "6.8, 6.8",
        "'  4.19.0 ', 4.19"
    })
    @DisplayName("a release is read to its second number")
    void aReleaseIsReadToItsSecondNumber(String release, String expected) {
        assertThat(KernelVersion.of(release)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6", "6.", "linux-6.1", "v6.1", "99999999999.1", "6.x", "..."})
    @DisplayName("what is no release counts as older than all")
    void whatIsNoReleaseCountsAsOlderThanAll(String release) {
        KernelVersion version = KernelVersion.of(release);
        assertThat(version).isEqualTo(KernelVersion.UNKNOWN);
        assertThat(version.isAtLeast(0, 1)).isFalse();
        assertThat(version).hasToString("of an unknown version");
    }

    @Test
    @DisplayName("versions are compared as numbers")
    void versionsAreComparedAsNumbers() {
        assertThat(KernelVersion.of("6.9.1").isAtLeast(6, 16)).isFalse();
        assertThat(KernelVersion.of("6.16.0").isAtLeast(6, 16)).isTrue();
        assertThat(KernelVersion.of("7.0.0").isAtLeast(6, 16)).isTrue();
        assertThat(KernelVersion.of("5.19.0").isAtLeast(6, 0)).isFalse();
    }

    @Test
    @DisplayName("an old kernel is told which one is needed")
    void anOldKernelIsToldWhichOneIsNeeded() {
        assertThatThrownBy(of("5.10.0-32-amd64", Set.of(), false)::requireIndispensable)
                .hasMessageStartingWith("needs Linux 5.19, this is 5.10: ")
                .hasMessageContaining("PROVIDE_BUFFERS");
        assertThatThrownBy(of("5.4.0", Set.of(IoOpType.RECV), true)::requireIndispensable)
                .hasMessage("needs Linux 5.19, this is 5.4: the kernel's io_uring lacks RECV");
    }

    @Test
    @DisplayName("what a new kernel lacks is named without its number")
    void whatANewKernelLacksIsNamedWithoutItsNumber() {
        assertThatThrownBy(of("6.1.0", Set.of(IoOpType.POLL_ADD), true)::requireIndispensable)
                .hasMessage("the kernel's io_uring lacks POLL_ADD");
    }

    /** Some distributions carry a newer io_uring back: RHEL 9 calls itself 5.14. */
    @Test
    @DisplayName("an old number alone is no reason to decline")
    void anOldNumberAloneIsNoReasonToDecline() {
        assertThatCode(of("5.14.0-503.el9", Set.of(), true)::requireIndispensable)
                .doesNotThrowAnyException();
    }
}
