package io.tickwire.examples;

import io.tickwire.examples.server.Example;
import io.tickwire.examples.world.SimulateCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command: {@code tickwire <example> [flags]}. */
@Command(
        name = "tickwire",
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        versionProvider = Versions.class,
        footer = {
            "",
            "tickwire help COMMAND lists the flags of a command.",
            "./tickwire kernels [VERSION...] checks other kernels, in emulation."
        })
public final class Tickwire {
    private static final String COMMIT_VARIABLE = "TICKWIRE_COMMIT";

    private final PrintStream out;
    private final PrintStream err;

    /** Looked at by picocli alone. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "this text")
    private boolean unusedHelp;

    /** Looked at by picocli alone. */
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "the versions of all that takes part")
    private boolean unusedVersion;

    Tickwire(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the command and exits with 0 if it worked, 1 if it failed, 2 if it was not understood.
     *
     * @param arguments the example and its flags
     */
    public static void main(String[] arguments) {
        int code = new Tickwire(System.out, System.err).run(List.of(arguments));
        if (code != ExitCode.OK) {
            System.exit(code);
        }
    }

    int run(List<String> arguments) {
        CommandLine command = new CommandLine(this);
        for (Example example : Example.values()) {
            CommandLine serve = new CommandLine(new ServeCommand(example, out));
            serve.getCommandSpec().usageMessage().description(example.description());
            command.addSubcommand(example.command(), serve);
        }
        return command.addSubcommand(new SimulateCommand(out, System.getenv(COMMIT_VARIABLE)))
                .addSubcommand(new SoakCommand(out))
                .addSubcommand(new SkirmishCommand(out))
                .addSubcommand(help())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler(this::failed)
                .execute(arguments.toArray(new String[0]));
    }

    private static CommandLine help() {
        CommandLine help = new CommandLine(new HelpCommand());
        // It inherits that flag like all the others.
        CommandSpec spec = help.getCommandSpec();
        spec.remove(spec.findOption("--help"));
        spec.usageMessage().description("lists the commands, or the flags of one");
        return help;
    }

    private int wrongUsage(ParameterException e, String[] arguments) {
        err.println("tickwire: " + e.getMessage());
        err.println("See tickwire --help.");
        return ExitCode.USAGE;
    }

    private int failed(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        if (e instanceof IllegalStateException || e instanceof UncheckedIOException) {
            err.println("tickwire: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
        throw e;
    }
}
