package io.tickwire.spi;

import java.util.List;
import java.util.Locale;

/**
 * Which transport was taken and why. Immutable.
 *
 * @param chosen the name of the transport taken, or "none"
 * @param candidates every transport on the path, by descending priority; where none works, those
 *     too that are made for this machine and are missing
 * @param versions of core, of the transports and of Netty
 */
public record TransportReport(
        String chosen, List<Candidate> candidates, TransportVersions versions) {
    /** What the selector thought of a candidate. */
    public enum Verdict {
        /** It is the one. */
        CHOSEN,
        /** It would work, but another one is taken. */
        USABLE,
        /** It does not work here. */
        UNUSABLE,
        /** It was not looked at, and its classes were not loaded. */
        NOT_TRIED,
        /** It is not on the path, and nothing that is there works. */
        MISSING
    }

    /**
     * One transport and its verdict.
     *
     * @param name the transport's name
     * @param verdict what became of it
     * @param reason why, in one line
     */
    public record Candidate(String name, Verdict verdict, String reason) {
        @Override
        public String toString() {
            return name + ": " + verdict.name().toLowerCase(Locale.ROOT) + ", " + reason;
        }
    }

    /**
     * Copies the list.
     *
     * @param chosen see the record
     * @param candidates see the record
     * @param versions see the record
     */
    public TransportReport {
        candidates = List.copyOf(candidates);
    }

    /**
     * Why the chosen one was taken.
     *
     * @return its candidate's reason, or a note that none works
     */
    public String reason() {
        return candidates.stream()
                .filter(candidate -> candidate.verdict() == Verdict.CHOSEN)
                .map(Candidate::reason)
                .findFirst()
                .orElse("no transport on the class path works here");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("transport ").append(chosen);
        for (Candidate candidate : candidates) {
            text.append(System.lineSeparator()).append("  ").append(candidate);
        }
        return text.append(System.lineSeparator())
                .append("  versions: ")
                .append(versions)
                .toString();
    }
}
