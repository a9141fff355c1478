package io.tickwire.examples;

import io.netty.buffer.ByteBufAllocator;
import io.tickwire.examples.selftest.SelfTest;
import io.tickwire.examples.selftest.SelfTestLimits;
import io.tickwire.examples.server.DatagramEchoSystem;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ExampleServer;
import io.tickwire.examples.server.ForegroundRun;
import io.tickwire.examples.server.OptionParser;
import io.tickwire.examples.server.ServerOptions;
import io.tickwire.examples.server.UsageException;
import io.tickwire.examples.world.RunPlan;
import io.tickwire.examples.world.SimulateOptions;
import io.tickwire.examples.world.Simulation;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The command: {@code tickwire <example> [flags]}. */
public final class Tickwire {
    private static final String SIMULATE = "simulate";
    private static final String COMMIT_VARIABLE = "TICKWIRE_COMMIT";
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static final String HELP =
            """
            Usage: tickwire <example> [flags]
                   tickwire soak --minutes NUMBER [flags]

            Examples:
              echo      sends every byte back to where it came from
              accept    answers each connection with one byte, closes it, counts and times them
              simulate  a game server and its players in a simulated world, under all faults

            Flags:
              --host ADDRESS      where to listen (127.0.0.1)
              --port NUMBER       the port; 0 lets the system choose (7007)
              --unix PATH         listens on a Unix socket instead
              --udp               echo: serves datagrams instead of connections
              --transport NAME    insists on a transport, such as io_uring or nio (the best one)
              --rate HERTZ|ready  ticks a second, or a tick whenever something is ready (ready)
              --self-test N       serves N connections of a client of its own (1 to 20000), on a port
                                  that the system chooses; exits with 0 if every byte came back
              --help              this text

            soak runs the stress scenarios until its time is over or one of them fails (exit code 1):
              --minutes NUMBER    how long (1 to 10080)
              --transport NAME    on one transport only (all that work here, in turn)
              --seed NUMBER       repeats another soak's order and random numbers (the time of day)
              --scenario NAME     one scenario only
              --size NUMBER       the size of each run, with just that seed: repeats one run

            Flags of simulate:
              --minutes N         how long in the world, dealt over seeds and seams (60)
              --peers N           how many players, 1 to 1000 (200)
              --seed N            one seed, instead of 1, 2, 3 and that of the commit
              --commit-seed HASH  one more seed; else from the variable TICKWIRE_COMMIT, if it is set
              --seam NAME         engine, transport or both (both)
            """;

    private final PrintStream out;
    private final PrintStream err;

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
        if (code != DONE) {
            System.exit(code);
        }
    }

    int run(List<String> arguments) {
        try {
            return dispatch(arguments);
        } catch (UsageException e) {
            err.println("tickwire: " + e.getMessage());
            err.println("See tickwire --help.");
            return WRONG_USAGE;
        } catch (IllegalStateException | UncheckedIOException e) {
            err.println("tickwire: " + e.getMessage());
            return FAILED;
        }
    }

    private int dispatch(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new UsageException("no example given");
        }
        String command = arguments.get(0);
        List<String> flags = arguments.subList(1, arguments.size());
        if (command.equals("--help") || flags.contains("--help")) {
            out.print(HELP);
            return DONE;
        }
        if (command.equals("soak")) {
            return SoakCommand.parse(flags).run(out) ? DONE : FAILED;
        }
        if (command.equals(SIMULATE)) {
            List<RunPlan> plans = SimulateOptions.parse(flags, System.getenv(COMMIT_VARIABLE));
            return new Simulation(plans, out).run() ? DONE : FAILED;
        }
        Example example =
                Example.named(command)
                        .orElseThrow(() -> new UsageException("unknown example: " + command));
        return serve(example, OptionParser.parse(flags));
    }

    private static ExampleServer open(Example example, ServerOptions options) {
        if (!options.isDatagram()) {
            return ExampleServer.open(options, example.service());
        }
        if (example != Example.ECHO) {
            throw new UsageException("--udp goes with echo, not with " + example.command());
        }
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        return ExampleServer.open(options, new DatagramEchoSystem(options.address(), allocator));
    }

    private int serve(Example example, ServerOptions options) {
        if (options.isSelfTest()) {
            SelfTestLimits.checkDescriptors(example, options.selfTestConnections());
        }
        ExampleServer server = open(example, options);
        if (options.isSelfTest()) {
            return new SelfTest(example, options, server, out).run() ? DONE : FAILED;
        }
        new ForegroundRun(example.command(), server, out).run();
        return DONE;
    }
}
