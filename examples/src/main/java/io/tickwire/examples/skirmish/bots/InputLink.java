package io.tickwire.examples.skirmish.bots;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.examples.skirmish.SkirmishClientProtocol;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.DatagramChannel;

/** A bot's socket for inputs, which nothing comes back on. */
final class InputLink implements AutoCloseable {
    private final DatagramChannel channel;
    private final long token;
    private final ByteBuf datagram = Unpooled.buffer(SkirmishProtocol.INPUT_BYTES);

    InputLink(InetSocketAddress server, long token) throws IOException {
        this.token = token;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.connect(server);
    }

    /** Sends an input; one that the kernel does not take is lost, as on a network. */
    void send(SkirmishClientProtocol protocol, int sequence, int buttons) throws IOException {
        datagram.clear();
        protocol.input(datagram, token, sequence, buttons);
        try {
            datagram.readBytes(channel, datagram.readableBytes());
        } catch (PortUnreachableException e) {
            // Lost as well: the server tells by the other connection that it ends.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
