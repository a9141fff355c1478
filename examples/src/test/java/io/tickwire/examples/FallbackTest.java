package io.tickwire.examples;

import static io.tickwire.spi.TransportSelector.PREFER_PROPERTY;
import static io.tickwire.spi.TransportSelector.REQUIRE_PROPERTY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tickwire.examples.server.Transports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever io_uring lacks, the program serves: on epoll, or else on NIO, and the report has the
 * reason. Each test is a JVM of its own, from which one thing was taken away.
 */
class FallbackTest {
    // include/uapi/asm-generic/unistd.h, the same on every architecture since 5.1.
    private static final int IO_URING_SETUP = 425;
    private static final int IO_URING_ENTER = 426;

    private static final String CHARGES_RINGS = "(6\\.(1[89]|[2-9][0-9])|[7-9]\\.|[1-9][0-9]\\.).*";

    private static final String PASSED_OVER = "is there but was not taken";

    /** How an addition ends: with the classifier of a native, and the path. */
    private static final String END = "( with classifier [a-z]+-[a-z0-9_]+)? to the class path";

    @TempDir private Path folder;

    private final List<String> prefix = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private List<String> classPath = classPath();

    @Test
    @DisplayName("with everything there io_uring is taken and the others are not tried")
    void withEverythingThereIoUringIsTakenAndTheOthersAreNotTried() throws Exception {
        Transports.assumeUsable("io_uring");
        assertThat(serve())
                .contains("chosen io_uring")
                .contains("candidate epoll: not_tried, io_uring was taken")
                .contains("candidate kqueue: not_tried, io_uring was taken")
                .contains("candidate nio: not_tried, io_uring was taken")
                .doesNotContain(PASSED_OVER);
    }

    @Test
    @DisplayName("a transport that is passed over is told of in one loud line with its cure")
    void aTransportThatIsPassedOverIsToldOf() throws Exception {
        Transports.assumeUsable("epoll");
        without("netty-transport-native-io_uring");
        assertThat(serve().lines().filter(line -> line.contains(PASSED_OVER)))
                .singleElement()
                .asString()
                .contains("the transport io_uring is there but was not taken, epoll was: ")
                .contains("; add io.netty:netty-transport-native-io_uring:")
                .endsWith("ask for it: -Dtickwire.transport=epoll");
    }

    @ParameterizedTest
    @ValueSource(strings = {PREFER_PROPERTY, REQUIRE_PROPERTY})
    @DisplayName("nothing is passed over while a transport is asked for by name")
    void nothingIsPassedOverWhileATransportIsAskedForByName(String property) throws Exception {
        without("netty-transport-native-io_uring");
        flags.add("-D" + property + "=nio");
        assertThat(serve()).contains("chosen nio").doesNotContain(PASSED_OVER);
    }

    @Test
    @DisplayName("a preferred transport that does not work is told of")
    void aPreferredTransportThatDoesNotWorkIsToldOf() throws Exception {
        Transports.assumeUsable("io_uring");
        Transports.assumeUsable("epoll");
        without("netty-transport-native-epoll");
        flags.add("-D" + PREFER_PROPERTY + "=epoll");
        assertThat(serve())
                .contains("chosen io_uring")
                .contains("the transport epoll is there but was not taken, io_uring was: ");
    }

