package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Peer;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The errors that a program has to expect, each with a provocation that comes to the same {@link
 * IoStatus} on every transport, for root as for any user.
 */
abstract class StatusTck extends TckCase {
    private static final Set<IoStatus> REQUIRED =
            EnumSet.of(
                    IoStatus.EPERM,
                    IoStatus.ENOENT,
                    IoStatus.EBADF,
                    IoStatus.EACCES,
                    IoStatus.EEXIST,
                    IoStatus.ENOTDIR,
                    IoStatus.EISDIR,
                    IoStatus.EINVAL,
                    IoStatus.EMFILE,
                    IoStatus.ENOSPC,
                    IoStatus.EPIPE,
                    IoStatus.ENAMETOOLONG,
                    IoStatus.ENOTEMPTY,
                    IoStatus.EMSGSIZE,
                    IoStatus.EADDRINUSE,
                    IoStatus.EADDRNOTAVAIL,
                    IoStatus.ECONNRESET,
                    IoStatus.ENOBUFS,
                    IoStatus.ETIMEDOUT,
                    IoStatus.ECONNREFUSED,
                    IoStatus.EALREADY,
                    IoStatus.EDQUOT,
                    IoStatus.ECANCELED);

    /** A setting of the kernel's that nobody may change: proc_sys_permission() heeds no root. */
    private static final Path READ_ONLY = Path.of("/proc/sys/kernel/ostype");

    /** Files that have no way to be removed; an ordinary user may not even try. */
    private static final Path NOT_REMOVABLE = Path.of("/proc/version");

    /** Names the status that a test provokes. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    private @interface Provokes {
        IoStatus value();
    }

    StatusTck(String transport) {
        super(transport);
    }

    private static IoStatus status(LoopFixture loop, IoRequest request) {
        return loop.finish(request).status();
    }

    private IoStatus statusOfOpen(Path path, OpenOption... how) {
        LoopFixture loop = loop();
        return status(loop, loop.request().open(path, how));
    }

    private Path file() throws IOException {
        return Files.write(directory().resolve("file"), new byte[3]);
    }

    private static IoDatagram bind(LoopFixture loop) {
        return loop.loop().bind(Loopback.anyPort(), SocketOptions.DEFAULT);
    }

    @Test
    @DisplayName("each required status has a test that provokes it")
    void isComplete() {
        Set<IoStatus> provoked = EnumSet.noneOf(IoStatus.class);
        Stream.of(StatusTck.class.getDeclaredMethods())
                .map(method -> method.getAnnotation(Provokes.class))
                .filter(provokes -> provokes != null)
                .forEach(provokes -> provoked.add(provokes.value()));
        assertThat(provoked).isEqualTo(REQUIRED);
        assertThat(Stream.of(StatusTck.class.getDeclaredMethods()))
                .filteredOn(method -> method.isAnnotationPresent(Provokes.class))
                .allMatch(StatusTck::isTest);
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class);
    }

    @Test
    @Provokes(IoStatus.ENOENT)
    @DisplayName("open of a missing file completes with ENOENT")
    void missingFile() {
        assertThat(statusOfOpen(directory().resolve("missing"))).isEqualTo(IoStatus.ENOENT);
    }

    @Test
    @Provokes(IoStatus.EEXIST)
    @DisplayName("open with CREATE_NEW of a file that is there completes with EEXIST")
    void existingFile() throws IOException {
        assertThat(statusOfOpen(file(), WRITE, CREATE_NEW)).isEqualTo(IoStatus.EEXIST);
    }

    @Test
    @Provokes(IoStatus.EISDIR)
    @DisplayName("open of a directory for writing completes with EISDIR")
    void directoryForWriting() {
        assertThat(statusOfOpen(directory(), WRITE)).isEqualTo(IoStatus.EISDIR);
    }

    @Test
    @Provokes(IoStatus.ENOTDIR)
    @DisplayName("open of a path below a file completes with ENOTDIR")
    void belowFile() throws IOException {
        assertThat(statusOfOpen(file().resolve("below"))).isEqualTo(IoStatus.ENOTDIR);
    }

    @Test
    @Provokes(IoStatus.ENAMETOOLONG)
    @DisplayName("open of a name of 300 characters completes with ENAMETOOLONG")
    void longName() {
        assertThat(statusOfOpen(directory().resolve("x".repeat(300))))
                .isEqualTo(IoStatus.ENAMETOOLONG);
    }

    @Test
    @Provokes(IoStatus.ENOTEMPTY)
    @DisplayName("removal of a directory that has a file completes with ENOTEMPTY")
    void directoryWithFile() throws IOException {
        LoopFixture loop = loop();
        Path directory = directory();
        Files.createFile(directory.resolve("file"));
        assertThat(status(loop, loop.request().removeDirectory(directory)))
                .isEqualTo(IoStatus.ENOTEMPTY);
    }

    @Test
    @Provokes(IoStatus.EINVAL)
    @DisplayName("truncation of a file opened for reading completes with EINVAL")
    void truncationOfReadOnly() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(file(), READ);
        assertThat(status(loop, loop.request().truncate(file, 1))).isEqualTo(IoStatus.EINVAL);
    }

    @Test
    @Provokes(IoStatus.EBADF)
    @DisplayName("a write to a file opened for reading, or closed, completes with EBADF")
    void badDescriptor() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(file(), READ);
        assertThat(status(loop, loop.request().write(file, give(new byte[1]), 1)))
                .isEqualTo(IoStatus.EBADF);
        loop.finish(loop.request().close(file));
        assertThat(status(loop, loop.request().fsync(file))).isEqualTo(IoStatus.EBADF);
    }

    @Test
    @Provokes(IoStatus.ENOSPC)
    @DisplayName("writes to a full device complete with ENOSPC")
    void noSpace() {
        LoopFixture loop = loop();
        IoFile full = loop.open(Path.of("/dev/full"), WRITE);
        assertThat(status(loop, loop.request().write(full, give(new byte[10]), 10)))
                .isEqualTo(IoStatus.ENOSPC);
        assertThat(status(loop, loop.request().writev(full, give(new byte[10]))))
                .isEqualTo(IoStatus.ENOSPC);
    }

    @Test
    @Provokes(IoStatus.EACCES)
    @DisplayName("what the system forbids even to root completes with EACCES")
    void forbiddenFile() throws IOException {
        requireWritableStore(READ_ONLY);
        LoopFixture loop = loop();
        assertThat(status(loop, loop.request().open(READ_ONLY, WRITE))).isEqualTo(IoStatus.EACCES);
        assertThat(status(loop, loop.request().open(READ_ONLY, READ, WRITE)))
                .isEqualTo(IoStatus.EACCES);
        assertThat(status(loop, loop.request().unlink(READ_ONLY))).isEqualTo(IoStatus.EACCES);
        Path sibling = READ_ONLY.resolveSibling("osrelease");
        assertThat(status(loop, loop.request().rename(READ_ONLY, sibling)))
                .isEqualTo(IoStatus.EACCES);
        assertThat(status(loop, loop.request().open(READ_ONLY, READ))).isEqualTo(IoStatus.OK);
    }

    @Test
    @Provokes(IoStatus.EPERM)
    @DisplayName("removal of what cannot be removed completes with EPERM, or EACCES for a user")
    void unremovableFile() throws IOException {
        requireWritableStore(NOT_REMOVABLE);
        LoopFixture loop = loop();
        boolean isRoot = Files.isWritable(NOT_REMOVABLE.resolveSibling("."));
        assertThat(status(loop, loop.request().unlink(NOT_REMOVABLE)))
                .isEqualTo(isRoot ? IoStatus.EPERM : IoStatus.EACCES);
    }

    /** Containers often mount parts of /proc for reading only, which would hide the permission. */
    private static void requireWritableStore(Path path) throws IOException {
        Assumptions.assumeTrue(Files.exists(path), path + " is not there: this is not Linux");
        FileStore store = Files.getFileStore(path);
        Assumptions.assumeFalse(store.isReadOnly(), path + " is on a read-only mount: " + store);
    }

