package io.tickwire.tck;

import io.tickwire.stress.harness.TimeLimits;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives a slow machine's tests, too, the time that {@link TimeLimits} gives what they wait for.
 * JUnit's launcher makes it. A timeout that was set as a system property stays.
 */
public final class TimeLimitsInstaller implements LauncherSessionListener {
    private static final String[] TIMEOUTS = {
        "junit.jupiter.execution.timeout.testable.method.default",
        "junit.jupiter.execution.timeout.lifecycle.method.default"
    };

    /** As in junit-platform.properties, which knows no factor. */
    private static final int TEST_SECONDS = 60;

    /** Made by the launcher. */
    public TimeLimitsInstaller() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        for (String timeout : TIMEOUTS) {
            if (System.getProperty(timeout) == null) {
                System.setProperty(timeout, TimeLimits.ofSeconds(TEST_SECONDS).toSeconds() + " s");
            }
        }
    }
}
