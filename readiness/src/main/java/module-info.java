/** The readiness engine: one transport for every platform that tells when a socket is ready. */
module io.tickwire.readiness {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;

    exports io.tickwire.readiness;
    exports io.tickwire.readiness.files;
}
