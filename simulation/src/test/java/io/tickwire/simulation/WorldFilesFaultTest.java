package io.tickwire.simulation;

import static io.tickwire.simulation.FilesFixture.NEW;
import static io.tickwire.simulation.FilesFixture.bytes;
import static io.tickwire.simulation.FilesFixture.filled;
import static io.tickwire.simulation.FilesFixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.readiness.ReadinessFile;
import io.tickwire.spi.OpenFlags;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorldFilesFaultTest {
    private final FilesFixture world = new FilesFixture(1);
    private final WorldFiles files = world.files;

    private void always(Fault fault) {
        world.faults.rates(FaultRates.NONE.with(fault, 1));
    }

    private void never() {
        world.faults.rates(FaultRates.NONE);
    }

    @Test
    @DisplayName("an open without a descriptor is EMFILE and makes no file")
    void noDescriptor() {
        always(Fault.OPEN_NO_DESCRIPTOR);
        assertThat(world.openStatus(path("f"), NEW)).isEqualTo(IoStatus.EMFILE);
        assertThat(files.exists(path("f"))).isFalse();
        assertThat(world.faults.counts()).containsEntry(Fault.OPEN_NO_DESCRIPTOR, 1L);
        assertThat(files.count(IoOpType.OPEN)).isEqualTo(1);
    }

    @Test
    @DisplayName("a write and an allocation that find no space change nothing")
    void noSpace() {
        ReadinessFile file = world.open(path("f"), NEW);
        always(Fault.NO_SPACE);
        assertThat(world.write(file, 0, bytes("x"))).isEqualTo(IoStatus.ENOSPC.result());
        assertThat(world.allocate(file, 0, 9)).isEqualTo(IoStatus.ENOSPC.result());
        assertThat(files.contents(path("f"))).isEmpty();
    }

    @Test
    @DisplayName("reads and writes are cut short, but never to nothing")
    void shortTransfers() {
        ReadinessFile file = world.open(path("f"), NEW);
        always(Fault.SHORT_WRITE);
        for (int i = 0; i < 100; i++) {
            assertThat(world.write(file, 0, filled(10, i))).isBetween(1, 9);
        }
        assertThat(world.write(file, 0, bytes("x"))).isEqualTo(1);
        files.put(path("f"), bytes("0123456789"));
        always(Fault.SHORT_READ);
        for (int i = 0; i < 100; i++) {
            String read = world.read(file, 0, 20);
            assertThat("0123456789").startsWith(read);
            assertThat(read).hasSizeBetween(1, 9);
        }
        assertThat(world.read(file, 10, 20)).isEmpty();
    }

    @Test
    @DisplayName("a slow disk holds the loop up by tens or hundreds of milliseconds")
    void slowDisk() {
        always(Fault.SLOW_DISK);
        long before = world.time.nanoTime();
        world.open(path("f"), NEW);
        assertThat(world.time.nanoTime() - before)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(500));
    }

    @Test
    @DisplayName("a read or write that fails with EIO changes nothing")
    void failingTransfers() {
        files.put(path("f"), bytes("abc"));
        ReadinessFile file = world.open(path("f"), NEW);
        always(Fault.IO_ERROR);
        assertThat(world.read(file, 0, 9)).isEqualTo("EIO");
        assertThat(world.write(file, 0, bytes("x"))).isEqualTo(IoStatus.EIO.result());
        assertThat(files.contents(path("f"))).isEqualTo(bytes("abc"));
    }

    @Test
    @DisplayName("what a failed fsync gave up is read, but no later fsync brings it to the device")
    void failingSync() {
        files.put(path("f"), filled(3 * 512, 1));
        ReadinessFile file = world.open(path("f"), NEW);
        assertThat(world.write(file, 0, filled(3 * 512, 2))).isEqualTo(3 * 512);
        always(Fault.IO_ERROR);
        assertThat(world.fsync(file)).isEqualTo(IoStatus.EIO.result());
        never();
        assertThat(files.contents(path("f"))).isEqualTo(filled(3 * 512, 2));
        assertThat(world.write(file, 512, filled(10, 3))).isEqualTo(10);
        assertThat(world.fsync(file)).isZero();
        assertThat(world.fsync(file)).isZero();
        byte[] seen = filled(3 * 512, 2);
        System.arraycopy(filled(10, 3), 0, seen, 512, 10);
        assertThat(files.contents(path("f"))).isEqualTo(seen);
        byte[] kept = filled(3 * 512, 1);
        System.arraycopy(seen, 512, kept, 512, 512);
        assertThat(files.durableContents(path("f"))).isEqualTo(kept);
        files.crash();
        assertThat(files.contents(path("f"))).isEqualTo(kept);
        ReadinessFile again = world.open(path("f"), OpenFlags.WRITE);
        world.write(again, 0, filled(3 * 512, 4));
        world.fsync(again);
        files.crash();
        assertThat(files.contents(path("f"))).isEqualTo(filled(3 * 512, 4));
    }
}
