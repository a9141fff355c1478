/** The clients of a server that ticks. */
module io.tickwire.connections {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;

    exports io.tickwire.connections;
}
