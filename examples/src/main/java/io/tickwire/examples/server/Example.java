package io.tickwire.examples.server;

import io.netty.buffer.ByteBufAllocator;

/** The examples that the command can run. */
public enum Example {
    /** Sends every byte back. */
    ECHO("echo", "sends every byte back to where it came from"),
    /** Answers each connection with one byte and closes it. */
    ACCEPT("accept", "answers each connection with one byte, closes it, counts and times them");

    private final String command;
    private final String description;

    Example(String command, String description) {
        this.command = command;
        this.description = description;
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
     * What it does.
     *
     * @return half a sentence
     */
    public String description() {
        return description;
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
