package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickwire.IoOpType;
import io.tickwire.TickLoop;
import io.tickwire.examples.server.Transports;
import io.tickwire.readiness.ReadinessTransport;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/capabilities.md against what the transports state. {@code -Dtickwire.docs.write=true}
 * writes it anew.
 */
class CapabilityTableTest {
    private static final Path FILE = Path.of("..", "docs", "capabilities.md");
    private static final String HEAD =
            """
            # Capabilities

            What each transport states of operations and features (`TickLoop.capabilities()`), written by
            `CapabilityTableTest` from those statements. *native*: the kernel is asked to do it as one request. *emulated*: core
            or the transport does it by other calls, with the same outcome. *unsupported*: it answers EOPNOTSUPP, and a hint
            (`zeroCopy()`) is ignored. The column of io_uring is that of Linux 6.9 or later; what an older kernel lacks is
            emulated, and the hint ignored. kqueue's is what its engine states; it was never run.

            """;

    private static Capabilities statementOf(String transport) {
        try (TickLoop loop =
                TickLoop.builder().transport(transport).phase("only", phase -> {}).build()) {
            return loop.capabilities();
        }
    }

    @Test
    @DisplayName("the table is what the transports state")
    void theTableIsWhatTheTransportsState() throws IOException {
        Map<String, Capabilities> columns = new LinkedHashMap<>();
        for (String transport : new String[] {"io_uring", "epoll", "nio"}) {
            Transports.assumeUsable(transport);
            columns.put(transport, statementOf(transport));
        }
        columns.put("kqueue", ReadinessTransport.emulation());
        Capabilities ofRing = columns.get("io_uring");
        boolean isRecentKernel =
                ofRing.of(IoOpType.TRUNCATE) == Support.NATIVE
                        && ofRing.of(Feature.ZERO_COPY) == Support.NATIVE;
        assumeTrue(isRecentKernel, "a kernel before Linux 6.9 states less");
        String text = HEAD + table("Operation", columns, IoOpType.values(), c -> c::of);
        text += "\n" + table("Feature", columns, Feature.values(), c -> c::of);
        if (Boolean.getBoolean("tickwire.docs.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE)).isEqualTo(text);
    }

    private static <T extends Enum<T>> String table(
            String title,
            Map<String, Capabilities> columns,
            T[] rows,
            Function<Capabilities, Function<T, Support>> lookup) {
        StringBuilder table = new StringBuilder("| " + title + " |");
        columns.keySet().forEach(name -> table.append(' ').append(name).append(" |"));
        table.append("\n|-|").append("-|".repeat(columns.size())).append('\n');
        for (T row : rows) {
            String cells =
                    columns.values().stream()
                            .map(column -> lookup.apply(column).apply(row))
                            .map(support -> support.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(" | "));
            table.append("| ").append(row.name()).append(" | ").append(cells).append(" |\n");
        }
        return table.toString();
    }
}
