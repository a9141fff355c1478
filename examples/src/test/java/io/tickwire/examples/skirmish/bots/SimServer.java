package io.tickwire.examples.skirmish.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tickwire.IoCompletion;
import io.tickwire.IoOpType;
import io.tickwire.Replacement;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TransportException;
import io.tickwire.connections.Leave.Reason;
import io.tickwire.examples.skirmish.Skirmish;
import io.tickwire.examples.skirmish.SkirmishLimits;
import io.tickwire.examples.skirmish.SkirmishProtocol;
import io.tickwire.examples.skirmish.SkirmishWorld;
import io.tickwire.simulation.World;
import io.tickwire.simulation.WorldFailure;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The game's server in a simulated world, begun again from its file after each crash. Watches its
 * saves: what a crash leaves must be one that was begun, and none before the last reported one.
 */
final class SimServer implements LoopObserver, AutoCloseable {
    static final InetSocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 4000);
    static final TickRate RATE = TickRate.hertz(SkirmishProtocol.TICKS_PER_SECOND);
    static final SkirmishLimits LIMITS =
            new SkirmishLimits(
                    60,
                    80,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(8),
                    16 * 1024,
                    8 * 1024,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
    private static final Path SAVE = Path.of("/skirmish/world.dat");
    private static final int FIGHTERS_AT = 9;
    private static final int CHECKSUM_BYTES = 4;
    private static final long NANOS_OF_SAVE = 2_000_000;

    private final World world;

    /** What may be found: the last save that was reported, and those begun since. */
    private final List<byte[]> begun = new ArrayList<>();

    private SkirmishWorld game;
    private Skirmish skirmish;
    private TickLoop loop;
    private boolean isSaving;
    private boolean isToCrash;
    private boolean isReported;

    /** How often a crash came when a save had begun and was not reported. */
    int crashesWithinSave;

    int saves;

    SimServer(World world) {
        this.world = world;
        world.files().makeDirectories(SAVE.getParent());
        start();
    }

    Skirmish skirmish() {
        return skirmish;
    }

    TickLoop loop() {
        return loop;
    }

    SkirmishWorld game() {
        return game;
    }

    private void start() {
        game = found();
        skirmish = new Skirmish(ADDRESS, LIMITS, game, SAVE);
        loop = world.build(skirmish.declare().observer(this));
        isSaving = false;
    }

    /** What the last server has left. */
    private SkirmishWorld found() {
        if (!world.files().exists(SAVE)) {
            assertThat(isReported).as("a save was reported").isFalse();
            return new SkirmishWorld(LIMITS.players(), world.seed());
        }
        byte[] content = world.files().contents(SAVE);
        assertThat(begun).as("saves that may be found").contains(content);
        begun.clear();
        begun.add(content);
        return SkirmishWorld.load(LIMITS.players(), Unpooled.wrappedBuffer(content));
    }

    @Override
    public void sealed(IntentView intent) {
        if (intent.operation() == IoOpType.WRITE) {
            begun.add(
                    ByteBufUtil.getBytes(
                            intent.regionBuffer(0), intent.regionIndex(0), intent.regionLength(0)));
            isSaving = true;
            if (isToCrash) {
                isToCrash = false;
                crashAfter(Duration.ofNanos(world.random().nextLong(NANOS_OF_SAVE)));
            }
        }
    }

    @Override
    public void delivered(IntentView intent, IoCompletion completion) {
        switch (intent.operation()) {
            case OPEN, WRITE, FSYNC, RENAME -> isSaving &= completion.isOk();
            default -> {}
        }
    }

    @Override
    public void fileSaved(Replacement replacement) {
        saves++;
        isSaving = false;
        isReported = true;
        begun.subList(0, begun.size() - 1).clear();
    }

    void run(Duration duration) {
        world.run(loop, RATE, duration);
    }

    /** Runs for a while, and on to a moment in the next save, or until some tick. */
    void runUntilCrash(Duration duration, boolean isWithinSave) {
        if (isWithinSave) {
            world.after(duration, () -> isToCrash = true);
        } else {
            crashAfter(duration);
        }
        long before = world.files().crashes();
        try {
            run(duration.plusSeconds(60));
        } catch (WorldFailure failure) {
            if (failure.getCause() instanceof TransportException
                    && world.files().crashes() > before) {
                return;
            }
            throw failure;
        }
        throw new AssertionError("the loop has outlived its machine");
    }

    private void crashAfter(Duration duration) {
        world.after(
                duration,
                () -> {
                    crashesWithinSave += isSaving ? 1 : 0;
                    world.crash();
                });
    }

    /** Begins again after a crash. */
    void restart() {
        close();
        world.check(() -> world.advance(Duration.ofSeconds(1)));
        world.check(this::start);
    }

    /** Stops it as a user does, and compares what it has saved with what there was. */
    void stop() {
        world.after(Duration.ofMillis(700), loop::stop);
        world.check(() -> loop.run(RATE));
    }

    /** Everything of the world but the tick. */
    byte[] saved() {
        return withoutTick(Unpooled.wrappedBuffer(world.files().contents(SAVE)));
    }

    byte[] state() {
        ByteBuf now = Unpooled.buffer();
        game.save(now);
        return withoutTick(now);
    }

    private static byte[] withoutTick(ByteBuf save) {
        return ByteBufUtil.getBytes(
                save, FIGHTERS_AT, save.readableBytes() - FIGHTERS_AT - CHECKSUM_BYTES);
    }

    long left(Reason reason) {
        return skirmish.clients().left(reason);
    }

    @Override
    public void close() {
        loop.close();
        world.check(
                () -> {
                    assertThat(left(Reason.FAILED)).as("failures of the handler").isZero();
                    assertThat(left(Reason.FULL)).as("clients that found no room").isZero();
                    assertThat(skirmish.clients().size()).as("clients left over").isZero();
                });
    }
}
