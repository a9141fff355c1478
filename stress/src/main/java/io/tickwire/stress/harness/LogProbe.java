package io.tickwire.stress.harness;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Collects warnings and errors that are logged while it is open, by {@code System.Logger} or by
 * Netty, as long as both end up in java.util.logging.
 */
public final class LogProbe implements AutoCloseable {
    private static final Logger ROOT = Logger.getLogger("");

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler handler = new CollectingHandler(lines);

    public LogProbe() {
        ROOT.addHandler(handler);
    }

    /** The lines so far, which are then forgotten. */
    public List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    public void close() {
        ROOT.removeHandler(handler);
    }

    private static final class CollectingHandler extends Handler {
        private final Queue<String> lines;

        CollectingHandler(Queue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
                Throwable thrown = logged.getThrown();
                lines.add(
                        logged.getLoggerName()
                                + ": "
                                + logged.getMessage()
                                + (thrown == null ? "" : " / " + thrown));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
