package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.stress.harness.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Does the same random operations to a file of the loop and to one by plain calls, and compares
 * what they answer, and now and then the files, byte by byte. Operations of one round are linked,
 * so that their order is given.
 */
final class FileModel implements AutoCloseable {
    private static final int ROUND_MAX = 6;
    private static final int OFFSET_MAX = 30_000;

    private final LoopFixture loop;
    private final Buffers buffers;
    private final Random random;
    private final Path real;
    private final Path modelPath;
    private final FileChannel model;
    private final IoFile file;
    private final List<Expectation> expected = new ArrayList<>();

    /** What one intent is to come to; reads also have bytes. */
    private record Expectation(long ticket, int result, List<ByteBuf> into, ByteBuffer bytes) {}

    FileModel(Path directory, LoopFixture loop, Buffers buffers, Random random) throws IOException {
        this.loop = loop;
        this.buffers = buffers;
        this.random = random;
        real = directory.resolve("real");
        modelPath = directory.resolve("model");
        model = FileChannel.open(modelPath, READ, WRITE, CREATE);
        file = loop.open(real, READ, WRITE, CREATE);
    }

    void run(int operations) throws IOException {
        int done = 0;
        for (int round = 0; done < operations; round++) {
            int size = 1 + random.nextInt(ROUND_MAX);
            for (int i = 0; i < size; i++) {
                addOne();
            }
            done += size;
            check();
            if (round % 50 == 0) {
                compareFiles();
            }
        }
        compareFiles();
    }

    private void addOne() throws IOException {
        int offset = random.nextInt(OFFSET_MAX);
        int action = random.nextInt(100);
        if (action < 35) {
            write(offset);
        } else if (action < 75) {
            read(offset);
        } else if (action < 85) {
            truncate(random.nextInt(OFFSET_MAX));
        } else if (action < 90) {
            allocate(offset, 1 + random.nextInt(3_000));
        } else {
            queue(action < 95 ? request().fsync(file) : request().fdatasync(file), 0);
        }
    }

    private IoRequest request() {
        return loop.request();
    }

    private void queue(IoRequest request, int result) {
        add(request, result, List.of(), ByteBuffer.allocate(0));
    }

    private void add(IoRequest request, int result, List<ByteBuf> into, ByteBuffer bytes) {
        expected.add(new Expectation(loop.queue(request.hardLinked()), result, into, bytes));
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write(int offset) throws IOException {
        int count = 1 + random.nextInt(4);
        ByteBuf[] parts = new ByteBuf[count];
        int at = offset;
        for (int i = 0; i < count; i++) {
            byte[] bytes = randomBytes();
            parts[i] = buffers.give(bytes);
            at += model.write(ByteBuffer.wrap(bytes), at);
        }
        IoRequest request =
                count == 1
                        ? request().write(file, parts[0], parts[0].readableBytes())
                        : request().writev(file, parts);
        queue(request.at(offset), at - offset);
    }

    private void read(int offset) throws IOException {
        int count = 1 + random.nextInt(4);
        ByteBuf[] parts = new ByteBuf[count];
        int capacity = 0;
        for (int i = 0; i < count; i++) {
            parts[i] = buffers.give(randomBytes()).clear();
            capacity += parts[i].capacity();
        }
        ByteBuffer bytes = ByteBuffer.allocate(capacity);
        int result = Math.max(0, model.read(bytes, offset));
        IoRequest request =
                count == 1
                        ? request().read(file, parts[0], parts[0].capacity())
                        : request().readv(file, parts);
        add(request.at(offset), result, List.of(parts), bytes.flip());
    }

    private void truncate(int length) throws IOException {
        setModelSize(length);
        queue(request().truncate(file, length), 0);
    }

    private void allocate(int offset, int length) throws IOException {
        if (offset + length > model.size()) {
            setModelSize(offset + length);
        }
        queue(request().allocate(file, length).at(offset), 0);
    }

    private void setModelSize(int length) throws IOException {
        if (length <= model.size()) {
            model.truncate(length);
        } else {
            int unused = model.write(ByteBuffer.allocate(1), length - 1L);
        }
    }

    private void check() {
        for (Expectation each : expected) {
            assertThat(loop.await(each.ticket()).result()).isEqualTo(each.result());
            int at = 0;
            for (ByteBuf part : each.into()) {
                for (int i = 0; i < part.writerIndex(); i++) {
                    assertThat(part.getByte(i)).isEqualTo(each.bytes().get(at++));
                }
            }
            assertThat(at).isEqualTo(each.bytes().limit());
        }
        loop.emptyInbox();
        for (Expectation each : expected) {
            for (ByteBuf part : each.into()) {
                part.release();
            }
        }
        expected.clear();
    }

    private void compareFiles() throws IOException {
        assertThat(Files.mismatch(real, modelPath)).isEqualTo(-1);
    }

    @Override
    public void close() throws IOException {
        model.close();
    }
}
