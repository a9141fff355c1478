package io.tickwire.examples;

import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickRate;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.examples.server.IntRange;
import io.tickwire.examples.skirmish.Skirmish;
import io.tickwire.examples.skirmish.SkirmishLimits;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import io.tickwire.examples.skirmish.bots.BotPlan;
import io.tickwire.examples.skirmish.bots.BotReport;
import io.tickwire.examples.skirmish.bots.SkirmishBots;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tickwire skirmish}: the game's server, alone or with bots that judge it. */
@Command(
        name = "skirmish",
        description =
                "serves the game until it is told to end, or has bots of good and bad habits judge"
                        + " it (exit code 1 if one was wronged)")
final class SkirmishCommand implements Callable<Integer> {
    private static final Duration GIVE_UP = Duration.ofSeconds(60);
    private static final int BOTS_UNIT = 20;

    private final PrintStream out;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "where to listen (127.0.0.1)",
            defaultValue = "127.0.0.1")
    private InetAddress host = InetAddress.getLoopbackAddress();

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            description = "the port (7008); bots take what the system chooses",
            converter = Port.class)
    private int port = 7008;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "insists on a transport, such as io_uring or nio (the best one)")
    private @Nullable String transport;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "where the world is kept (skirmish.save); bots take a new one")
    private Path save = Path.of("skirmish.save");

    @Option(
            names = "--bots",
            paramLabel = "NUMBER",
            description = "has so many bots play and judge: 20 to 200, a multiple of 20",
            converter = Bots.class)
    private int bots;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "how long bots play at least (20)",
            converter = Seconds.class)
    private int seconds = 20;

    SkirmishCommand(PrintStream out) {
        this.out = out;
    }

    private static final class Port extends IntRange {
        Port() {
            super(0, 65_535);
        }
    }

    private static final class BotRange extends IntRange {
        BotRange() {
            super(BOTS_UNIT, 10 * BOTS_UNIT);
        }
    }

    private static final class Bots implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            int bots = new BotRange().convert(value);
            if (bots % BOTS_UNIT != 0) {
                throw new TypeConversionException(bots + " is not a multiple of " + BOTS_UNIT);
            }
            return bots;
        }
    }

    private static final class Seconds extends IntRange {
        Seconds() {
            super(1, 3_600);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return bots > 0 ? judge() : serve();
    }

    private int serve() throws IOException {
        Skirmish server = server(new InetSocketAddress(host, port), save);
        try (TickLoop loop = build(server)) {
            loop.stopOnSignals();
            loop.run(TickRate.hertz(SkirmishProtocol.TICKS_PER_SECOND));
        }
        printLeft(server);
        return ExitCode.OK;
    }

    private int judge() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("skirmish");
        Path file = folder.resolve("world");
        try {
            Skirmish server = server(new InetSocketAddress(host, 0), file);
            try (TickLoop loop = build(server)) {
                return judge(server, loop);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** The loop's thread is this one. */
    private int judge(Skirmish server, TickLoop loop) throws IOException, InterruptedException {
        Duration playFor = Duration.ofSeconds(seconds);
        BotPlan plan =
                new BotPlan(
                        (InetSocketAddress) server.clients().localAddress(),
                        BotPlan.crowd(bots),
                        playFor,
                        playFor.plus(GIVE_UP),
                        1,
                        1);
        Judges judges = new Judges(plan, loop);
        judges.start();
        loop.run(TickRate.hertz(SkirmishProtocol.TICKS_PER_SECOND));
        judges.join();
        printLeft(server);
        BotReport report = judges.report;
        if (report == null) {
            return ExitCode.SOFTWARE;
        }
        report.lines().forEach(out::println);
        out.println("tick work: " + loop.stats().tickWork());
        return report.isGood() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** The bots' thread, which stops the loop when they are done. */
    private static final class Judges extends Thread {
        private final BotPlan plan;
        private final TickLoop loop;
        private volatile @Nullable BotReport report;

        Judges(BotPlan plan, TickLoop loop) {
            super("bots");
            this.plan = plan;
            this.loop = loop;
        }

        @Override
        public void run() {
            try {
                report = new SkirmishBots(plan).run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                loop.stop();
            }
        }
    }

    private static Skirmish server(InetSocketAddress address, Path file) throws IOException {
        return Skirmish.restored(address, SkirmishLimits.defaults(), file);
    }

    private TickLoop build(Skirmish server) {
        TickLoopBuilder declared = server.declare();
        TickLoop loop = (transport == null ? declared : declared.transport(transport)).build();
        out.println("skirmish: listening on " + server.clients().localAddress());
        out.println("transport " + loop.transport().chosen() + ": " + loop.transport().reason());
        out.flush();
        return loop;
    }

    private void printLeft(Skirmish server) {
        StringBuilder line = new StringBuilder("skirmish: closed; ");
        line.append(server.clients().joined()).append(" have joined");
        for (Reason reason : Reason.values()) {
            long left = server.clients().left(reason);
            if (left > 0) {
                line.append(", ").append(reason).append(' ').append(left);
            }
        }
        out.println(line);
        out.flush();
    }
}
