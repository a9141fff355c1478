package io.tickwire.benchmarks.skirmish;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.examples.skirmish.SkirmishWorld;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Saves a world on a thread of its own: the file is the last whole save at any time. */
final class SaveFile {
    private static final System.Logger LOGGER = System.getLogger(SaveFile.class.getName());
    private static final long SEED = 1;
    private static final int LAST_SECONDS = 10;

    private final Path path;
    private final Path next;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final AtomicBoolean isWriting = new AtomicBoolean();

    SaveFile(Path path) {
        this.path = path;
        next = path.resolveSibling(path.getFileName() + ".next");
    }

    SkirmishWorld load(int players) throws IOException {
        return Files.exists(path)
                ? SkirmishWorld.load(players, Unpooled.wrappedBuffer(Files.readAllBytes(path)))
                : new SkirmishWorld(players, SEED);
    }

    /** Begins to save, unless the last one is not done yet. */
    void write(SkirmishWorld world) {
        if (isWriting.compareAndSet(false, true)) {
            ByteBuf image = image(world);
            writer.execute(() -> write(image));
        }
    }

    /** Saves after the last one, and nothing after it. */
    void writeLast(SkirmishWorld world) {
        ByteBuf image = image(world);
        writer.execute(() -> write(image));
        writer.shutdown();
    }

    /** Waits until the last one is written. */
    void awaitLast() {
        try {
            if (!writer.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(Level.ERROR, "the world was not saved in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ByteBuf image(SkirmishWorld world) {
        ByteBuf image = Unpooled.buffer();
        world.save(image);
        return image;
    }

    private void write(ByteBuf image) {
        try (FileChannel file =
                        FileChannel.open(
                                next,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
                FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent())) {
            while (image.isReadable()) {
                image.readBytes(file, image.readableBytes());
            }
            file.force(true);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
            folder.force(true);
        } catch (IOException e) {
            LOGGER.log(Level.ERROR, "the world was not saved", e);
        } finally {
            isWriting.set(false);
        }
    }
}
