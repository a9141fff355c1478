package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoStatus;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import io.tickwire.recipes.WholeFiles;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Appends a record to a log once a second, each in sync before the next. At the start it reads the
 * log and cuts off what a crash has torn. A step that fails is done again soon. Belongs to the
 * loop's thread.
 */
final class LogSystem implements TickSystem {
    private static final int LOG_BYTES_MAX = 64 << 20;
    private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long RETRY_NANOS = Duration.ofMillis(300).toNanos();

    private enum Step {
        READ,
        OPEN,
        CUT,
        APPEND
    }

    private final Path path;
    private final ByteBufAllocator allocator;
    private final LogLedger ledger;
    private final Witness witness;
    private Step step = Step.READ;
    private boolean isBusy;
    private long dueNanos;
    private long records;
    private @Nullable IoFile log;

    LogSystem(Path path, ByteBufAllocator allocator, LogLedger ledger, Witness witness) {
        this.path = path;
        this.allocator = allocator;
        this.ledger = ledger;
        this.witness = witness;
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            witness.saw(tick.number(), completion);
            switch (completion.operation()) {
                case OPEN -> opened(tick, completion);
                case TRUNCATE -> cut(tick, completion);
                case WRITE -> {} // the sync behind it tells how that went
                case FDATASYNC -> synced(tick, completion);
                default -> throw new IllegalStateException("not asked for: " + completion);
            }
        }
        if (!isBusy && tick.timeNanos() >= dueNanos) {
            isBusy = true;
            begin(tick);
        }
    }

    /** There is room in the lane: one step is under way at a time. */
    private void begin(TickContext tick) {
        switch (step) {
            case READ -> {
                if (!WholeFiles.load(tick.intents(), path, LOG_BYTES_MAX, this::read)) {
                    throw new IllegalStateException("the lane is full");
                }
            }
            case OPEN ->
                    GameServer.queue(
                            tick,
                            tick.request()
                                    .open(
                                            path,
                                            StandardOpenOption.WRITE,
                                            StandardOpenOption.CREATE));
            case CUT ->
                    GameServer.queue(
                            tick, tick.request().truncate(log(), records * LogRecord.BYTES));
            case APPEND -> append(tick);
        }
    }

    private void read(IoStatus status, ByteBuf content, TickContext tick) {
        long found = LogRecord.count(content);
        content.release();
        if (status == IoStatus.OK || status == IoStatus.ENOENT) {
            ledger.recovered(found);
            records = found;
            witness.saw(found);
            next(tick, Step.OPEN, 0);
        } else {
            next(tick, Step.READ, RETRY_NANOS);
        }
    }

    private void opened(TickContext tick, IoCompletion completion) {
        if (completion.isOk()) {
            log = completion.file();
            next(tick, Step.CUT, 0);
        } else {
            next(tick, Step.OPEN, RETRY_NANOS);
        }
    }

    private void cut(TickContext tick, IoCompletion completion) {
        if (completion.isOk()) {
            next(tick, Step.APPEND, 0);
        } else {
            next(tick, Step.CUT, RETRY_NANOS);
        }
    }

    /** A short write breaks the chain, as an error does. */
    private void append(TickContext tick) {
        ledger.begin(records);
        ByteBuf line = LogRecord.write(allocator, records);
        long offset = records * LogRecord.BYTES;
        GameServer.queue(
                tick, tick.request().write(log(), line, LogRecord.BYTES).at(offset).linked());
        GameServer.queue(tick, tick.request().fdatasync(log()));
    }

    private void synced(TickContext tick, IoCompletion completion) {
        if (completion.isOk()) {
            ledger.synced(records++);
            next(tick, Step.APPEND, PERIOD_NANOS);
        } else {
            next(tick, Step.APPEND, RETRY_NANOS);
        }
    }

    private void next(TickContext tick, Step nextStep, long restNanos) {
        step = nextStep;
        isBusy = false;
        dueNanos = tick.timeNanos() + restNanos;
    }

    private IoFile log() {
        IoFile open = log;
        if (open == null) {
            throw new IllegalStateException("the log is not open");
        }
        return open;
    }
}
