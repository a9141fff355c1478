package io.tickwire.spi;

/**
 * An open socket or file of a transport: created by the transport, carried by core, handed back
 * with each operation on it. Core never looks inside. Whoever holds a handle that no resource owns
 * yet must give it to {@link Transport#closeNow}.
 */
public interface TransportHandle {}
