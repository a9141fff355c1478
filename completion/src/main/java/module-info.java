/** The completion engine: what transports share whose kernel tells when an operation is done. */
module io.tickwire.completion {
    requires static transitive org.jspecify;
    requires transitive io.tickwire;

    exports io.tickwire.completion;
}