    @Test
    @DisplayName("without the transport's jar epoll serves")
    void withoutTheTransportsJarEpollServes() throws Exception {
        Transports.assumeUsable("epoll");
        without("transport-iouring");
        assertThat(serve()).contains("chosen epoll").doesNotContain("candidate io_uring");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-transport-classes-io_uring", "netty-transport-native-io_uring"})
    @DisplayName("without Netty's jar epoll serves and the report says what is missing")
    void withoutNettysJarEpollServesAndTheReportSaysWhatIsMissing(String jar) throws Exception {
        Transports.assumeUsable("epoll");
        without(jar);
        assertThat(serve())
                .contains("chosen epoll")
                .containsPattern("candidate io_uring: unusable, .*(io_uring|IoUring|uring)")
                .containsPattern("candidate io_uring: .*; add io.netty:" + jar + ":4[^ ]*" + END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-transport-classes-epoll", "netty-transport-native-epoll"})
    @DisplayName("without epoll's jars either NIO serves")
    void withoutEpollsJarsEitherNioServes(String jar) throws Exception {
        without("transport-iouring");
        without(jar);
        assertThat(serve())
                .contains("chosen nio")
                .containsPattern("candidate epoll: unusable, epoll cannot be used: .*epoll")
                .containsPattern("candidate epoll: .*; add io.netty:" + jar + ":4[^ ]*" + END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport-unix", "completion"})
    @DisplayName("without a part of Tickwire the report says which to add")
    void withoutAPartOfTickwireTheReportSaysWhichToAdd(String part) throws Exception {
        Transports.assumeUsable("io_uring");
        without("/" + part + "/");
        assertThat(run())
                .doesNotContain("chosen io_uring")
                .containsPattern(
                        "io_uring: unusable, .*; add io.tickwire:tickwire-"
                                + part
                                + ":[^ ]+"
                                + END);
    }

    @Test
    @DisplayName("without the readiness engine none but io_uring can serve and each says so")
    void withoutTheReadinessEngineNoneButIoUringCanServe() throws Exception {
        Transports.assumeUsable("epoll");
        without("transport-iouring");
        without("/readiness/");
        assertThat(run())
                .contains("refused no usable transport; transport none")
                .containsPattern("epoll: .*; add io.tickwire:tickwire-readiness:[^ ]+" + END)
                .containsPattern(
                        "nio: unusable, .*; add io.tickwire:tickwire-readiness:[^ ]+" + END)
                .containsPattern("io_uring: missing, add io.tickwire:tickwire-transport-iouring:");
    }

    @Test
    @DisplayName("with core alone the message names the artifacts of this machine's transports")
    void withCoreAloneTheMessageNamesTheArtifacts() throws Exception {
        for (String transport : List.of("iouring", "epoll", "kqueue", "nio")) {
            without("transport-" + transport);
        }
        assertThat(run())
                .contains("refused no usable transport; transport none")
                .containsPattern("nio: missing, add" + " io.tickwire:tickwire-transport-nio:[0-9]");
    }

    @Test
    @DisplayName("a transport of another version is passed over and both versions are told")
    void aTransportOfAnotherVersionIsPassedOver() throws Exception {
        Transports.assumeUsable("epoll");
        pretend("tickwire-transport-iouring", "9.9");
        assertThat(serve())
                .contains("chosen epoll")
                .containsPattern(
                        "candidate io_uring: unusable, its version is 9.9, that of core is [0-9]");
    }

    @Test
    @DisplayName("a transport on an engine of another version is passed over")
    void aTransportOnAnEngineOfAnotherVersionIsPassedOver() throws Exception {
        Transports.assumeUsable("epoll");
        pretend("tickwire-completion", "9.9");
        assertThat(serve())
                .contains("chosen epoll")
                .containsPattern("io_uring: unusable, tickwire-completion's version is 9.9, that");
    }

    @Test
    @DisplayName("with natives switched off NIO serves")
    void withNativesSwitchedOffNioServes() throws Exception {
        flags.add("-Dio.netty.transport.noNative=true");
        assertThat(serve())
                .contains("chosen nio")
                .containsPattern("candidate io_uring: unusable, .*noNative")
                .containsPattern("candidate epoll: unusable, epoll cannot be used: .*noNative");
    }

    /** EPERM is what containers answer, ENOSYS what an old kernel does. */
    @ParameterizedTest
    @CsvSource({
        IO_URING_SETUP + ", 1, not permitted",
        IO_URING_SETUP + ", 38, not implemented",
        IO_URING_ENTER + ", 1, not permitted",
        IO_URING_ENTER + ", 38, not implemented"
    })
    @DisplayName("where the kernel refuses a call epoll serves")
    void whereTheKernelRefusesACallEpollServes(int systemCall, int errno, String reason)
            throws Exception {
        Transports.assumeUsable("io_uring");
        Transports.assumeUsable("epoll");
        prefix.addAll(new Sandbox(folder).refusing(systemCall, errno));
        assertThat(serve())
                .contains("chosen epoll")
                .containsPattern("candidate io_uring: unusable, (?i).*" + reason);
    }

    /** Some kernels charge a ring to the user's locked memory (6.18 does), others do not (6.1). */
    @Test
    @DisplayName("without memory for a ring epoll serves where the kernel charges rings")
    void withoutMemoryForARingEpollServesWhereTheKernelChargesRings() throws Exception {
        Transports.assumeUsable("io_uring");
        Transports.assumeUsable("epoll");
        Sandbox sandbox = new Sandbox(folder);
        prefix.addAll(sandbox.withoutLockedMemory());
        classPath = sandbox.readable(classPath);
        String served = serve();
        if (served.contains("chosen io_uring")) {
            // Charged up to 5.11, and again in 6.18 at the latest.
            assertThat(System.getProperty("os.version")).doesNotMatch(CHARGES_RINGS);
            abort("this kernel charges rings to nobody's locked memory");
        }
        assertThat(served)
                .contains("chosen epoll")
                .containsPattern("candidate io_uring: unusable, .*memory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"OPEN", "READ", "WRITE", "FSYNC", "CLOSE", "SHUTDOWN", "ACCEPT_MULTISHOT"})
    @DisplayName("what can be emulated leaves io_uring serving")
    void whatCanBeEmulatedLeavesIoUringServing(String operation) throws Exception {
        Transports.assumeUsable("io_uring");
        flags.add("-Dtickwire.iouring.without=" + operation);
        assertThat(serve()).contains("chosen io_uring");
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, ACCEPT",
        "CONNECT, CONNECT",
        "POLL_ADD, POLL_ADD",
        "RECV, RECV",
        "RECVMSG, RECVMSG",
        "SEND, SEND",
        "SENDMSG, SENDMSG",
        "PROVIDE_BUFFERS, PROVIDE_BUFFERS",
        "CANCEL, ASYNC_CANCEL"
    })
    @DisplayName("what cannot be emulated makes epoll serve")
    void whatCannotBeEmulatedMakesEpollServe(String operation, String named) throws Exception {
        Transports.assumeUsable("io_uring");
        Transports.assumeUsable("epoll");
        flags.add("-Dtickwire.iouring.without=" + operation);
        assertThat(serve())
                .contains("chosen epoll")
                .contains("candidate io_uring: unusable, the kernel's io_uring lacks " + named);
    }

    private void without(String jar) {
        List<String> left = classPath.stream().filter(entry -> !entry.contains(jar)).toList();
        assertThat(left).as(jar).hasSizeLessThan(classPath.size());
        classPath = left;
    }

    /** Puts a folder before all others in which an artifact tells another version. */
    private void pretend(String artifact, String version) throws Exception {
        Path told = folder.resolve("first/META-INF/tickwire/" + artifact + "/version.properties");
        Files.createDirectories(told.getParent());
        Files.writeString(told, "version=" + version);
        List<String> entries = new ArrayList<>(classPath);
        entries.add(0, folder.resolve("first").toString());
        classPath = entries;
    }

    /** Runs the server; answers what it printed, once it has served. */
    private String serve() throws Exception {
        String text = run();
        assertThat(text).contains("served true");
        return text;
    }

    private String run() throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        command.add(FallbackServer.class.getName());
        return TickwireCommand.output(command, folder);
    }

    private static List<String> classPath() {
        return Arrays.stream(TickwireCommand.classPath().split(File.pathSeparator, -1))
                .filter(entry -> new File(entry).exists())
                .filter(entry -> !entry.contains("junit") && !entry.contains("surefire"))
                .toList();
    }
}
