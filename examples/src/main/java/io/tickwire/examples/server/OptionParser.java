package io.tickwire.examples.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the flags of a command line into {@link ServerOptions}. */
public final class OptionParser {
    /** How many connections a self-test can have. */
    public static final int CONNECTIONS_MAX = 20_000;

    private static final List<String> FLAGS =
            List.of("--host", "--port", "--unix", "--transport", "--rate", "--self-test");
    private static final String UDP = "--udp";
    private static final String HOST = "127.0.0.1";
    private static final int PORT = 7007;
    private static final int PORT_MAX = 65_535;
    private static final double HERTZ_MAX = 1_000_000;

    private final Map<String, String> values = new LinkedHashMap<>();

    private boolean isDatagram;

    private OptionParser() {}

    /**
     * Reads flags, each but {@code --udp} followed by its value.
     *
     * @param arguments what stands behind the command
     * @return the options, checked
     * @throws UsageException with the flag or value that is wrong
     */
    public static ServerOptions parse(List<String> arguments) {
        OptionParser parser = new OptionParser();
        parser.collect(arguments);
        return parser.options();
    }

    private void collect(List<String> arguments) {
        Iterator<String> left = arguments.iterator();
        while (left.hasNext()) {
            String flag = left.next();
            if (flag.equals(UDP)) {
                isDatagram = true;
                continue;
            }
            if (!FLAGS.contains(flag)) {
                throw new UsageException("unknown flag: " + flag);
            }
            if (!left.hasNext()) {
                throw new UsageException(flag + " needs a value");
            }
            if (values.put(flag, left.next()) != null) {
                throw new UsageException(flag + " is given twice");
            }
        }
    }

    private ServerOptions options() {
        int connections = selfTestConnections();
        return new ServerOptions(
                address(connections > 0 ? 0 : PORT),
                isDatagram,
                Optional.ofNullable(values.get("--transport")),
                hertz(),
                connections);
    }

    private SocketAddress address(int defaultPort) {
        String path = values.get("--unix");
        if (path == null) {
            int port = values.containsKey("--port") ? number("--port", 0, PORT_MAX) : defaultPort;
            return new InetSocketAddress(host(), port);
        }
        if (isDatagram) {
            throw new UsageException("--unix " + path + " does not go with --udp");
        }
        if (values.containsKey("--host") || values.containsKey("--port")) {
            throw new UsageException("--unix " + path + " goes with neither --host nor --port");
        }
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) {
            throw wrong("--unix", "a path");
        }
    }

    private InetAddress host() {
        try {
            return InetAddress.getByName(values.getOrDefault("--host", HOST));
        } catch (UnknownHostException e) {
            throw wrong("--host", "an address or a known name");
        }
    }

    private double hertz() {
        String rate = values.getOrDefault("--rate", "ready");
        if (rate.equals("ready")) {
            return ServerOptions.READY;
        }
        try {
            double hertz = Double.parseDouble(rate);
            if (hertz > 0 && hertz <= HERTZ_MAX) {
                return hertz;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw wrong("--rate", "\"ready\" or ticks a second, above 0 and at most 1000000");
    }

    private int selfTestConnections() {
        return values.containsKey("--self-test") ? number("--self-test", 1, CONNECTIONS_MAX) : 0;
    }

    private int number(String flag, int min, int max) {
        try {
            int number = Integer.parseInt(values.getOrDefault(flag, ""));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: the message is the same.
        }
        throw wrong(flag, "a number from " + min + " to " + max);
    }

    private UsageException wrong(String flag, String wanted) {
        return new UsageException(flag + " " + values.get(flag) + " is not " + wanted);
    }
}
