package io.tickwire.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A Markdown file of results: conditions first, then tables. Never overwrites another one. */
final class ResultFile {
    private static final int NUMBER_MAX = 1000;

    private final String what;
    private final StringBuilder text = new StringBuilder();

    ResultFile(String what, String title, Map<String, String> conditions) {
        this.what = what;
        paragraph("# " + title);
        row(List.of("Condition", "Value"));
        rule(2);
        conditions.forEach((name, value) -> row(List.of(name, value)));
    }

    void heading(String heading) {
        text.append('\n').append("## ").append(heading).append("\n\n");
    }

    void paragraph(String paragraph) {
        text.append(paragraph).append("\n\n");
    }

    void header(List<String> cells) {
        row(cells);
        rule(cells.size());
    }

    void row(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** Writes the file and answers its name. */
    String write(Path folder) {
        String stem = LocalDate.now(ZoneOffset.UTC) + "-" + what;
        try {
            Files.createDirectories(folder);
            Path path = free(folder, stem);
            Files.writeString(path, text);
            return String.valueOf(path.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write results: " + e.getMessage(), e);
        }
    }

    private static Path free(Path folder, String stem) {
        Path path = folder.resolve(stem + ".md");
        for (int number = 2; Files.exists(path); number++) {
            if (number > NUMBER_MAX) {
                throw new IllegalStateException("too many results named " + stem);
            }
            path = folder.resolve(stem + "-" + number + ".md");
        }
        return path;
    }

    private void rule(int columns) {
        text.append("|").append("-|".repeat(columns)).append('\n');
    }
}
