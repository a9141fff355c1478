package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.examples.server.Transports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transport that is not chosen costs its provider and nothing else. All are on the class path of
 * a JVM of its own, which writes down each class that it loads while it serves.
 */
class ClassLoadingTest {
    private static final String LOG = "classes.log";
    private static final String LOG_FLAG = "-Xlog:class+load:file=" + LOG + ":none";

    private static final Footprint IO_URING =
            new Footprint(
                    "io_uring",
                    "io.tickwire.iouring.IoUringTransportProvider",
                    List.of(
                            "io.tickwire.iouring.",
                            "io.tickwire.completion.",
                            "io.tickwire.unix.",
                            "io.netty.channel.uring."));

    private static final Footprint EPOLL =
            new Footprint(
                    "epoll",
                    "io.tickwire.epoll.EpollTransportProvider",
                    List.of(
                            "io.tickwire.epoll.",
                            "io.tickwire.unix.",
                            "io.tickwire.readiness.",
                            "io.netty.channel.epoll."));

    private static final Footprint KQUEUE =
            new Footprint(
                    "kqueue",
                    "io.tickwire.kqueue.KQueueTransportProvider",
                    List.of(
                            "io.tickwire.kqueue.",
                            "io.tickwire.unix.",
                            "io.tickwire.readiness.",
                            "io.netty.channel.kqueue."));

    private static final Footprint NIO =
            new Footprint(
                    "nio",
                    "io.tickwire.nio.NioTransportProvider",
                    List.of("io.tickwire.nio.", "io.tickwire.readiness.", "io.netty.channel.nio."));

    private static final List<Footprint> ALL = List.of(IO_URING, EPOLL, KQUEUE, NIO);

    @TempDir private Path folder;

    /** The classes of a transport. */
    private record Footprint(String transport, String provider, List<String> packages) {
        boolean has(String type) {
            return packages.stream().anyMatch(type::startsWith);
        }
    }

    @Test
    @DisplayName("the flag for io_uring loads nothing of the others")
    void theFlagForIoUringLoadsNothingOfTheOthers() throws Exception {
        Transports.assumeUsable("io_uring");
        assertLoadsOnly(IO_URING, List.of(), List.of("--transport", "io_uring"));
    }

    @Test
    @DisplayName("the flag for epoll loads nothing of the others")
    void theFlagForEpollLoadsNothingOfTheOthers() throws Exception {
        Transports.assumeUsable("epoll");
        assertLoadsOnly(EPOLL, List.of(), List.of("--transport", "epoll"));
    }

    @Test
    @DisplayName("the flag for NIO loads nothing of the others")
    void theFlagForNioLoadsNothingOfTheOthers() throws Exception {
        assertLoadsOnly(NIO, List.of(), List.of("--transport", "nio"));
    }

    @Test
    @DisplayName("insisting on NIO loads nothing of the others")
    void insistingOnNioLoadsNothingOfTheOthers() throws Exception {
        assertLoadsOnly(NIO, List.of("-Dtickwire.transport.require=nio"), List.of());
    }

    @Test
    @DisplayName("preferring NIO loads nothing of the others")
    void preferringNioLoadsNothingOfTheOthers() throws Exception {
        assertLoadsOnly(NIO, List.of("-Dtickwire.transport=nio"), List.of());
    }

    @Test
    @DisplayName("preferring epoll loads nothing of the others")
    void preferringEpollLoadsNothingOfTheOthers() throws Exception {
        Transports.assumeUsable("epoll");
        assertLoadsOnly(EPOLL, List.of("-Dtickwire.transport=epoll"), List.of());
    }

    @Test
    @DisplayName("the default loads nothing behind the first that works")
    void theDefaultLoadsNothingBehindTheFirstThatWorks() throws Exception {
        Transports.assumeUsable("io_uring");
        assertLoadsOnly(IO_URING, List.of(), List.of());
    }

    private void assertLoadsOnly(Footprint chosen, List<String> jvmFlags, List<String> flags)
            throws Exception {
        String output = echo(jvmFlags, flags);
        assertThat(output).containsPattern("transport +" + chosen.transport() + " ");
        List<String> types = loadedTypes();
        assertThat(types.stream().filter(chosen::has)).hasSizeGreaterThan(2);
        for (Footprint other : ALL) {
            assertThat(types).contains(other.provider());
            if (!other.equals(chosen)) {
                assertThat(types.stream().filter(other::has).filter(type -> !chosen.has(type)))
                        .containsExactly(other.provider());
            }
        }
    }

    /** Runs the self-test in a JVM of its own; answers what it printed. */
    private String echo(List<String> jvmFlags, List<String> flags) throws Exception {
        List<String> command = TickwireCommand.jvm(LOG_FLAG);
        command.addAll(1, jvmFlags);
        command.addAll(List.of("echo", "--self-test", "5"));
        command.addAll(flags);
        return TickwireCommand.output(command, folder);
    }

    /** Each line of the log is a class and its source. */
    private List<String> loadedTypes() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve(LOG))) {
            return lines.map(line -> line.split(" ", 2)[0]).toList();
        }
    }
}
