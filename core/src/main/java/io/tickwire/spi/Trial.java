package io.tickwire.spi;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import java.io.IOException;
import java.util.List;

/** Tries one transport, and puts into words why it cannot be used and what would help. */
final class Trial {
    private Trial() {}

    /**
     * Compares versions and has the transport test itself.
     *
     * @throws IOException with the reason
     */
    static void run(TransportProvider provider) throws IOException {
        requireVersion(provider.version(), "its");
        List<String> parts =
                OwnTransport.named(provider.name()).map(OwnTransport::artifacts).orElse(List.of());
        for (String part : parts) {
            requireVersion(TransportVersions.ofArtifact(part), part + "'s");
        }
        try {
            provider.selfTest();
        } catch (LinkageError missing) {
            throw new IOException("it cannot be used: " + missing, missing);
        }
    }

    private static void requireVersion(String version, String whose) throws IOException {
        String core = TransportVersions.ofCore();
        boolean isTold =
                !version.equals(TransportVersions.UNKNOWN)
                        && !core.equals(TransportVersions.UNKNOWN);
        if (isTold && !version.equals(core)) {
            throw new IOException(
                    whose
                            + " version is "
                            + version
                            + ", that of core is "
                            + core
                            + ": have all of Tickwire in one version (io.tickwire:tickwire-bom)");
        }
    }

    static Candidate failed(TransportProvider provider, IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        String cure =
                OwnTransport.named(provider.name()).map(own -> own.cure(Machine.here())).orElse("");
        String reason = cure.isEmpty() ? message : message + "; " + cure;
        return new Candidate(provider.name(), Verdict.UNUSABLE, reason);
    }

    /** A transport of Tickwire's that is made for this machine and is not on the path. */
    static Candidate missing(OwnTransport transport) {
        return new Candidate(transport.title(), Verdict.MISSING, transport.addition());
    }
}
