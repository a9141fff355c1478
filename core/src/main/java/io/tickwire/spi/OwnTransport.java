package io.tickwire.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tickwire's own transports, as far as they can be told of while they are not there: what a program
 * has to have on its path for each, and on which machines.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists and sets are made by List.of and Set.of
enum OwnTransport {
    IO_URING(
            "io_uring",
            "tickwire-transport-iouring",
            List.of("tickwire-transport-unix", "tickwire-completion", "tickwire-readiness"),
            new NettyParts(
                    "io_uring",
                    "io/netty/channel/uring/IoUring.class",
                    "netty_transport_native_io_uring42",
                    Set.of("linux-x86_64", "linux-aarch_64", "linux-riscv64"))),
    EPOLL(
            "epoll",
            "tickwire-transport-epoll",
            List.of("tickwire-transport-unix", "tickwire-readiness"),
            new NettyParts(
                    "epoll",
                    "io/netty/channel/epoll/Epoll.class",
                    "netty_transport_native_epoll",
                    Set.of("linux-x86_64", "linux-aarch_64", "linux-riscv64"))),
    KQUEUE(
            "kqueue",
            "tickwire-transport-kqueue",
            List.of("tickwire-transport-unix", "tickwire-readiness"),
            new NettyParts(
                    "kqueue",
                    "io/netty/channel/kqueue/KQueue.class",
                    "netty_transport_native_kqueue",
                    Set.of("osx-x86_64", "osx-aarch_64"))),
    NIO("nio", "tickwire-transport-nio", List.of("tickwire-readiness"), null);

    private static final String GROUP = "io.tickwire";

    private final String title;
    private final String artifact;
    private final List<String> engines;
    private final @Nullable NettyParts netty;

    OwnTransport(String title, String artifact, List<String> engines, @Nullable NettyParts netty) {
        this.title = title;
        this.artifact = artifact;
        this.engines = engines;
        this.netty = netty;
    }

    static Optional<OwnTransport> named(String name) {
        return Arrays.stream(values()).filter(own -> own.title.equals(name)).findFirst();
    }

    String title() {
        return title;
    }

    /** Whether it is meant to work on such a machine, as far as Netty goes. */
    boolean isFor(Machine machine) {
        return netty == null || netty.classifiers().contains(machine.classifier());
    }

    /** The artifacts of Tickwire's that the transport is made of, beside core. */
    List<String> artifacts() {
        return Stream.concat(Stream.of(artifact), engines.stream()).toList();
    }

    /** The words that have a program add the transport. */
    String addition() {
        return add(GROUP, artifact, TransportVersions.ofCore(), "");
    }

    /**
     * What to do about parts of it that are not on the path.
     *
     * @return what to add to the path or to the graph of modules, or an empty text if nothing is
     *     missing
     */
    String cure(Machine machine) {
        for (String part : artifacts()) {
            if (!TransportVersions.hasArtifact(part)) {
                return add(GROUP, part, TransportVersions.ofCore(), "");
            }
        }
        return netty == null ? "" : cure(netty, machine);
    }

    private static String cure(NettyParts netty, Machine machine) {
        ClassLoader loader = TransportVersions.loader();
        String version = TransportVersions.ofNetty();
        String classes = netty.missingClasses(loader);
        if (!classes.isEmpty()) {
            return add(NettyParts.GROUP, classes, version, "");
        }
        String classifier = machine.classifier();
        if (netty.hasNative(loader, machine) || !netty.classifiers().contains(classifier)) {
            return "";
        }
        return ModuleGraph.outside(netty.nativeModulePrefix())
                .map(
                        module ->
                                "module "
                                        + module
                                        + " is not in the graph: add --add-modules "
                                        + module)
                .orElseGet(
                        () -> add(NettyParts.GROUP, netty.nativeArtifact(), version, classifier));
    }

    private static String add(String group, String artifact, String version, String classifier) {
        boolean isOnModulePath = OwnTransport.class.getModule().isNamed();
        return "add "
                + group
                + ":"
                + artifact
                + (version.equals(TransportVersions.UNKNOWN) ? "" : ":" + version)
                + (classifier.isEmpty() ? "" : " with classifier " + classifier)
                + (isOnModulePath ? " to the module path" : " to the class path");
    }
}
