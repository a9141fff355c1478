package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoFile;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes of one file. Each region has one operation in flight at most, so that what it
 * holds is known whatever order the kernel takes them in.
 */
final class FileLoad implements MixedLoadScenario.Part {
    private static final int REGIONS = 64;
    private static final int BYTES = 700;

    private final Stage stage;
    private final LoopDrive drive;
    private final Path path;
    private final IoFile file;
    private final List<Region> regions = new ArrayList<>();
    private int busy;
    private long reads;
    private long writes;

    private final class Region {
        final long start;
        final ByteBuf out = stage.buffer(BYTES);
        final ByteBuf in = stage.buffer(BYTES);
        long key;
        boolean isBusy;

        Region(int index) {
            start = (long) index * BYTES;
            key = index;
        }

        void write() {
            long newKey = stage.random().nextInt();
            Pattern.write(out.clear(), newKey, 0, BYTES);
            out.retain();
            if (!drive.offer(
                    drive.request()
                            .write(file, out, BYTES)
                            .at(start)
                            .onComplete(
                                    (done, tick) -> {
                                        Check.equal("bytes written", BYTES, done.result());
                                        key = newKey;
                                        over();
                                    }))) {
                out.release();
                return;
            }
            writes++;
            begun();
        }

        void read() {
            int from = stage.random().nextInt(BYTES - 1);
            int length = stage.between(1, BYTES - from);
            if (drive.offer(
                    drive.request()
                            .read(file, in.clear(), length)
                            .at(start + from)
                            .onComplete(
                                    (done, tick) -> {
                                        Check.equal("bytes read", length, done.result());
                                        Check.equal("bytes read", length, in.readableBytes());
                                        Pattern.check(in, 0, length, key, from);
                                        over();
                                    }))) {
                reads++;
                begun();
            }
        }

        private void begun() {
            isBusy = true;
            busy++;
        }

        private void over() {
            isBusy = false;
            busy--;
        }
    }

    FileLoad(Stage stage, LoopDrive drive) throws Exception {
        this.stage = stage;
        this.drive = drive;
        byte[] content = new byte[REGIONS * BYTES];
        for (int i = 0; i < REGIONS; i++) {
            regions.add(new Region(i));
            System.arraycopy(Pattern.bytes(i, 0, BYTES), 0, content, i * BYTES, BYTES);
        }
        path = stage.file(content);
        file = drive.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void queueOne() {
        Region region = regions.get(stage.random().nextInt(REGIONS));
        if (region.isBusy) {
            return;
        }
        if (stage.random().nextBoolean()) {
            region.write();
        } else {
            region.read();
        }
    }

    @Override
    public void windUp() {}

    @Override
    public boolean isIdle() {
        return busy == 0;
    }

    /** Compares the file with what was written, past the loop. */
    void checkWholeFile() throws Exception {
        byte[] content = Files.readAllBytes(path);
        Check.equal("the file's length", (long) REGIONS * BYTES, content.length);
        for (Region region : regions) {
            Pattern.check(content, (int) region.start, BYTES, region.key, 0);
        }
    }

    @Override
    public String toString() {
        return reads + " reads, " + writes + " writes";
    }
}
