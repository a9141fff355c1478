package io.tickwire.examples;

import io.tickwire.spi.TransportSelector;
import io.tickwire.spi.TransportVersions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IVersionProvider;

/** What {@code tickwire --version} prints. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
        TransportVersions versions = TransportSelector.versions();
        List<String> lines = new ArrayList<>();
        lines.add("tickwire " + versions.core());
        versions.lines().forEach(line -> lines.add("  " + line));
        lines.add(
                "  java "
                        + property("java.runtime.version")
                        + " ("
                        + property("java.vm.name")
                        + ")");
        lines.add(
                "  "
                        + property("os.name")
                        + " "
                        + property("os.version")
                        + ", "
                        + property("os.arch"));
        return lines.toArray(new String[0]);
    }

    private static String property(String name) {
        return System.getProperty(name, TransportVersions.UNKNOWN);
    }
}
