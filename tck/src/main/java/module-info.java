/** The conformance suite that every transport runs. */
module io.tickwire.tck {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.platform.launcher;
    requires java.logging;
    requires jdk.management;

    exports io.tickwire.tck;
    exports io.tickwire.tck.stress;

    provides org.junit.platform.launcher.LauncherSessionListener with
            io.tickwire.tck.LeakProbeInstaller,
            io.tickwire.tck.TimeLimitsInstaller;
}
