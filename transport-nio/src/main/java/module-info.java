/** The transport over NIO: the default on every platform. */
module io.tickwire.transport.nio {
    requires static org.jspecify;
    requires transitive io.tickwire;
    requires io.tickwire.readiness;

    exports io.tickwire.nio;

    provides io.tickwire.spi.TransportProvider with
            io.tickwire.nio.NioTransportProvider;
}
