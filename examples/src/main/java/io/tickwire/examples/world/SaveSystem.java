package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoStatus;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.recipes.WholeFiles;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Loads the world at the start, saves it every ten seconds, and reads some saves back. What fails
 * is tried again soon. Belongs to the loop's thread.
 */
final class SaveSystem implements TickSystem {
    private static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Every so many saves are read back. */
    private static final int CHECKED_SAVES = 3;

    private final Path file;
    private final ByteBufAllocator allocator;
    private final SaveLedger ledger;
    private final Witness witness;
    private boolean isLoaded;
    private boolean isBusy;
    private boolean isCheckDue;
    private long dueNanos;
    private int saves;

    SaveSystem(Path file, ByteBufAllocator allocator, SaveLedger ledger, Witness witness) {
        this.file = file;
        this.allocator = allocator;
        this.ledger = ledger;
        this.witness = witness;
    }

    @Override
    public void run(TickContext tick) {
        if (isBusy || tick.timeNanos() < dueNanos) {
            return;
        }
        if (!isLoaded || isCheckDue) {
            isBusy = WholeFiles.load(tick.intents(), file, SaveContent.BYTES_MAX, this::loaded);
        } else {
            save(tick);
        }
    }

    private void loaded(IoStatus status, ByteBuf content, TickContext tick) {
        long number = status == IoStatus.OK ? SaveContent.numberIn(content) : 0;
        content.release();
        if (status == IoStatus.OK && number == SaveContent.NOT_WHOLE) {
            throw new IllegalStateException("a save is torn: " + content);
        }
        witness.saw(number);
        if (!isLoaded && (status == IoStatus.OK || status == IoStatus.ENOENT)) {
            ledger.recovered(number);
            isLoaded = true;
            rest(tick, PERIOD_NANOS);
        } else if (status == IoStatus.OK) {
            ledger.foundAgain(number);
            isCheckDue = false;
            rest(tick, PERIOD_NANOS);
        } else {
            rest(tick, RETRY_NANOS);
        }
    }

    private void save(TickContext tick) {
        long number = ledger.begin();
        ByteBuf content = SaveContent.write(allocator, number);
        isBusy =
                WholeFiles.saveOrRelease(
                        tick.intents(),
                        file,
                        content,
                        (status, later) -> saved(number, status, later));
    }

    private void saved(long number, IoStatus status, TickContext tick) {
        witness.saw(status.result());
        if (status == IoStatus.OK) {
            ledger.done(number);
            isCheckDue = ++saves % CHECKED_SAVES == 0;
            rest(tick, PERIOD_NANOS);
        } else {
            rest(tick, RETRY_NANOS);
        }
    }

    private void rest(TickContext tick, long nanos) {
        isBusy = false;
        dueNanos = tick.timeNanos() + nanos;
    }
}
