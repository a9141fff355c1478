/** A seeded world to test a program in: network, files and faults, on a virtual clock. */
module io.tickwire.simulation {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;
    requires transitive io.tickwire.readiness;

    exports io.tickwire.simulation;
}