    @Test
    @DisplayName("a datagram to the broadcast address, which was not asked for, gives EACCES")
    void forbiddenDatagram() throws IOException {
        LoopFixture loop = loop();
        IoDatagram socket = bind(loop);
        byte[] everybody = {-1, -1, -1, -1};
        SocketAddress address = new InetSocketAddress(InetAddress.getByAddress(everybody), 9);
        ByteBuf message = give(new byte[1]);
        assertThat(status(loop, loop.request().sendmsg(socket, address, message, 1)))
                .isEqualTo(IoStatus.EACCES);
        loop.emptyInbox();
        assertThat(message.refCnt()).isZero();
    }

    @Test
    @Provokes(IoStatus.EMSGSIZE)
    @DisplayName("a datagram longer than UDP allows is refused with EMSGSIZE")
    void longDatagram() {
        LoopFixture loop = loop();
        IoDatagram socket = bind(loop);
        ByteBuf huge = give(new byte[65_530]);
        assertThat(
                        status(
                                loop,
                                loop.request()
                                        .sendmsg(socket, socket.localAddress(), huge, 65_530)))
                .isEqualTo(IoStatus.EMSGSIZE);
        loop.emptyInbox();
        assertThat(huge.refCnt()).isZero();
    }

    @Test
    @Provokes(IoStatus.ECONNREFUSED)
    @DisplayName("a connect where nobody listens completes with ECONNREFUSED")
    void refused() throws IOException {
        SocketAddress address;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(Loopback.anyPort());
            address = server.getLocalAddress();
        }
        LoopFixture loop = loop();
        Outcome outcome = loop.finish(loop.request().connect(address));
        assertThat(outcome.status()).isEqualTo(IoStatus.ECONNREFUSED);
        assertThat(outcome.resource()).isNull();
    }

    @Test
    @Provokes(IoStatus.ECONNRESET)
    @DisplayName("a receive from a peer that resets completes with ECONNRESET")
    void reset() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        connection.peer().reset();
        assertThat(status(loop, loop.request().recv(connection.stream(), buffers.keep(8), 8)))
                .isEqualTo(IoStatus.ECONNRESET);
    }

    @Test
    @Provokes(IoStatus.EPIPE)
    @DisplayName("a send after a shutdown completes with EPIPE")
    void sendAfterShutdown() {
        LoopFixture loop = loop();
        IoStream stream = connect(loop).stream();
        assertThat(status(loop, loop.request().shutdown(stream))).isEqualTo(IoStatus.OK);
        assertThat(status(loop, loop.request().send(stream, give(new byte[1]))))
                .isEqualTo(IoStatus.EPIPE);
    }

    @Test
    @Provokes(IoStatus.ENOBUFS)
    @DisplayName("a send over the stream's pending bound completes with ENOBUFS")
    void pendingBound() {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(64).streamPending(8, 2).build());
        IoStream stream = connect(loop).stream();
        loop.queue(loop.request().send(stream, give(new byte[8])));
        assertThat(status(loop, loop.request().send(stream, give(new byte[1]))))
                .isEqualTo(IoStatus.ENOBUFS);
    }

    @Test
    @Provokes(IoStatus.ETIMEDOUT)
    @DisplayName("a receive whose deadline has passed completes with ETIMEDOUT")
    void timedOut() {
        LoopFixture loop = loop();
        IoStream stream = connect(loop).stream();
        IoRequest receive = loop.request().recv(stream, buffers.keep(8), 8);
        assertThat(status(loop, receive.deadline(Duration.ofMillis(1))))
                .isEqualTo(IoStatus.ETIMEDOUT);
    }

    @Test
    @Provokes(IoStatus.ECANCELED)
    @DisplayName("a receive that is cancelled completes with ECANCELED")
    void cancelled() {
        LoopFixture loop = loop();
        IoStream stream = connect(loop).stream();
        long ticket = loop.queue(loop.request().recv(stream, buffers.keep(8), 8));
        assertThat(status(loop, loop.request().cancel(ticket))).isEqualTo(IoStatus.OK);
        assertThat(loop.await(ticket).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @Provokes(IoStatus.EALREADY)
    @DisplayName("a cancel of a shutdown comes too late: EALREADY")
    void tooLate() {
        LoopFixture loop = loop();
        IoStream stream = connect(loop).stream();
        loop.queue(loop.request().send(stream, give(new byte[1])));
        long ticket = loop.queue(loop.request().shutdown(stream));
        assertThat(status(loop, loop.request().cancel(ticket))).isEqualTo(IoStatus.EALREADY);
    }

    @Test
    @Provokes(IoStatus.EDQUOT)
    @DisplayName("an accept over its listener's limit completes with EDQUOT")
    void overLimit() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        listener.limit(1, 1);
        connect(loop, listener);
        own(Peer.connect(listener.localAddress()));
        assertThat(status(loop, loop.request().accept(listener))).isEqualTo(IoStatus.EDQUOT);
    }

    @Test
    @Provokes(IoStatus.EMFILE)
    @DisplayName("an open beyond the loop's resources completes with EMFILE")
    void tooManyFiles() throws IOException {
        LoopFixture loop = loop(BatchConfig.builder().laneCapacity(64).resources(1).build());
        Path path = file();
        loop.open(path, READ);
        assertThat(status(loop, loop.request().open(path, READ))).isEqualTo(IoStatus.EMFILE);
    }

    @Test
    @Provokes(IoStatus.EADDRINUSE)
    @DisplayName("listening and binding in use fail with the words of EADDRINUSE")
    void inUse() {
        LoopFixture loop = loop();
        SocketAddress address = loop.listen().localAddress();
        assertThatThrownBy(() -> loop.loop().listen(address, SocketOptions.DEFAULT))
                .hasMessageContaining(IoStatus.EADDRINUSE.description());
        SocketAddress bound = bind(loop).localAddress();
        assertThatThrownBy(() -> loop.loop().bind(bound, SocketOptions.DEFAULT))
                .hasMessageContaining(IoStatus.EADDRINUSE.description());
    }

    @Test
    @Provokes(IoStatus.EADDRNOTAVAIL)
    @DisplayName("listening and binding elsewhere fail with the words of EADDRNOTAVAIL")
    void notAvailable() throws IOException {
        LoopFixture loop = loop();
        byte[] documentation = {(byte) 192, 0, 2, 1}; // RFC 5737: no machine's
        SocketAddress address = new InetSocketAddress(InetAddress.getByAddress(documentation), 0);
        assertThatThrownBy(() -> loop.loop().listen(address, SocketOptions.DEFAULT))
                .hasMessageContaining(IoStatus.EADDRNOTAVAIL.description());
        assertThatThrownBy(() -> loop.loop().bind(address, SocketOptions.DEFAULT))
                .hasMessageContaining(IoStatus.EADDRNOTAVAIL.description());
    }
}
