package io.tickwire.properties;

import io.tickwire.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;

/** Where one run happens: a transport, and a folder that is gone after the run. */
interface Machine extends AutoCloseable {
    int DOMAINS = 3;
    int DATA_BYTES = 2000;

    TransportProvider transport();

    Path folder();

    void makeDirectories(Path path);

    void put(Path path, byte[] content);

    /** Time passes between two ticks. */
    void advance(Duration duration);

    @Override
    void close();

    /** Below the folder, one for each lane, with its domains. */
    default void makeFolders(int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            Path own = folder().resolve(LiveLane.name(lane));
            for (int domain = 0; domain < DOMAINS; domain++) {
                makeDirectories(own.resolve("d" + domain));
            }
            put(own.resolve(LaneScript.DATA), data());
        }
    }

    /** What is in the file that never changes. */
    static byte[] data() {
        byte[] bytes = new byte[DATA_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 7));
        }
        return bytes;
    }
}
