package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BatchConfig;
import io.tickwire.IoFile;
import io.tickwire.IoStatus;
import io.tickwire.stress.harness.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SPLICE from files to streams. */
abstract class SpliceTck extends TckCase {
    private static final int FILE_BYTES = 900_000;

    SpliceTck(String transport) {
        super(transport);
    }

    private byte[] content = new byte[0];

    private IoFile file(LoopFixture loop) throws IOException {
        content = randomBytes(FILE_BYTES);
        Path path = Files.write(directory().resolve("file"), content);
        return loop.open(path);
    }

    @Test
    @DisplayName("D6: a splice goes out in turn with the sends before and behind it")
    void inTurn() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        Connection connection = connect(loop);
        FutureTask<byte[]> received = inBackground(connection.peer()::receiveToEnd);
        loop.queue(loop.request().send(connection.stream(), give(new byte[] {1, 2, 3})));
        long splice =
                loop.queue(
                        loop.request().splice(file, connection.stream(), FILE_BYTES - 100).at(7));
        loop.queue(loop.request().send(connection.stream(), give(new byte[] {4})));
        long tail = loop.queue(loop.request().splice(file, connection.stream(), 10));
        loop.queue(loop.request().shutdown(connection.stream()));
        assertThat(connection.stream().pendingBytes()).isZero();
        assertThat(loop.await(splice).result()).isEqualTo(FILE_BYTES - 100);
        assertThat(loop.await(tail).result()).isEqualTo(10);
        byte[] all = tickUntilDone(loop, received);
        byte[] expected = new byte[3 + FILE_BYTES - 100 + 1 + 10];
        System.arraycopy(new byte[] {1, 2, 3}, 0, expected, 0, 3);
        System.arraycopy(content, 7, expected, 3, FILE_BYTES - 100);
        expected[3 + FILE_BYTES - 100] = 4;
        System.arraycopy(content, 0, expected, expected.length - 10, 10);
        assertThat(all).isEqualTo(expected);
    }

    @Test
    @DisplayName("the end of the file ends a splice with what there was, and breaks its chain")
    void endOfFile() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        Connection connection = connect(loop);
        long splice =
                loop.queue(
                        loop.request()
                                .splice(file, connection.stream(), 1_000)
                                .at(FILE_BYTES - 600)
                                .linked());
        long follower = loop.queue(loop.request().nop());
        long behind =
                loop.queue(loop.request().splice(file, connection.stream(), 1_000).at(FILE_BYTES));
        assertThat(loop.await(splice).result()).isEqualTo(600);
        assertThat(loop.await(follower).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.await(behind).result()).isZero();
        assertThat(connection.peer().receive(600))
                .isEqualTo(Arrays.copyOfRange(content, FILE_BYTES - 600, FILE_BYTES));
    }

    @Test
    @DisplayName("a file that cannot be read fails its splice alone")
    void unreadableFile() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), new byte[10]);
        IoFile file = loop.open(path, WRITE);
        Connection connection = connect(loop);
        long splice = loop.queue(loop.request().splice(file, connection.stream(), 10));
        long send = loop.queue(loop.request().send(connection.stream(), give(new byte[] {9})));
        assertThat(loop.await(splice).status()).isEqualTo(IoStatus.EBADF);
        assertThat(loop.await(send).result()).isEqualTo(1);
        assertThat(connection.peer().receive(1)).containsExactly(9);
    }

    @Test
    @DisplayName(
            "a close of the file waits for its splices; a peer that reads nothing is cancelled")
    void closeAndCancel() throws IOException {
        LoopFixture loop =
                loop(BatchConfig.builder().laneCapacity(512).streamPending(1 << 30, 64).build());
        IoFile file = file(loop);
        Connection connection = connect(loop);
        long splice = 0;
        for (int i = 0; i < 20; i++) {
            splice = loop.queue(loop.request().splice(file, connection.stream(), FILE_BYTES));
            loop.tick();
        }
        long close = loop.queue(loop.request().close(file));
        for (int i = 0; i < 5; i++) {
            loop.tick();
        }
        assertThat(loop.isOver(close)).isFalse();
        loop.queue(loop.request().cancel(connection.stream()));
        assertThat(loop.await(close).isOk()).isTrue();
        assertThat(loop.isOver(splice)).isTrue();
        assertThat(connection.stream().pendingBytes()).isZero();
        assertThat(loop.finish(loop.request().splice(file, connection.stream(), 1)).status())
                .isEqualTo(IoStatus.EBADF);
    }

    @Test
    @DisplayName("a reset ends splices and the sends behind them")
    void reset() throws IOException {
        LoopFixture loop = loop();
        IoFile file = file(loop);
        Connection connection = narrow(loop);
        long splice = loop.queue(loop.request().splice(file, connection.stream(), FILE_BYTES));
        long send = loop.queue(loop.request().send(connection.stream(), give(new byte[100])));
        loop.tick();
        connection.peer().reset();
        assertThat(loop.await(splice).isOk() && loop.await(send).isOk()).isFalse();
        assertThatThrownBy(() -> loop.request().splice(file, connection.stream(), 0))
                .hasMessageContaining("length: 0");
    }
}
