/** Stress scenarios for every transport, and the harness that they share with the suite. */
@SuppressWarnings("module") // The suite is compiled after it.
module io.tickwire.stress {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;
    requires java.logging;
    requires java.management;

    exports io.tickwire.stress;
    exports io.tickwire.stress.harness to
            io.tickwire.tck;

    uses io.tickwire.spi.TransportProvider;
}
