package io.tickwire.tck;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.PollEvents;
import io.tickwire.SocketOptions;
import io.tickwire.spi.Capabilities;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import io.tickwire.stress.harness.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Performs one operation of a kind at a time, on real files and sockets, so that what a transport
 * states of it can be held against what becomes of it and what its kernel is asked for. Belongs to
 * one thread, which closes it.
 */
public final class OperationDrive implements AutoCloseable {
    private static final int GROUP = 1;
    private static final int LARGE_BYTES = 64 << 10;
    private static final int BYTES = 64;

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private final Stage stage;
    private final LoopFixture loop;
    private final Path directory;
    private final ByteBuf buffer;
    private int names;

    /**
     * Makes a loop.
     *
     * @param transport the name of its transport
     * @param directory an empty directory for files
     */
    public OperationDrive(String transport, Path directory) {
        this.directory = directory;
        BatchConfig config =
                BatchConfig.builder()
                        .resources(256)
                        .bufferGroup(new BufferGroup(GROUP, BYTES, 8))
                        .build();
        stage = new Stage(transport, 0);
        loop = stage.own(new LoopFixture(stage, config));
        buffer = memory.directBuffer(BYTES);
        loop.tick();
    }

    /**
     * What the loop's transport states.
     *
     * @return the statement
     */
    public Capabilities capabilities() {
        return loop.loop().capabilities();
    }

    /**
     * Performs an operation, and those that it needs before.
     *
     * @param type what is to be performed
     * @return its last completion's status; ECANCELED counts as OK where the operation was ended so
     * @throws IOException if a file or peer cannot be made
     */
    public IoStatus drive(IoOpType type) throws IOException {
        return switch (type) {
            case NOP -> status(request().nop());
            case OPEN -> status(request().open(newFile(), StandardOpenOption.READ));
            case CLOSE -> status(request().close(file()));
            case READ -> status(request().read(file(), cleared(), BYTES));
            case WRITE -> status(request().write(file(), full(), BYTES));
            case READV -> status(request().readv(file(), cleared()));
            case WRITEV -> status(request().writev(file(), full()));
            case FSYNC -> status(request().fsync(file()));
            case FDATASYNC -> status(request().fdatasync(file()));
            case ALLOCATE -> status(request().allocate(file(), BYTES));
            case TRUNCATE -> status(request().truncate(file(), 1));
            case STAT -> status(request().stat(newFile()));
            case RENAME -> status(request().rename(newFile(), newPath()));
            case UNLINK -> status(request().unlink(newFile()));
            case MKDIR -> status(request().mkdir(newPath()));
            default -> driveOnSockets(type);
        };
    }

    private IoStatus driveOnSockets(IoOpType type) throws IOException {
        switch (type) {
            case ACCEPT -> {
                return connect().status();
            }
            case CONNECT -> {
                return status(request().connect(loop.listen().localAddress()));
            }
            case SEND -> {
                return status(request().send(connect().stream(), full(), BYTES));
            }
            case SPLICE -> {
                IoStream stream = connect().stream();
                return status(request().splice(file(), stream, BYTES));
            }
            case SHUTDOWN -> {
                return status(request().shutdown(connect().stream()));
            }
            case RECV -> {
                return ended(loop.queue(request().recv(connect().stream(), cleared(), BYTES)));
            }
            case POLL_ADD -> {
                return status(request().poll(connect().stream(), PollEvents.WRITABLE));
            }
            case POLL_REMOVE -> {
                long poll = loop.queue(request().poll(connect().stream(), PollEvents.READABLE));
                loop.tick();
                return loop.finish(request().pollRemove(poll)).status();
            }
            case SENDMSG -> {
                IoDatagram socket = bind();
                return status(request().sendmsg(socket, socket.localAddress(), full(), BYTES));
            }
            case RECVMSG -> {
                return ended(loop.queue(request().recvmsg(bind(), cleared(), BYTES)));
            }
            case TIMEOUT -> {
                return status(request().timeout(Duration.ZERO));
            }
            case TIMEOUT_REMOVE -> {
                long timeout = loop.queue(request().timeout(Duration.ofHours(1)));
                loop.tick();
                return status(request().timeoutRemove(timeout));
            }
            case CANCEL -> {
                return ended(loop.queue(request().recv(connect().stream(), cleared(), BYTES)));
            }
            default -> throw new IllegalArgumentException("no way to drive " + type);
        }
    }

