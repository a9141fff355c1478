package io.tickwire.examples.server;

import io.tickwire.TickRate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the command line asks of an example server. */
public final class ServerOptions {
    /** How many connections a self-test can have. */
    public static final int CONNECTIONS_MAX = 20_000;

    /** Stands for no fixed rate. */
    public static final double READY = 0;

    private static final String READY_WORD = "ready";
    private static final int PORT = 7007;

    /** Systems wait for completions and timers only, so this is no more than a sign of life. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(1);

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "where to listen (127.0.0.1)",
            defaultValue = "127.0.0.1")
    private InetAddress host = InetAddress.getLoopbackAddress();

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            description = "the port; 0 lets the system choose (7007)",
            converter = Port.class)
    private @Nullable Integer port;

    @Option(names = "--unix", paramLabel = "PATH", description = "listens on a Unix socket instead")
    private @Nullable Path unix;

    @Option(names = "--udp", description = "echo: serves datagrams instead of connections")
    private boolean isDatagram;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "insists on a transport, such as io_uring or nio (the best one)")
    private @Nullable String transport;

    @Option(
            names = "--rate",
            paramLabel = "HERTZ|ready",
            description = "ticks a second, or a tick whenever something is ready (ready)",
            converter = Rate.class)
    private double hertz = READY;

    @Option(
            names = "--self-test",
            paramLabel = "N",
            description =
                    "serves N connections of a client of its own (1 to 20000), on a port that the"
                            + " system chooses; exits with 0 if every byte came back",
            converter = Connections.class)
    private int selfTestConnections;

    /** All as it is by default; picocli sets the rest. */
    public ServerOptions() {}

    private static final class Port extends IntRange {
        Port() {
            super(0, 65_535);
        }
    }

    private static final class Connections extends IntRange {
        Connections() {
            super(1, CONNECTIONS_MAX);
        }
    }

    private static final class Rate extends DecimalRange {
        Rate() {
            super(1_000_000);
        }

        @Override
        public Double convert(String value) {
            return value.equals(READY_WORD) ? READY : super.convert(value);
        }
    }

    /**
     * Reads options without a command.
     *
     * @param arguments what would stand behind the command
     * @return the options, checked
     * @throws ParameterException with the option or value that is wrong
     */
    public static ServerOptions parse(List<String> arguments) {
        ServerOptions options = new ServerOptions();
        CommandLine command = new CommandLine(options);
        command.parseArgs(arguments.toArray(new String[0]));
        options.check(command);
        return options;
    }

    /**
     * Sees to it that the options go with each other.
     *
     * @param command was given them
     * @throws ParameterException if they do not
     */
    public void check(CommandLine command) {
        if (unix != null && isDatagram) {
            throw new ParameterException(command, "--unix " + unix + " does not go with --udp");
        }
        boolean isHostGiven = command.getParseResult().hasMatchedOption("--host");
        if (unix != null && (isHostGiven || port != null)) {
            throw new ParameterException(
                    command, "--unix " + unix + " goes with neither --host nor --port");
        }
    }

    /**
     * Where to listen.
     *
     * @return the address
     */
    public SocketAddress address() {
        if (unix != null) {
            return UnixDomainSocketAddress.of(unix);
        }
        int otherwise = isSelfTest() ? 0 : PORT;
        return new InetSocketAddress(host, port == null ? otherwise : port);
    }

    /**
     * Whether datagrams are served instead of connections.
     *
     * @return true for datagrams
     */
    public boolean isDatagram() {
        return isDatagram;
    }

    /**
     * The transport to insist on.
     *
     * @return its name, or empty for the best
     */
    public Optional<String> transport() {
        return Optional.ofNullable(transport);
    }

    /**
     * How fast to tick.
     *
     * @return ticks a second, or {@link #READY} for a tick whenever something is ready
     */
    public double hertz() {
        return hertz;
    }

    /**
     * How many connections the self-test has.
     *
     * @return the number, or 0 to serve others
     */
    public int selfTestConnections() {
        return selfTestConnections;
    }

    /**
     * Whether the server is driven by a client of its own.
     *
     * @return true for a self-test
     */
    public boolean isSelfTest() {
        return selfTestConnections > 0;
    }

    /**
     * When ticks start.
     *
     * @return the pacing
     */
    public TickRate rate() {
        return hertz == READY ? TickRate.whenReady(MAX_IDLE) : TickRate.hertz(hertz);
    }
}
