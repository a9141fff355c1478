package io.tickwire.stress;

import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.BitSet;

/**
 * Floods beside honest peers that send one message at a time: measures the longest that one of
 * these waits, in ticks, and holds it to a bound. What is flooded a subclass says.
 */
abstract class WaitScenario extends StressScenario {
    /** Ticks before the first message, so that the flood holds all that it can. */
    private static final int WARM_UP_TICKS = 8;

    private final int ticksMax;

    WaitScenario(String name, String promise, int ticksMax, int shortSize, int fullSize) {
        super(name, promise + " within " + ticksMax + " ticks", shortSize, fullSize);
        this.ticksMax = ticksMax;
    }

    /** A flood and the honest peers beside it, on one loop. */
    interface Flood {
        /** Tops everything up that floods; called before each tick. */
        void pour();

        /** How many peers send one message at a time. */
        int peers();

        /** Has a peer send a message, which is there for the next tick. */
        void send(int peer);

        /** How many messages of a peer have come through, since the start. */
        long arrived(int peer);

        /** What has come of the flood, in words. */
        String report();
    }

    /** Sets the flood up. */
    abstract Flood begin(Stage stage, LoopDrive drive) throws Exception;

    /** The loop's configuration. */
    abstract LoopDrive drive(Stage stage);

    @Override
    final String run(Stage stage, int size) throws Exception {
        LoopDrive drive = drive(stage);
        Flood flood = begin(stage, drive);
        for (int i = 0; i < WARM_UP_TICKS; i++) {
            flood.pour();
            drive.tick();
        }
        int worst = 0;
        long messages = 0;
        for (int round = 0; round < size; round++) {
            BitSet waiting = new BitSet();
            long[] before = new long[flood.peers()];
            for (int peer = 0; peer < flood.peers(); peer++) {
                if (stage.oneIn(2)) {
                    before[peer] = flood.arrived(peer);
                    waiting.set(peer);
                    flood.send(peer);
                }
            }
            messages += waiting.cardinality();
            worst = Math.max(worst, ticksUntilServed(drive, flood, waiting, before));
        }
        return messages
                + " messages, the longest wait "
                + worst
                + " ticks, beside "
                + flood.report();
    }

    private int ticksUntilServed(LoopDrive drive, Flood flood, BitSet waiting, long[] before) {
        int ticks = 0;
        while (!waiting.isEmpty()) {
            Check.that(
                    ticks < ticksMax, "peers " + waiting + " have waited for " + ticks + " ticks");
            flood.pour();
            drive.tick();
            ticks++;
            for (int peer = waiting.nextSetBit(0); peer >= 0; peer = waiting.nextSetBit(peer + 1)) {
                if (flood.arrived(peer) > before[peer]) {
                    waiting.clear(peer);
                }
            }
        }
        return ticks;
    }
}
