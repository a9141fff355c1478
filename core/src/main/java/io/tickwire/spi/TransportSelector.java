package io.tickwire.spi;

import io.tickwire.spi.TransportReport.Candidate;
import io.tickwire.spi.TransportReport.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a transport from those on the class path: the highest priority that passes its live
 * self-test. {@code -Dtickwire.transport=NAME} prefers one, {@code
 * -Dtickwire.transport.require=NAME} insists on one; a name that none on the class path has is
 * refused, and a preferred one that does not work here is passed over. A candidate behind the
 * chosen one is not looked at, so its classes are not loaded.
 *
 * <p>One that stands before the chosen one, is made for this machine and cannot be used is told of
 * with a warning, once per process, with the reason and what would help; unless a transport is
 * insisted on.
 */
public final class TransportSelector {
    /** The property that names the transport to try first. */
    public static final String PREFER_PROPERTY = "tickwire.transport";

    /** The property that names the only transport to take. */
    public static final String REQUIRE_PROPERTY = "tickwire.transport.require";

    /**
     * A transport and how it came to be chosen.
     *
     * @param transport not yet started
     * @param report every candidate's verdict
     */
    public record Selection(Transport transport, TransportReport report) {}

    private TransportSelector() {}

    /**
     * Tries every candidate and says what it found. Loads the classes of all of them.
     *
     * @return the report; the first usable candidate counts as chosen
     * @throws IllegalArgumentException if a property names a transport that is not on the class
     *     path
     */
    public static TransportReport report() {
        String required = System.getProperty(REQUIRE_PROPERTY);
        List<TransportProvider> providers = inOrder(required);
        List<Candidate> candidates = new ArrayList<>();
        String chosen = "none";
        for (TransportProvider provider : providers) {
            boolean isFree =
                    chosen.equals("none") && (required == null || provider.name().equals(required));
            Candidate candidate = tested(provider, isFree);
            candidates.add(candidate);
            if (candidate.verdict() == Verdict.CHOSEN) {
                chosen = provider.name();
            }
        }
        if (chosen.equals("none")) {
            candidates.addAll(missing(required, providers));
        }
        return new TransportReport(chosen, candidates, TransportVersions.of(providers));
    }

    /**
     * The versions of all that is on the path. Tries no transport, and loads no class of one but
     * its provider.
     *
     * @return the versions of core, of each transport and of Netty
     */
    public static TransportVersions versions() {
        return TransportVersions.of(load());
    }

    /**
     * Makes a transport.
     *
     * @param config the loop's sizes
     * @param sink where completions will go
     * @param name the only transport to take, or null for the best; one required by system property
     *     overrides it
     * @return the transport and the report
     * @throws IllegalStateException if none works, or not the one that is insisted on; the message
     *     is the report
     * @throws IllegalArgumentException if the one that is preferred or insisted on is not on the
     *     class path; the message has those that are
     */
    public static Selection select(
            TransportConfig config, CompletionSink sink, @Nullable String name) {
        String property = System.getProperty(REQUIRE_PROPERTY);
        String required = property != null ? property : name;
        List<TransportProvider> providers = inOrder(required);
        List<Candidate> candidates = new ArrayList<>();
        Transport chosen = null;
        String chosenName = "none";
        for (TransportProvider provider : providers) {
            if (chosen != null) {
                candidates.add(
                        new Candidate(
                                provider.name(), Verdict.NOT_TRIED, chosenName + " was taken"));
            } else if (required != null && !provider.name().equals(required)) {
                candidates.add(
                        new Candidate(
                                provider.name(), Verdict.NOT_TRIED, required + " is insisted on"));
            } else {
                try {
                    Trial.run(provider);
                    chosen = provider.create(config, sink);
                    chosenName = provider.name();
                    candidates.add(
                            new Candidate(
                                    chosenName, Verdict.CHOSEN, whyChosen(provider, required)));
                } catch (IOException e) {
                    candidates.add(Trial.failed(provider, e));
                }
            }
        }
        if (chosen == null) {
            candidates.addAll(missing(required, providers));
        }
        TransportReport report =
                new TransportReport(chosenName, candidates, TransportVersions.of(providers));
        if (chosen == null) {
            throw new IllegalStateException("no usable transport; " + report);
        }
        if (required == null) {
            PassedOver.tell(report);
        }
        return new Selection(chosen, report);
    }

