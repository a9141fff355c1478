package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.recipes.WholeFiles;
import java.nio.file.Path;

/** A program that counts its ticks, and saves their number when it is told to end. */
final class LastSave implements TickSystem {
    private final Path file;
    private long ticks;

    private LastSave(Path file) {
        this.file = file;
    }

    @Override
    public void run(TickContext tick) {
        ticks++;
        if (tick.number() == 0) {
            System.out.println("running");
        }
    }

    @Override
    public void stopping(TickContext tick) {
        ByteBuf content = Unpooled.directBuffer(Long.BYTES).writeLong(ticks);
        boolean unused =
                WholeFiles.saveOrRelease(
                        tick.intents(),
                        file,
                        content,
                        (status, later) -> System.out.println("saved: " + status));
    }

    /** Takes a transport and the file. */
    public static void main(String[] args) {
        try (TickLoop loop =
                TickLoop.builder()
                        .transport(args[0])
                        .phase("game", phase -> phase.system(new LastSave(Path.of(args[1]))))
                        .build()) {
            loop.stopOnSignals();
            loop.run(TickRate.hertz(60));
        }
        System.out.println("closed");
    }
}
