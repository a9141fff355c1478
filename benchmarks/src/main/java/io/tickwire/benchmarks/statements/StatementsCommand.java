package io.tickwire.benchmarks.statements;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/**
 * Prints how many statements there are in Java sources, one by one and together: without arguments,
 * in those of each server of the skirmish game, its world and its protocol excepted.
 */
@Command(name = "statements", mixinStandardHelpOptions = true)
public final class StatementsCommand implements Callable<Integer> {
    private static final Path SKIRMISH =
            Path.of(
                    "benchmarks",
                    "src",
                    "main",
                    "java",
                    "io",
                    "tickwire",
                    "benchmarks",
                    "skirmish");

    private static final Path TICKWIRE_SKIRMISH =
            Path.of(
                    "examples",
                    "src",
                    "main",
                    "java",
                    "io",
                    "tickwire",
                    "examples",
                    "skirmish",
                    "Skirmish.java");

    /** The sources of each server. */
    private static final List<Program> SERVERS =
            List.of(
                    new Program(
                            "skirmish on Tickwire",
                            List.of(TICKWIRE_SKIRMISH, SKIRMISH.resolve("TickwireSkirmish.java"))),
                    new Program(
                            "skirmish on Netty",
                            List.of(
                                    SKIRMISH.resolve("NettySkirmish.java"),
                                    SKIRMISH.resolve("NettySession.java"),
                                    SKIRMISH.resolve("NettyTransport.java"),
                                    SKIRMISH.resolve("SaveFile.java"))));

    private final PrintStream out;

    @Parameters(paramLabel = "SOURCE", description = "Java files, or folders of them")
    private List<Path> sources = new ArrayList<>();

    StatementsCommand(PrintStream out) {
        this.out = out;
    }

    private record Program(String name, List<Path> sources) {}

    /**
     * Counts. The working directory is the top of the repository.
     *
     * @param arguments the sources
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StatementsCommand(System.out)).execute(arguments));
    }

    /**
     * Prints the counts.
     *
     * @return 0
     * @throws IOException if a folder cannot be read
     */
    @Override
    public Integer call() throws IOException {
        if (sources.isEmpty()) {
            for (Program server : SERVERS) {
                print(server);
            }
        } else {
            print(new Program("together", expanded()));
        }
        return ExitCode.OK;
    }

    private void print(Program program) {
        int sum = 0;
        for (Path source : program.sources()) {
            int count = StatementCount.of(source);
            out.printf("%6d  %s%n", count, source);
            sum += count;
        }
        out.printf("%6d  %s%n", sum, program.name());
    }

    private List<Path> expanded() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path source : sources) {
            try (Stream<Path> found = Files.walk(source)) {
                found.filter(path -> path.toString().endsWith(".java"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }
}
