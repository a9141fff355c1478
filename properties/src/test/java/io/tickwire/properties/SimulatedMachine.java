package io.tickwire.properties;

import io.tickwire.simulation.Seam;
import io.tickwire.simulation.World;
import io.tickwire.spi.TransportProvider;
import java.nio.file.Path;
import java.time.Duration;

/** A machine in a world of its own. */
final class SimulatedMachine implements Machine {
    private static final Path FOLDER = Path.of("/simulated");

    private final World world;

    SimulatedMachine(Seam seam, long seed) {
        world = World.builder().seam(seam).seed(seed).build();
    }

    @Override
    public TransportProvider transport() {
        return world.transport();
    }

    @Override
    public Path folder() {
        return FOLDER;
    }

    @Override
    public void makeDirectories(Path path) {
        world.files().makeDirectories(path);
    }

    @Override
    public void put(Path path, byte[] content) {
        world.files().put(path, content);
    }

    @Override
    public void advance(Duration duration) {
        world.advance(duration);
    }

    /** Nothing of it is outside of this object. */
    @Override
    public void close() {}
}
