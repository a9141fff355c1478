/** Batches a program's I/O into the phases of its tick. */
module io.tickwire {
    requires static transitive org.jspecify;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;

    exports io.tickwire;
    exports io.tickwire.recipes;
    exports io.tickwire.spi;
    exports io.tickwire.watch;

    uses io.tickwire.spi.TransportProvider;
}
