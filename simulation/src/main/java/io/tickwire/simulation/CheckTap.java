package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.TransportHandle;

/** Tells those checkers that want to know it what passes a simulated network. */
record CheckTap(StreamLedger ledger, StarvationCheck starvation) implements StreamTap {
    @Override
    public void sent(TransportHandle stream, ByteBuf buffer, int index, int length) {
        ledger.sent(stream, buffer, index, length);
    }

    @Override
    public void full(TransportHandle stream) {
        ledger.full(stream);
    }

    @Override
    public void received(TransportHandle stream, ByteBuf buffer, int index, int length) {
        ledger.received(stream, buffer, index, length);
    }

    @Override
    public void arrived(TransportHandle socket) {
        starvation.arrived(socket);
    }

    @Override
    public void taken(TransportHandle socket, boolean hasMore) {
        starvation.taken(socket, hasMore);
    }
}
