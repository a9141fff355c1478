package io.tickwire.examples.server;

import io.netty.buffer.ByteBufAllocator;
import java.util.Optional;

/** The examples that the command can run. */
public enum Example {
    /** Sends every byte back. */
    ECHO("echo"),
    /** Answers each connection with one byte and closes it. */
    ACCEPT("accept");

    private final String command;

    Example(String command) {
        this.command = command;
    }

    /**
     * Finds an example.
     *
     * @param command what the command line calls it
     * @return the example, or empty if there is none of that name
     */
    public static Optional<Example> named(String command) {
        for (Example example : values()) {
            if (example.command.equals(command)) {
                return Optional.of(example);
            }
        }
        return Optional.empty();
    }

    /**
     * What the command line calls it.
     *
     * @return a word
     */
    public String command() {
        return command;
    }

    /**
     * Makes the system that serves its streams.
     *
     * @return a new system, for one loop
     */
    public StreamSystem service() {
        return switch (this) {
            case ECHO -> new EchoSystem(ByteBufAllocator.DEFAULT);
            case ACCEPT -> new GreetSystem(ByteBufAllocator.DEFAULT);
        };
    }
}
