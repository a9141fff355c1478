package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which classes know each other in a circle, as the JDK's jdeps sees them. */
class KnotTest {
    private static final Pattern EDGE =
            Pattern.compile("\\s+(io\\.tickwire[\\w.$]+)\\s+->\\s+(io\\.tickwire[\\w.$]+)\\s.*");

    @Test
    @DisplayName("structure: what is queued and its results are the largest knot")
    void largestKnot(@TempDir Path folder) throws IOException, URISyntaxException {
        List<Set<String>> knots = knots(dependencies(folder));
        // A smaller number is welcome here; a larger one is a class in a room that is not its own.
        assertThat(knots.get(0)).hasSize(17).contains("Intent", "IoRequest", "IoCompletion");
        assertThat(knots.get(1)).hasSize(14).contains("TickLoop", "TickEngine");
        assertThat(knots.get(2)).hasSize(7).contains("IoResource", "LoopHome");
        assertThat(knots.get(3)).hasSizeLessThan(3);
    }

    /** Copies the classes, for jdeps would look for the modules that theirs requires. */
    private static Map<String, Set<String>> dependencies(Path folder)
            throws IOException, URISyntaxException {
        Path classes =
                Path.of(TickLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes.resolve("io"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, folder.resolve(classes.relativize(file).toString()));
            }
        }
        StringWriter out = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        PrintWriter writer = new PrintWriter(out);
        int code = jdeps.run(writer, writer, "-v", "-filter:none", folder.toString());
        assertThat(code).as(out.toString()).isZero();
        Map<String, Set<String>> edges = new TreeMap<>();
        for (String line : out.toString().lines().toList()) {
            Matcher edge = EDGE.matcher(line);
            if (edge.matches()) {
                String from = outermost(edge.group(1));
                edges.computeIfAbsent(from, unused -> new TreeSet<>())
                        .add(outermost(edge.group(2)));
            }
        }
        return edges;
    }

    private static String outermost(String name) {
        return name.replaceFirst("^io\\.tickwire\\.", "").replaceFirst("\\$.*", "");
    }

    /** The strongly connected components of more than one class, the largest first. */
    private static List<Set<String>> knots(Map<String, Set<String>> edges) {
        Map<String, Set<String>> reach = new HashMap<>();
        edges.keySet().forEach(from -> reach.put(from, reachable(from, edges)));
        Set<Set<String>> knots = new HashSet<>();
        for (String name : edges.keySet()) {
            Set<String> knot = new TreeSet<>();
            for (String other : reach.get(name)) {
                if (reach.getOrDefault(other, Set.of()).contains(name)) {
                    knot.add(other);
                }
            }
            if (knot.size() > 1) {
                knots.add(knot);
            }
        }
        List<Set<String>> sorted = new ArrayList<>(knots);
        sorted.sort(Comparator.comparingInt((Set<String> knot) -> knot.size()).reversed());
        return sorted;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> edges) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String to : edges.getOrDefault(open.remove(), Set.of())) {
                if (seen.add(to)) {
                    open.add(to);
                }
            }
        }
        return seen;
    }
}
