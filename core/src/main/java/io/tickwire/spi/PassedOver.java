package io.tickwire.spi;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells, loudly and once per process, of each transport that stands before the one that was taken
 * and was not usable: a program that was meant for io_uring and runs on NIO looks like one that is
 * slow. A transport that is made for other machines is not passed over, and neither is one while
 * the program asks for another by name.
 */
final class PassedOver {
    private static final System.Logger LOGGER = System.getLogger(TransportSelector.class.getName());

    /** Not more than there are transports on the path. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private PassedOver() {}

    static void tell(TransportReport report) {
        for (Candidate candidate : report.candidates()) {
            if (isPassedOver(candidate) && TOLD.add(candidate.name())) {
                LOGGER.log(Level.WARNING, line(candidate, report.chosen()));
            }
        }
    }

    private static boolean isPassedOver(Candidate candidate) {
        boolean isForThisMachine =
                OwnTransport.named(candidate.name())
                        .map(own -> own.isFor(Machine.here()))
                        .orElse(true);
        return candidate.verdict() == Verdict.UNUSABLE && isForThisMachine;
    }

    private static String line(Candidate candidate, String chosen) {
        return "the transport "
                + candidate.name()
                + " is there but was not taken, "
                + chosen
                + " was: "
                + candidate.reason()
                + ". To be content with "
                + chosen
                + ", ask for it: -D"
                + TransportSelector.PREFER_PROPERTY
                + "="
                + chosen;
    }

    /** Has the next passing over told again, as in a new process. */
    static void forget() {
        TOLD.clear();
    }
}
