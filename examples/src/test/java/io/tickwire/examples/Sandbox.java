package io.tickwire.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prefixes to a command that take something of the system away from it, made in a folder of the
 * test. Where a tool is missing the test is skipped, and says so.
 */
final class Sandbox {
    private static final String LAUNCHER = "refuse_syscall";
    private static final long LIMIT_SECONDS = 60;
    private static final int NOBODY = 65_534;

    private final Path folder;

    Sandbox(Path folder) {
        this.folder = folder;
    }

    /** Has one system call fail with an errno. */
    List<String> refusing(int systemCall, int errno) throws Exception {
        Path launcher = folder.resolve(LAUNCHER);
        if (!Files.exists(launcher)) {
            compile(launcher);
        }
        return List.of(launcher.toString(), "" + systemCall, "" + errno);
    }

    /** Has no memory to lock (RLIMIT_MEMLOCK), and is not root, for whom that has no meaning. */
    List<String> withoutLockedMemory() throws Exception {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            require("setpriv");
            words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY));
            words.add("--clear-groups");
        }
        words.addAll(List.of("sh", "-c", "ulimit -l 0 && exec \"$@\"", "sh"));
        return words;
    }

    /** A copy of class path entries that every user can read. */
    List<String> readable(List<String> entries) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : entries) {
            Path from = Path.of(entry);
            Path copy = folder.resolve("entry" + copies.size()).resolve(from.getFileName());
            copy(from, copy);
            copies.add(copy.toString());
        }
        return copies;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                copy = file.equals(from) ? to : copy;
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static boolean isRoot() throws Exception {
        Process process = new ProcessBuilder("id", "-u").start();
        try (InputStream output = process.getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip().equals("0");
        }
    }

    private void compile(Path launcher) throws Exception {
        require("gcc");
        Path source = folder.resolve(LAUNCHER + ".c");
        try (InputStream text = Sandbox.class.getResourceAsStream(LAUNCHER + ".c")) {
            assertThat(text).isNotNull();
            Files.copy(text, source);
        }
        Process gcc =
                new ProcessBuilder("gcc", "-o", launcher.toString(), source.toString())
                        .inheritIO()
                        .start();
        assertThat(gcc.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(gcc.exitValue()).as("gcc").isZero();
    }

    private static void require(String tool) throws Exception {
        Process search =
                new ProcessBuilder("sh", "-c", "command -v " + tool)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (search.waitFor() != 0) {
            System.out.println("skipped: there is no " + tool + " here");
            abort("there is no " + tool + " here");
        }
    }
}
