package io.tickwire.iouring;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a Linux kernel. It decides only what the kernel itself cannot be asked for; what
 * distributions carry back into an older number is then not used.
 *
 * @param major the first number
 * @param minor the second one
 */
record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    /** A kernel whose number cannot be read counts as older than all. */
    static final KernelVersion UNKNOWN = new KernelVersion(0, 0);

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?");

    /** The kernel that runs here. */
    static KernelVersion running() {
        return of(System.getProperty("os.version", ""));
    }

    /**
     * Reads what {@code uname -r} prints, such as 6.1.0-50-cloud-amd64, 7.3-rc1 or 6.12+.
     *
     * @return the version, or {@link #UNKNOWN}
     */
    static KernelVersion of(String release) {
        Matcher matcher = NUMBERS.matcher(release.strip());
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        return new KernelVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    boolean isAtLeast(int otherMajor, int otherMinor) {
        return compareTo(new KernelVersion(otherMajor, otherMinor)) >= 0;
    }

    @Override
    public int compareTo(KernelVersion other) {
        return major == other.major
                ? Integer.compare(minor, other.minor)
                : Integer.compare(major, other.major);
    }

    /** As in "5.10". */
    @Override
    public String toString() {
        return equals(UNKNOWN) ? "of an unknown version" : major + "." + minor;
    }
}
