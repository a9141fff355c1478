package io.tickwire.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;
import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import io.tickwire.spi.TransportProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** File calls that do not return, with threads for file work. */
@Timeout(60)
class HangingFilesTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir Path folder;

    private final List<String> seen = new ArrayList<>();

    /** The engine over a backend without sockets. */
    private record Provider(HangingFiles files) implements TransportProvider {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public int priority() {
            return 1;
        }

        @Override
        public void selfTest() {}

        @Override
        public Transport create(TransportConfig config, CompletionSink sink) {
            FakeBackend backend = new FakeBackend();
            backend.files = files;
            return new ReadinessTransport(config, sink, ReadinessTransport.emulation(), backend);
        }
    }

    private static TickLoop loop(HangingFiles files) {
        return TickLoop.builder()
                .transport(new Provider(files))
                .config(BatchConfig.builder().fileThreads(1).build())
                .phase("only", phase -> phase.lane("lane").wait(WaitPolicy.noWait()))
                .build();
    }

    private void queue(TickLoop loop, IoRequest request) {
        Lane lane = loop.lane("lane");
        assertThat(lane.intents().queue(request.onComplete((c, tick) -> see(c)))).isTrue();
    }

    private void see(IoCompletion completion) {
        seen.add(completion.operation() + " " + completion.status());
    }

    private static void tickUntil(TickLoop loop, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            loop.tick();
            Thread.onSpinWait();
        }
    }

    private IoFile open(TickLoop loop, Path path, OpenOption... how) {
        List<IoFile> files = new ArrayList<>();
        Lane lane = loop.lane("lane");
        IoRequest request =
                lane.request().open(path, how).onComplete((c, tick) -> files.add(c.file()));
        assertThat(lane.intents().queue(request)).isTrue();
        tickUntil(loop, () -> !files.isEmpty());
        return files.get(0);
    }

    @Test
    @DisplayName("a deadline ends a read that hangs; its buffer and file are kept until it returns")
    void deadlineOfRead() throws IOException {
        HangingFiles files = new HangingFiles(IoOpType.READ);
        Path path = Files.writeString(folder.resolve("file"), "content");
        ByteBuf buffer = Unpooled.directBuffer(16);
        try (TickLoop loop = loop(files)) {
            IoFile file = open(loop, path);
            queue(loop, new IoRequest().read(file, buffer, 7).deadline(SOON));
            loop.tick();
            HangingFiles.await(files.hangs);
            tickUntil(loop, () -> seen.size() == 1);
            assertThat(seen).containsExactly("READ ETIMEDOUT");
            assertThat(buffer.refCnt()).isEqualTo(2);
            queue(loop, new IoRequest().stat(path));
            queue(loop, new IoRequest().close(file));
            tickUntil(loop, () -> seen.size() == 3);
            assertThat(seen).contains("STAT OK", "CLOSE OK");
            assertThat(files.opened.get(0).isClosed.getCount()).isEqualTo(1);
            files.letGo();
            HangingFiles.await(files.opened.get(0).isClosed);
        }
        tickUntilReleased(buffer);
        assertThat(buffer.writerIndex()).isZero();
        buffer.release();
    }

    private static void tickUntilReleased(ByteBuf buffer) {
        while (buffer.refCnt() > 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("a deadline ends an open that hangs; the file that it opens too late is closed")
    void deadlineOfOpen() throws IOException {
        HangingFiles files = new HangingFiles(IoOpType.OPEN);
        Path path = Files.writeString(folder.resolve("file"), "content");
        try (TickLoop loop = loop(files)) {
            queue(loop, new IoRequest().open(path).deadline(SOON));
            loop.tick();
            HangingFiles.await(files.hangs);
            tickUntil(loop, () -> seen.size() == 1);
            assertThat(seen).containsExactly("OPEN ETIMEDOUT");
            files.letGo();
            tickUntil(loop, () -> !files.opened.isEmpty());
            HangingFiles.await(files.opened.get(0).isClosed);
        }
    }

    @Test
    @DisplayName(
            "a loop that closes does not wait for calls that hang, nor for what is behind them")
    void closeOfLoop() throws IOException {
        HangingFiles files = new HangingFiles(IoOpType.WRITE);
        Path path = Files.writeString(folder.resolve("file"), "content");
        ByteBuf buffer = Unpooled.directBuffer(16).writeZero(16);
        TickLoop loop = loop(files);
        IoFile file = open(loop, path, StandardOpenOption.WRITE);
        queue(loop, new IoRequest().write(file, buffer.retain(), 16));
        queue(loop, new IoRequest().stat(path));
        loop.tick();
        HangingFiles.await(files.hangs);
        loop.close(SOON);
        // Once the write is given up another thread goes on, and may be faster than the next
        // cancel.
        assertThat(seen).hasSize(2).startsWith("WRITE ECANCELED");
        assertThat(seen.get(1)).isIn("STAT ECANCELED", "STAT OK");
        assertThat(buffer.refCnt()).isEqualTo(2);
        files.letGo();
        tickUntilReleased(buffer);
        HangingFiles.await(files.opened.get(0).isClosed);
        buffer.release();
    }

    @Test
    @DisplayName("a program's own cancel of a call that is running comes too late")
    void cancelOfRunning() throws IOException {
        HangingFiles files = new HangingFiles(IoOpType.STAT);
        Path path = Files.writeString(folder.resolve("file"), "content");
        try (TickLoop loop = loop(files)) {
            IoRequest stat = new IoRequest().stat(path);
            queue(loop, stat);
            loop.tick();
            HangingFiles.await(files.hangs);
            queue(loop, new IoRequest().cancel(stat.ticket()));
            tickUntil(loop, () -> seen.size() == 1);
            files.letGo();
            tickUntil(loop, () -> seen.size() == 2);
            assertThat(seen).containsExactly("CANCEL EALREADY", "STAT OK");
        }
    }
}