    /**
     * Makes the transport of a provider that the program has brought along.
     *
     * @param config the loop's sizes
     * @param sink where completions will go
     * @param provider the only candidate
     * @return the transport and the report
     * @throws IllegalStateException if it does not work; the message is the report
     */
    public static Selection use(
            TransportConfig config, CompletionSink sink, TransportProvider provider) {
        String name = provider.name();
        TransportVersions versions = TransportVersions.of(List.of(provider));
        try {
            Trial.run(provider);
            Transport transport = provider.create(config, sink);
            String reason = "brought along by the program";
            Candidate candidate = new Candidate(name, Verdict.CHOSEN, reason);
            return new Selection(
                    transport, new TransportReport(name, List.of(candidate), versions));
        } catch (IOException e) {
            Candidate candidate = Trial.failed(provider, e);
            throw new IllegalStateException(
                    "no usable transport; "
                            + new TransportReport("none", List.of(candidate), versions),
                    e);
        }
    }

    /** Tickwire's transports for this machine that are not on the path, if one could be taken. */
    private static List<Candidate> missing(
            @Nullable String required, List<TransportProvider> providers) {
        Machine here = Machine.here();
        return Arrays.stream(OwnTransport.values())
                .filter(own -> required == null && own.isFor(here))
                .filter(own -> !names(providers).contains(own.title()))
                .map(Trial::missing)
                .toList();
    }

    private static String whyChosen(TransportProvider provider, @Nullable String required) {
        if (required != null) {
            return "insisted on, and its self-test passed";
        }
        return provider.name().equals(System.getProperty(PREFER_PROPERTY))
                ? "preferred by " + PREFER_PROPERTY + ", and its self-test passed"
                : "the highest priority whose self-test passed";
    }

    private static Candidate tested(TransportProvider provider, boolean isFree) {
        try {
            Trial.run(provider);
            return new Candidate(
                    provider.name(),
                    isFree ? Verdict.CHOSEN : Verdict.USABLE,
                    "its self-test passed");
        } catch (IOException e) {
            return Trial.failed(provider, e);
        }
    }

    /** The providers by falling priority, the preferred one first. */
    private static List<TransportProvider> inOrder(@Nullable String required) {
        List<TransportProvider> providers = load();
        String preferred = System.getProperty(PREFER_PROPERTY);
        requireKnown(required, providers);
        requireKnown(preferred, providers);
        providers.sort(
                Comparator.<TransportProvider>comparingInt(p -> p.name().equals(preferred) ? 0 : 1)
                        .thenComparing(TransportProvider::priority, Comparator.reverseOrder())
                        .thenComparing(TransportProvider::name));
        return providers;
    }

    private static void requireKnown(@Nullable String name, List<TransportProvider> providers) {
        if (name != null && providers.stream().noneMatch(p -> p.name().equals(name))) {
            String cure = OwnTransport.named(name).map(own -> "; " + own.addition()).orElse("");
            throw new IllegalArgumentException(
                    "unknown transport: "
                            + name
                            + "; on the class path: "
                            + names(providers)
                            + cure);
        }
    }

    private static List<String> names(List<TransportProvider> providers) {
        return providers.stream().map(TransportProvider::name).sorted().toList();
    }

    private static List<TransportProvider> load() {
        List<TransportProvider> providers = new ArrayList<>();
        try {
            ServiceLoader.load(TransportProvider.class, TransportSelector.class.getClassLoader())
                    .forEach(providers::add);
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException("a transport's provider cannot be loaded", e);
        }
        return providers;
    }
}
