package io.tickwire.stress.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Compares the process's open descriptors with those at its start, by number and target. Linux
 * only; elsewhere it sees none. Files of the Java runtime itself (classes, libraries, random
 * devices) do not count.
 */
public final class DescriptorProbe {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int ATTEMPTS = TimeLimits.attempts(200);

    private final Map<String, String> before = list();

    /** Notes what is open now. */
    public DescriptorProbe() {}

    /**
     * Fails if descriptors are open that were not when this was made. Waits for closes under way.
     *
     * @throws AssertionError with their numbers and what they are open on
     */
    public void assertNothingNew() {
        List<String> added = added();
        for (int i = 0; i < ATTEMPTS && !added.isEmpty(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            added = added();
        }
        if (!added.isEmpty()) {
            throw new AssertionError("descriptors left open: " + added);
        }
    }

    private List<String> added() {
        List<String> added = new ArrayList<>();
        list().forEach(
                        (fd, target) -> {
                            if (!target.equals(before.get(fd))) {
                                added.add(fd + " -> " + target);
                            }
                        });
        return added;
    }

    private static Map<String, String> list() {
        Map<String, String> open = new HashMap<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return open;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                String target = target(entry);
                if (!target.isEmpty() && !isOfRuntime(target)) {
                    open.put(entry.getFileName().toString(), target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** What a descriptor is open on; empty if it is closed by now. */
    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isOfRuntime(String target) {
        return target.endsWith(".jar")
                || target.endsWith(".class")
                || target.endsWith(".so")
                || target.endsWith("/modules")
                || target.startsWith("/dev/")
                || target.startsWith("/proc/")
                || target.startsWith("/sys/")
                || target.contains("surefire");
    }
}
