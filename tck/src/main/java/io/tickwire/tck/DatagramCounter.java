package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoDatagram;
import io.tickwire.IoIntentQueue;
import io.tickwire.IoRequest;
import io.tickwire.TickContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Counts the datagrams that come to a socket, and those that the kernel dropped for want of room in
 * its buffer (the last column of /proc/net/udp, proc(5); 0 where there is none).
 */
final class DatagramCounter implements CompletionCallback {
    private static final Path UDP = Path.of("/proc/net/udp");
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private final IoDatagram socket;
    private int count;

    DatagramCounter(IoDatagram socket) {
        this.socket = socket;
    }

    /** Whether there is a counter of drops. */
    static boolean hasDrops() {
        return Files.exists(UDP);
    }

    int count() {
        return count;
    }

    /** Keeps one more receive outstanding, into a buffer of its own. */
    void add(IoRequest request, IoIntentQueue intents, ByteBuf into) {
        request.recvmsg(socket, into, into.capacity()).index(0).onComplete(this);
        assertThat(intents.queue(request)).isTrue();
    }

    @Override
    public void completed(IoCompletion completion, TickContext tick) {
        if (completion.isOk()) {
            count++;
            add(tick.request(), tick.intents(), completion.buffer());
        }
    }

    long dropped() {
        String end = addressInTable();
        long drops = 0;
        for (Path table : new Path[] {UDP, UDP.resolveSibling("udp6")}) {
            if (!Files.exists(table)) {
                continue;
            }
            try {
                for (String line : Files.readAllLines(table)) {
                    String[] columns = line.strip().split("\\s+", -1);
                    if (columns.length > DROPS && columns[LOCAL_ADDRESS].endsWith(end)) {
                        drops += Long.parseLong(columns[DROPS]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return drops;
    }

    /**
     * The socket's address as the tables show it: 32 bits at a time in the machine's order. The
     * whole of it, since sockets of other processes can have the same port of another address.
     */
    private String addressInTable() {
        InetSocketAddress local = (InetSocketAddress) socket.localAddress();
        ByteBuffer bytes = ByteBuffer.wrap(local.getAddress().getAddress());
        bytes.order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(String.format(Locale.ROOT, "%08X", bytes.getInt()));
        }
        return text + String.format(Locale.ROOT, ":%04X", local.getPort());
    }
}
