package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoCompletion;
import io.tickwire.spi.TransportConfig;
import io.tickwire.watch.IntentView;
import org.jspecify.annotations.Nullable;

/** Holds a loop to {@link Rule#BUFFER}. */
final class BufferCheck {
    private final CheckLog log;

    /** The buffers of the intent that ends, and their references before its slot is free. */
    private final @Nullable ByteBuf[] ending = new ByteBuf[TransportConfig.MAX_SEGMENTS];

    private final int[] references = new int[TransportConfig.MAX_SEGMENTS];
    private int endingCount;
    private long endingSequence;

    /** How many references a region that ends takes with it: none of an output's memory. */
    private int referencesOfRegion;

    BufferCheck(CheckLog log) {
        this.log = log;
    }

    void lastDelivered(OpenIntent intent, IntentView view, IoCompletion completion) {
        int regions = view.regionCount();
        for (int region = 0; region < regions; region++) {
            if (view.regionBuffer(region).refCnt() < 1) {
                log.report(
                        Rule.BUFFER,
                        intent.sequence,
                        "expected the loop's reference of "
                                + view.regionBuffer(region)
                                + " to last until the end of "
                                + intent);
                return;
            }
        }
        if (intent.operation.isInput()
                && completion.result() > 0
                && !completion.isRefused()
                && !view.hasExplicitIndex()) {
            checkIndices(intent, view, completion.result());
        }
    }

    /** Each filled region's buffer ends where its data does, unless a later region moved on. */
    private void checkIndices(OpenIntent intent, IntentView view, int result) {
        int left = result;
        int regions = view.regionCount();
        for (int region = 0; region < regions && left > 0; region++) {
            int bytes = Math.min(left, view.regionLength(region));
            left -= bytes;
            ByteBuf buffer = view.regionBuffer(region);
            int expected = view.regionIndex(region) + bytes;
            boolean isLastOfBuffer =
                    left == 0 || region + 1 == regions || !isUsedBehind(view, region, regions);
            if (isLastOfBuffer
                    && buffer.writerIndex() != expected
                    && buffer.readerIndex() <= expected) {
                log.report(
                        Rule.BUFFER,
                        intent.sequence,
                        "expected the writer index at " + expected + ": " + buffer);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // it is about the buffer, not its content
    private static boolean isUsedBehind(IntentView view, int region, int regions) {
        for (int later = region + 1; later < regions; later++) {
            if (view.regionBuffer(later) == view.regionBuffer(region)) {
                return true;
            }
        }
        return false;
    }

    void ended(IntentView view) {
        endingCount = view.regionCount();
        endingSequence = view.sequence();
        referencesOfRegion = view.isOutput() ? 0 : 1;
        for (int region = 0; region < endingCount; region++) {
            ByteBuf buffer = view.regionBuffer(region);
            ending[region] = buffer;
            references[region] = buffer.refCnt();
        }
    }

    /** The slot is free: one reference per region is gone, and no more; none of an output's. */
    void freed() {
        for (int region = 0; region < endingCount; region++) {
            ByteBuf buffer = ending[region];
            ending[region] = null;
            if (buffer == null || references[region] == 0) {
                continue; // released too often by the program, which its error policy hears of
            }
            int expected = references[region] - referencesOfRegion * usesFrom(buffer, region);
            if (buffer.refCnt() != expected) {
                log.report(
                        Rule.BUFFER,
                        endingSequence,
                        "expected "
                                + expected
                                + " references after the end, got "
                                + buffer.refCnt()
                                + ": "
                                + buffer);
            }
        }
        endingCount = 0;
    }

    /** How many regions lie in a buffer; those behind the first are forgotten. */
    @SuppressWarnings("ReferenceEquality") // it is about the buffer, not its content
    private int usesFrom(ByteBuf buffer, int region) {
        int uses = 1;
        for (int later = region + 1; later < endingCount; later++) {
            if (ending[later] == buffer) {
                ending[later] = null;
                uses++;
            }
        }
        return uses;
    }
}
