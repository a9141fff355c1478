package io.tickwire.properties;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What loops log while a program runs: nothing of weight, whatever the program does. */
final class LogWatch extends Handler implements AutoCloseable {
    /** Kept, since a logger that nobody holds forgets its handlers. */
    private static final Logger LOGGER = Logger.getLogger("io.tickwire");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    LogWatch() {
        LOGGER.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            lines.add(line.getLoggerName() + ": " + line.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }

    void verify() {
        if (!lines.isEmpty()) {
            throw new AssertionError("logged: " + lines);
        }
    }
}
