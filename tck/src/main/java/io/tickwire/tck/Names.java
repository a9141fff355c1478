package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Names that Java's text cannot express, made by a shell. */
final class Names {
    /** Bytes that are no UTF-8, and some that are but not in every locale. */
    private static final String SCRIPT =
            "touch \"$(printf '\\377x')\" \"$(printf 'a\\200%%41 b')\" \"$(printf '\\303\\274')\"";

    private Names() {}

    /** Makes empty files in an empty directory; answers the paths that a listing gives. */
    static List<Path> thatAreNoText(Path directory) throws IOException, InterruptedException {
        Process shell =
                new ProcessBuilder("sh", "-c", SCRIPT)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        boolean isMade = shell.waitFor() == 0;
        Assumptions.assumeTrue(isMade, "the file system takes text only");
        try (Stream<Path> listing = Files.list(directory)) {
            List<Path> found = listing.toList();
            assertThat(found).hasSize(3);
            return found;
        }
    }
}
