package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of a process, in user space and in the kernel, all its threads together; Linux only. */
final class CpuTime {
    /** Of what follows the name in parentheses, as {@code proc(5)} counts from 3. */
    private static final int USER_INDEX = 14 - 3;

    private static final int SYSTEM_INDEX = 15 - 3;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final Path stat;
    private final long unitsPerSecond;

    /** Of a process by its id. */
    CpuTime(long pid) throws IOException {
        stat = Path.of("/proc", String.valueOf(pid), "stat");
        unitsPerSecond = unitsPerSecond();
    }

    private static long unitsPerSecond() throws IOException {
        Process getconf = new ProcessBuilder("getconf", "CLK_TCK").start();
        String answer =
                new String(getconf.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(answer.trim());
        } catch (NumberFormatException e) {
            throw new IOException("getconf CLK_TCK said " + answer, e);
        }
    }

    /** What it has used so far, in microseconds; the kernel counts in hundredths of a second. */
    long micros() throws IOException {
        return units(Files.readString(stat)) * MICROS_PER_SECOND / unitsPerSecond;
    }

    /** User and system time of a line of the kernel's. */
    static long units(String line) {
        // The name may hold blanks and parentheses.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_INDEX]) + Long.parseLong(fields[SYSTEM_INDEX]);
    }
}
