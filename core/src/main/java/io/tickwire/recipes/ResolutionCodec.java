package io.tickwire.recipes;

import io.netty.buffer.ByteBuf;
import io.tickwire.MessageCodec;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A resolution as bytes: id, host, failure, and each address with its length (4 or 16) before it
 * and, behind one of 16, its scope.
 */
final class ResolutionCodec implements MessageCodec<Resolution> {
    private static final int NO_SCOPE = -1;

    @Override
    public void encode(Resolution message, ByteBuf out) {
        out.writeLong(message.id());
        writeText(message.host(), out);
        writeText(message.failure(), out);
        out.writeInt(message.addresses().size());
        for (InetAddress address : message.addresses()) {
            byte[] bytes = address.getAddress();
            out.writeByte(bytes.length).writeBytes(bytes);
            if (address instanceof Inet6Address inet6) {
                out.writeInt(inet6.getScopeId() == 0 ? NO_SCOPE : inet6.getScopeId());
            }
        }
    }

    @Override
    public Resolution decode(ByteBuf in) {
        long id = in.readLong();
        String host = readText(in);
        String failure = readText(in);
        int count = in.readInt();
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(readAddress(host, in));
        }
        return new Resolution(id, host, addresses, failure);
    }

    private static InetAddress readAddress(String host, ByteBuf in) {
        byte[] bytes = new byte[in.readByte()];
        in.readBytes(bytes);
        try {
            return bytes.length == 16
                    ? Inet6Address.getByAddress(host, bytes, in.readInt())
                    : InetAddress.getByAddress(host, bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    private static void writeText(String text, ByteBuf out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    private static String readText(ByteBuf in) {
        byte[] bytes = new byte[in.readInt()];
        in.readBytes(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
