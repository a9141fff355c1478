/** The conformance suite that every transport runs. */
module io.tickwire.tck {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;
    requires io.tickwire.stress;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.platform.launcher;
    requires jdk.management;

    exports io.tickwire.tck;

    provides org.junit.platform.launcher.LauncherSessionListener with
            io.tickwire.tck.LeakProbeInstaller,
            io.tickwire.tck.TimeLimitsInstaller;
}
