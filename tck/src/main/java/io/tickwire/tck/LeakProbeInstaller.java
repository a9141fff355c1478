package io.tickwire.tck;

import io.tickwire.stress.harness.LeakProbe;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Has Netty's leak reports go to the suite. JUnit's launcher makes it, before any test class is
 * loaded: Netty asks for its detector only once.
 */
public final class LeakProbeInstaller implements LauncherSessionListener {
    /** Made by the launcher. */
    public LeakProbeInstaller() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        LeakProbe.install();
    }
}
