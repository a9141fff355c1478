package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tickwire.examples.server.Transports;
import java.io.File;
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
                .contains("candidate nio: not_tried, io_uring was taken");
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
                .containsPattern("candidate io_uring: unusable, .*(io_uring|IoUring|uring)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty-transport-classes-epoll", "netty-transport-native-epoll"})
    @DisplayName("without epoll's jars either NIO serves")
    void withoutEpollsJarsEitherNioServes(String jar) throws Exception {
        without("transport-iouring");
        without(jar);
        assertThat(serve())
                .contains("chosen nio")
                .containsPattern("candidate epoll: unusable, epoll cannot be used: .*epoll");
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

    /** Runs the server; answers what it printed, once it has served. */
    private String serve() throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        command.add(FallbackServer.class.getName());
        String text = TickwireCommand.output(command, folder);
        assertThat(text).contains("served true");
        return text;
    }

    private static List<String> classPath() {
        return Arrays.stream(TickwireCommand.classPath().split(File.pathSeparator, -1))
                .filter(entry -> new File(entry).exists())
                .filter(entry -> !entry.contains("junit") && !entry.contains("surefire"))
                .toList();
    }
}
