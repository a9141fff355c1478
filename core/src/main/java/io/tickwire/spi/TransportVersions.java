package io.tickwire.spi;

import io.netty.util.Version;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of what carries a loop's I/O. Each is found at the artifact itself, in a jar as in a
 * folder of classes. Immutable.
 *
 * @param core the version of tickwire-core
 * @param transports the version of each transport on the path that tells one, by the transport's
 *     name
 * @param netty the version of each of Netty's artifacts on the path, natives included, by artifact
 */
public record TransportVersions(
        String core, SortedMap<String, String> transports, SortedMap<String, String> netty) {
    /** What stands in place of a version that is not told. */
    public static final String UNKNOWN = "unknown";

    private static final String CORE = "tickwire-core";
    private static final String NETTY = "netty-common";
    private static final String NATIVE_PREFIX = "netty-transport-native-";

    /** Java in spite of its name. */
    private static final String UNIX_COMMON = NATIVE_PREFIX + "unix-common";

    /** What core tells, read once per process, as each loop is compared with it. */
    private static final class Core {
        static final String VERSION = ofArtifact(CORE);
    }

    /** What Netty's artifacts tell, read once per process. */
    private static final class Netty {
        static final SortedMap<String, String> VERSIONS = read();

        private static SortedMap<String, String> read() {
            SortedMap<String, String> versions = new TreeMap<>();
            Version.identify(loader())
                    .forEach((name, version) -> versions.put(name, version.artifactVersion()));
            return Collections.unmodifiableSortedMap(versions);
        }
    }

    /**
     * Copies the maps.
     *
     * @param core see the record
     * @param transports see the record
     * @param netty see the record
     */
    public TransportVersions {
        transports = Collections.unmodifiableSortedMap(new TreeMap<>(transports));
        netty = Collections.unmodifiableSortedMap(new TreeMap<>(netty));
    }

    /**
     * The version of one of Tickwire's artifacts, as it is on the path.
     *
     * @param artifact its name, such as {@code tickwire-transport-nio}
     * @return the version, or {@link #UNKNOWN} where the artifact is not on the path or does not
     *     tell
     */
    public static String ofArtifact(String artifact) {
        String version = told(artifact);
        // A build that is not Maven's may copy the file as it is.
        return version == null || version.startsWith("${") ? UNKNOWN : version;
    }

    static String ofCore() {
        return Core.VERSION;
    }

    /** Whether one of Tickwire's artifacts is on the path. */
    static boolean hasArtifact(String artifact) {
        return told(artifact) != null;
    }

    /** The version that all of Netty should have. */
    static String ofNetty() {
        return Netty.VERSIONS.getOrDefault(NETTY, UNKNOWN);
    }

    static TransportVersions of(List<TransportProvider> providers) {
        SortedMap<String, String> transports = new TreeMap<>();
        for (TransportProvider provider : providers) {
            if (!provider.version().equals(UNKNOWN)) {
                transports.put(provider.name(), provider.version());
            }
        }
        return new TransportVersions(ofCore(), transports, Netty.VERSIONS);
    }

    /** Where all transports and what they need are looked for. */
    static ClassLoader loader() {
        return TransportVersions.class.getClassLoader();
    }

    private static @Nullable String told(String artifact) {
        String path = "META-INF/tickwire/" + artifact + "/version.properties";
        try (InputStream text = loader().getResourceAsStream(path)) {
            if (text == null) {
                return null;
            }
            Properties properties = new Properties();
            properties.load(text);
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException unreadable) {
            return UNKNOWN; // such as for want of a descriptor, which has others fail
        }
    }

    /**
     * The versions one by one: core's, each transport's, Netty's, those of its natives, and those
     * of whatever else of Netty is not of the same version.
     *
     * @return names with their versions, such as {@code netty 4.2.18.Final}
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("core " + core);
        transports.forEach((name, version) -> lines.add("transport " + name + " " + version));
        String whole = netty.getOrDefault(NETTY, UNKNOWN);
        lines.add("netty " + whole);
        netty.forEach(
                (artifact, version) -> {
                    if (artifact.startsWith(NATIVE_PREFIX) && !artifact.equals(UNIX_COMMON)) {
                        String name = artifact.substring(NATIVE_PREFIX.length());
                        lines.add("netty's native " + name + " " + version);
                    } else if (!version.equals(whole)) {
                        lines.add(artifact + " " + version);
                    }
                });
        return List.copyOf(lines);
    }

    @Override
    public String toString() {
        return String.join(", ", lines());
    }
}
