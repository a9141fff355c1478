package io.tickwire.examples;

import io.netty.buffer.ByteBufAllocator;
import io.tickwire.examples.selftest.SelfTest;
import io.tickwire.examples.selftest.SelfTestLimits;
import io.tickwire.examples.server.DatagramEchoSystem;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ExampleServer;
import io.tickwire.examples.server.ForegroundRun;
import io.tickwire.examples.server.ServerOptions;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tickwire echo} and {@code tickwire accept}: an example's server, or its self-test. */
@Command
final class ServeCommand implements Callable<Integer> {
    private final Example example;
    private final PrintStream out;

    @Mixin private final ServerOptions options = new ServerOptions();

    @Spec private CommandSpec command = CommandSpec.create();

    ServeCommand(Example example, PrintStream out) {
        this.example = example;
        this.out = out;
    }

    @Override
    public Integer call() {
        options.check(command.commandLine());
        if (options.isSelfTest()) {
            SelfTestLimits.checkDescriptors(example, options.selfTestConnections());
        }
        ExampleServer server = open();
        if (options.isSelfTest()) {
            boolean isPassed = new SelfTest(example, options, server, out).run();
            return isPassed ? ExitCode.OK : ExitCode.SOFTWARE;
        }
        new ForegroundRun(example.command(), server, out).run();
        return ExitCode.OK;
    }

    private ExampleServer open() {
        if (options.isDatagram() && example != Example.ECHO) {
            throw wrong("--udp goes with echo, not with " + example.command());
        }
        try {
            return options.isDatagram()
                    ? ExampleServer.open(
                            options,
                            new DatagramEchoSystem(options.address(), ByteBufAllocator.DEFAULT))
                    : ExampleServer.open(options, example.service());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