    /**
     * Performs a chain of a write and a sync of one file.
     *
     * @return the status of the sync
     * @throws IOException if the file cannot be made
     */
    public IoStatus driveLinks() throws IOException {
        IoFile file = file();
        loop.queue(request().write(file, full(), BYTES).linked());
        return status(request().fsync(file));
    }

    /**
     * Starts and ends a multishot accept.
     *
     * @return the status of its first completion
     */
    public IoStatus driveMultishotAccept() {
        IoListener listener = loop.listen();
        long accept = loop.queue(request().accept(listener).multishot());
        stage.own(Peer.connect(listener.localAddress()));
        return firstThenCancel(accept);
    }

    /**
     * Starts and ends a multishot receive from a group.
     *
     * @return the status of its first completion
     */
    public IoStatus driveMultishotReceive() {
        IoListener listener = loop.listen();
        Connection connection = loop.accept(listener, Peer.connect(listener.localAddress()));
        IoStream stream = connection.stream();
        long receive = loop.queue(request().recv(stream).fromGroup(GROUP).multishot());
        connection.peer().send(new byte[1]);
        return firstThenCancel(receive);
    }

    /**
     * Starts and ends a multishot poll.
     *
     * @return the status of its first completion
     */
    public IoStatus driveMultishotPoll() {
        IoStream stream = connect().stream();
        return firstThenCancel(loop.queue(request().poll(stream, PollEvents.WRITABLE).multishot()));
    }

    /**
     * Sends enough for sparing the copy to pay.
     *
     * @return the status of the send
     */
    public IoStatus driveZeroCopy() {
        ByteBuf large = memory.directBuffer(LARGE_BYTES).writeZero(LARGE_BYTES);
        return status(request().send(connect().stream(), large).zeroCopy());
    }

    /**
     * Receives once from a group.
     *
     * @return the status of the receive
     */
    public IoStatus driveBufferGroups() {
        IoListener listener = loop.listen();
        Connection connection = loop.accept(listener, Peer.connect(listener.localAddress()));
        IoStream stream = connection.stream();
        connection.peer().send(new byte[1]);
        return status(request().recv(stream).fromGroup(GROUP));
    }

    /**
     * Sends a datagram from a Unix socket to itself.
     *
     * @return the status of the send, or EOPNOTSUPP if there is no such socket
     */
    public IoStatus driveUnixDatagrams() {
        IoDatagram socket;
        try {
            SocketAddress address = UnixDomainSocketAddress.of(newPath());
            socket = loop.loop().bind(address, SocketOptions.DEFAULT);
        } catch (UncheckedIOException e) {
            return IoStatus.EOPNOTSUPP;
        }
        return status(request().sendmsg(socket, socket.localAddress(), full(), BYTES));
    }

    /**
     * Waits for bytes that never come until a deadline has passed.
     *
     * @return OK if the deadline ended the receive, or how else it ended
     */
    public IoStatus driveDeadline() {
        IoRequest receive = request().recv(connect().stream(), cleared(), BYTES);
        IoStatus status = status(receive.deadline(Duration.ofMillis(1)));
        return status == IoStatus.ETIMEDOUT ? IoStatus.OK : status;
    }

    private IoStatus firstThenCancel(long ticket) {
        loop.until("a first completion", () -> !loop.of(ticket).isEmpty());
        IoStatus first = loop.of(ticket).get(0).status();
        loop.finish(request().cancel(ticket));
        return first;
    }

    private IoStatus status(IoRequest request) {
        return loop.finish(request).status();
    }

    /** Ends what waits for input that never comes. */
    private IoStatus ended(long ticket) {
        loop.tick();
        loop.finish(request().cancel(ticket));
        IoStatus status = loop.await(ticket).status();
        return status == IoStatus.ECANCELED ? IoStatus.OK : status;
    }

    private Outcome connect() {
        IoListener listener = loop.listen();
        stage.own(Peer.connect(listener.localAddress()));
        return loop.finish(request().accept(listener));
    }

    private IoDatagram bind() {
        return loop.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
    }

    private Path newPath() {
        return directory.resolve("drive" + names++);
    }

    private Path newFile() throws IOException {
        return Files.write(newPath(), new byte[BYTES]);
    }

    private IoFile file() throws IOException {
        return loop.open(newFile(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private IoRequest request() {
        return loop.request();
    }

    private ByteBuf cleared() {
        return buffer.clear();
    }

    /** A buffer that the loop takes over. */
    private ByteBuf full() {
        return memory.directBuffer(BYTES).writeZero(BYTES);
    }

    @Override
    public void close() {
        stage.close();
        buffer.release();
    }
}
