package io.tickwire.kqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.util.ServiceLoader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KQueueTransportProviderTest {
    @Test
    @DisplayName("the provider is found")
    void theProviderIsFound() {
        TransportProvider provider =
                ServiceLoader.load(TransportProvider.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(one -> one.name().equals("kqueue"))
                        .findFirst()
                        .orElseThrow();
        assertThat(provider.priority()).isEqualTo(200);
    }

    @Test
    @DisabledOnOs(value = OS.MAC, disabledReason = "kqueue works there")
    @DisplayName("elsewhere the reason is one line")
    void elsewhereTheReasonIsOneLine() {
        assertThatThrownBy(() -> new KQueueTransportProvider().selfTest())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("kqueue cannot be used: ")
                .hasMessageContaining(System.getProperty("os.name"))
                .hasMessageNotContaining("\n");
    }
}
