package io.tickwire.examples;

import io.tickwire.examples.selftest.SelfTest;
import io.tickwire.examples.server.Example;
import io.tickwire.examples.server.ExampleServer;
import io.tickwire.examples.server.ServerOptions;
import java.util.List;

/**
 * A program of its own: says what became of each transport, and serves five connections; or says
 * why no loop can be built.
 */
final class FallbackServer {
    private FallbackServer() {}

    public static void main(String[] arguments) {
        ServerOptions options = ServerOptions.parse(List.of("--self-test", "5"));
        try {
            serve(options, ExampleServer.open(options, Example.ECHO.service()));
        } catch (IllegalStateException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    private static void serve(ServerOptions options, ExampleServer server) {
        System.out.println("chosen " + server.transport().chosen());
        server.transport().candidates().forEach(one -> System.out.println("candidate " + one));
        boolean hasServed = new SelfTest(Example.ECHO, options, server, System.out).run();
        System.out.println("served " + hasServed);
        System.exit(hasServed ? 0 : 1);
    }
}
