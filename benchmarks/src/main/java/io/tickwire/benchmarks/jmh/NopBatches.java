package io.tickwire.benchmarks.jmh;

import io.tickwire.BatchConfig;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.Lane;
import io.tickwire.TickLoop;
import io.tickwire.WaitPolicy;

/**
 * A loop with one lane that is driven by hand: each tick takes the completions of the last batch
 * and queues the next.
 */
final class NopBatches implements AutoCloseable {
    /** Intents of one call of {@link #run}, whatever the batch size. */
    static final int INTENTS = 1024;

    private static final String PHASE = "phase";

    private final TickLoop loop;
    private final Lane lane;
    private final int batch;
    private final CompletionCallback count = (completion, tick) -> this.sum += take(completion);
    private long sum;

    NopBatches(String transport, int batch) {
        if (INTENTS % batch != 0) {
            throw new IllegalArgumentException("batch: " + batch);
        }
        this.batch = batch;
        loop =
                TickLoop.builder()
                        .phase(PHASE, phase -> phase.lane("lane").wait(WaitPolicy.awaitPrompt()))
                        .config(
                                BatchConfig.builder()
                                        .laneCapacity(INTENTS)
                                        .laneInFlight(2 * INTENTS)
                                        .build())
                        .transport(transport)
                        .build();
        lane = loop.lane("lane");
    }

    /** From queue to inbox. */
    long run() {
        for (int done = 0; done < INTENTS; done += batch) {
            loop.beginTick();
            for (IoCompletion completion : lane.completions()) {
                sum += take(completion);
            }
            for (int i = 0; i < batch; i++) {
                queued(lane.intents().queue(lane.request().nop()));
            }
            loop.endPhase(PHASE);
            delivered(lane.completions().size());
        }
        return sum;
    }

    /** From queue to callback. */
    long runWithCallback() {
        for (int done = 0; done < INTENTS; done += batch) {
            loop.beginTick();
            for (int i = 0; i < batch; i++) {
                queued(lane.intents().queue(lane.request().nop().onComplete(count)));
            }
            loop.endPhase(PHASE);
        }
        return sum;
    }

    @Override
    public void close() {
        loop.close();
    }

    private static long take(IoCompletion completion) {
        return completion.result() + completion.sequence();
    }

    private static void queued(boolean isQueued) {
        if (!isQueued) {
            throw new IllegalStateException("the lane is full");
        }
    }

    private void delivered(int count) {
        if (count != batch) {
            throw new IllegalStateException(count + " completions of " + batch);
        }
    }
}
