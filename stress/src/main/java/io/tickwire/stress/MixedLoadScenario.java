package io.tickwire.stress;

import io.tickwire.BatchConfig;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Stage;
import java.util.List;

/** Reads, writes, accepts, connects, sends, receives, polls and timeouts, all at once. */
final class MixedLoadScenario extends StressScenario {
    private static final int PER_TICK_MAX = 200;

    MixedLoadScenario() {
        super(
                "mixed-load",
                "D1, D6: under a mixed load of 100,000 intents every byte arrives, in its place",
                20_000,
                100_000);
    }

    /** A part of the load. What it queues goes on by itself until it ends. */
    interface Part {
        /** Queues one intent if there is something to do for it, and room. */
        void queueOne();

        /** Queues what brings the part to its end; asked each tick until {@link #isIdle}. */
        void windUp();

        boolean isIdle();
    }

    @Override
    String run(Stage stage, int size) throws Exception {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(1024)
                        .laneInFlight(2048)
                        .callbackCapacity(1024)
                        .resources(1024)
                        .build();
        LoopDrive drive = stage.drive(config);
        StreamLoad streams = new StreamLoad(stage, drive);
        FileLoad files = new FileLoad(stage, drive);
        List<Part> parts = List.of(streams, streams, files, new TimerLoad(stage, drive));
        while (drive.watch().sealed() < size) {
            for (int i = stage.random().nextInt(PER_TICK_MAX); i > 0; i--) {
                parts.get(stage.random().nextInt(parts.size())).queueOne();
            }
            drive.tick();
        }
        drive.until(
                "the end of all connections",
                () -> {
                    parts.forEach(Part::windUp);
                    return parts.stream().allMatch(Part::isIdle);
                });
        files.checkWholeFile();
        return drive.watch().sealed() + " intents, " + streams + ", " + files;
    }
}
