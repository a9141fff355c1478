/** A seeded world to test a program in: network, files and faults, on a virtual clock. */
module io.tickwire.simulation {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;

    exports io.tickwire.simulation;
}
