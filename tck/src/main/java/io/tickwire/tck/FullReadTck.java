package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoFile;
import io.tickwire.IoStatus;
import io.tickwire.recipes.FullReads;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reads of an exact number of bytes. */
abstract class FullReadTck extends TckCase {
    private final List<String> seen = new ArrayList<>();

    FullReadTck(String transport) {
        super(transport);
    }

    private FullReads.Callback outcome() {
        return (status, bytes, tick) -> seen.add(status + " " + bytes);
    }

    private void awaitOutcomes(LoopFixture loop, int count) {
        loop.until("a full read", () -> seen.size() == count);
        loop.tick();
    }

    @Test
    @DisplayName("full read: bytes that a peer sends in pieces come as one, the end as a count")
    void fromStream() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        byte[] sent = randomBytes(1000);
        ByteBuf buffer = buffers.keep(2000);
        FullReads.receive(loop.lane().intents(), connection.stream(), buffer, 700, outcome());
        for (int at = 0; at < 700; at += 100) {
            loop.tick();
            assertThat(seen).isEmpty();
            connection.peer().send(Arrays.copyOfRange(sent, at, at + 100));
        }
        awaitOutcomes(loop, 1);
        connection.peer().send(Arrays.copyOfRange(sent, 700, 1000));
        connection.peer().shutdown();
        FullReads.receive(loop.lane().intents(), connection.stream(), buffer, 700, outcome());
        awaitOutcomes(loop, 2);
        assertThat(seen).containsExactly("OK 700", "OK 300");
        assertThat(Buffers.bytes(buffer)).isEqualTo(sent);
    }

    @Test
    @DisplayName("full read: a part of a file, and one that goes beyond its end")
    void fromFile() throws IOException {
        LoopFixture loop = loop();
        byte[] content = randomBytes(300_000);
        Path path = Files.write(directory().resolve("file"), content);
        IoFile file = loop.open(path);
        ByteBuf buffer = buffers.keep(400_000);
        FullReads.read(loop.lane().intents(), file, 1_000, buffer, 200_000, outcome());
        awaitOutcomes(loop, 1);
        assertThat(Buffers.bytes(buffer)).isEqualTo(Arrays.copyOfRange(content, 1_000, 201_000));
        buffer.clear();
        FullReads.read(loop.lane().intents(), file, 250_000, buffer, 100_000, outcome());
        awaitOutcomes(loop, 2);
        assertThat(Buffers.bytes(buffer)).isEqualTo(Arrays.copyOfRange(content, 250_000, 300_000));
        assertThat(seen).containsExactly("OK 200000", "OK 50000");
    }

    @Test
    @DisplayName("full read: a closed file answers EBADF")
    void closedFile() throws IOException {
        LoopFixture loop = loop();
        IoFile file = loop.open(Files.createFile(directory().resolve("file")));
        loop.finish(loop.request().close(file));
        ByteBuf buffer = buffers.keep(10);
        FullReads.read(loop.lane().intents(), file, 0, buffer, 10, outcome());
        awaitOutcomes(loop, 1);
        assertThat(seen).containsExactly(IoStatus.EBADF + " 0");
    }
}
