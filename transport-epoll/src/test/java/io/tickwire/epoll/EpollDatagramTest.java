package io.tickwire.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.tickwire.IoDatagram;
import io.tickwire.IoStatus;
import io.tickwire.Lane;
import io.tickwire.SocketOptions;
import io.tickwire.TickLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix datagrams as other programs send them, which Java itself cannot. */
class EpollDatagramTest {
    // include/uapi/asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;

    @TempDir private Path folder;
    private final List<IoStatus> statuses = new ArrayList<>();
    private final List<SocketAddress> peers = new ArrayList<>();
    private TickLoop loop;
    private Lane lane;
    private Path path;
    private IoDatagram receiver;

    @BeforeEach
    void open() {
        assumeTrue(Epoll.isAvailable());
        loop = TickLoop.builder().transport("epoll").phase("phase", p -> p.lane("lane")).build();
        lane = loop.lane("lane");
        path = folder.resolve("receiver");
        receiver = loop.bind(UnixDomainSocketAddress.of(path), SocketOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
    }

    private void send(Socket socket, int bytes) throws IOException {
        ByteBuf message = Unpooled.directBuffer(bytes, bytes).writeZero(bytes);
        byte[] to = path.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(socket.sendToAddressDomainSocket(message.memoryAddress(), 0, bytes, to))
                .isEqualTo(bytes);
        message.release();
    }

    private void receive(int bytes) {
        ByteBuf into = Unpooled.directBuffer(bytes, bytes);
        int before = statuses.size();
        boolean isQueued =
                lane.intents()
                        .queue(
                                lane.request()
                                        .recvmsg(receiver, into, bytes)
                                        .onComplete(
                                                (completion, tick) -> {
                                                    statuses.add(completion.status());
                                                    if (completion.isOk()) {
                                                        peers.add(completion.peer());
                                                    }
                                                }));
        assertThat(isQueued).isTrue();
        long begin = System.nanoTime();
        while (statuses.size() == before) {
            loop.tick();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
        into.release();
    }

    @Test
    @DisplayName("a sender with an abstract name is one without a name")
    void aSenderWithAnAbstractNameIsOneWithoutAName() throws IOException {
        Socket sender = Socket.newSocketDomainDgram();
        try {
            // See unix(7): with SO_PASSCRED the kernel gives a sender an abstract name.
            sender.setIntOpt(SOL_SOCKET, SO_PASSCRED, 1);
            send(sender, 3);
            receive(8);
        } finally {
            sender.close();
        }
        assertThat(statuses).containsExactly(IoStatus.OK);
        assertThat(peers).containsExactly(UnixDomainSocketAddress.of(""));
    }

    @Test
    @DisplayName("a datagram that is cut is lost as a whole")
    void aDatagramThatIsCutIsLostAsAWhole() throws IOException {
        Socket sender = Socket.newSocketDomainDgram();
        try {
            sender.setSendBufferSize(1 << 20);
            assumeTrue(sender.getSendBufferSize() > 400_000, "net.core.wmem_max is low");
            send(sender, 300_000);
            send(sender, 200_000);
            receive(400_000);
            receive(400_000);
        } finally {
            sender.close();
        }
        assertThat(statuses).containsExactly(IoStatus.EMSGSIZE, IoStatus.OK);
    }
}
