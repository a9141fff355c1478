package io.tickwire.properties;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for one run: below it one for each lane, with its domains. Deleted at the end. */
record Folder(Path path) implements AutoCloseable {
    private static final int DOMAINS = 3;
    private static final int DATA_BYTES = 2000;

    static Folder make(int lanes) throws IOException {
        Path path = Files.createTempDirectory("tickwire-properties");
        for (int lane = 0; lane < lanes; lane++) {
            for (int domain = 0; domain < DOMAINS; domain++) {
                Files.createDirectories(path.resolve(LiveLane.name(lane)).resolve("d" + domain));
            }
            Files.write(path.resolve(LiveLane.name(lane)).resolve(LaneScript.DATA), data());
        }
        return new Folder(path);
    }

    /** What is in the file that never changes. */
    static byte[] data() {
        byte[] bytes = new byte[DATA_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 7));
        }
        return bytes;
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
