package io.tickwire.examples.guide;

import io.tickwire.Lane;
import io.tickwire.TickLoop;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A loop whose ticks any thread drives, and whose lanes the threads of a pool fill. */
final class OwnedLoop implements AutoCloseable {
    private final ExecutorService owner = Executors.newSingleThreadExecutor();
    private final TickLoop loop =
            TickLoop.builder()
                    .transport("nio")
                    .phase("world", phase -> phase.lane("left").lane("right"))
                    .build();

    void tick(ExecutorService workers, Consumer<Lane.Use> system)
            throws InterruptedException, ExecutionException {
        owner.submit(loop::beginTick).get();
        List<Callable<Void>> systems =
                List.of(use(loop.lane("left"), system), use(loop.lane("right"), system));
        for (var ended : workers.invokeAll(systems)) {
            ended.get();
        }
        owner.submit(() -> loop.endPhase("world")).get();
    }

    private static Callable<Void> use(Lane lane, Consumer<Lane.Use> system) {
        return () -> {
            try (Lane.Use mine = lane.use()) {
                system.accept(mine);
            }
            return null;
        };
    }

    @Override
    public void close() {
        CompletableFuture.runAsync(loop::close, owner).join();
        owner.shutdown();
    }
}
