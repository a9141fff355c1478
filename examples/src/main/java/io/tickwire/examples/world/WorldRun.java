package io.tickwire.examples.world;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.TransportException;
import io.tickwire.simulation.Fault;
import io.tickwire.simulation.FaultRates;
import io.tickwire.simulation.World;
import io.tickwire.simulation.WorldFailure;
import java.time.Duration;

/**
 * A run of the game server in a world of its own, from the first player to the last: under all
 * faults and with a crash of its machine, then without faults until everybody is served and has
 * left. For one thread.
 */
final class WorldRun {
    private static final Duration DOWN_TIME = Duration.ofSeconds(1);
    private static final Duration REPAIR = Duration.ofSeconds(10);
    private static final Duration PROOF = Duration.ofSeconds(5);

    /** Of 100 ticks, those in which each player has to be served when nothing is wrong. */
    private static final int PROOF_MESSAGES = 95;

    private final RunPlan plan;
    private final World world;
    private final ClientCrowd crowd;
    private final Lobby lobby;
    private final GamePast past = new GamePast();

    /** Counts by itself what is not released: the leak detector is slow for so many messages. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

    /** Of what {@code Framing} and {@code WholeFiles} allocate by themselves. */
    private final long defaultBytesBefore = defaultBytes();

    WorldRun(RunPlan plan) {
        this.plan = plan;
        world = World.builder().seed(plan.seed()).seam(plan.seam()).faults(rates()).build();
        world.files().makeDirectories(GameServer.FOLDER);
        crowd = new ClientCrowd(world, plan.peers());
        lobby = new Lobby(world);
    }

    /** Each fault, so often that it strikes some times a minute. */
    private static FaultRates rates() {
        return FaultRates.all(0.05)
                .with(Fault.CONNECTION_RESET, 2e-5)
                .with(Fault.NO_BUFFERS, 2e-5)
                .with(Fault.SHORT_READ, 0.005)
                .with(Fault.SHORT_WRITE, 0.005)
                .with(Fault.LATE_COMPLETION, 0.002)
                .with(Fault.COMPLETION_STORM, 0.005)
                .with(Fault.MULTISHOT_ENDED, 0.001)
                .with(Fault.SUBMISSION_REFUSED, 0.002);
    }

    /**
     * Makes the run.
     *
     * @return what happened
     * @throws WorldFailure if anything went wrong
     */
    RunReport run() {
        crowd.start();
        // Anywhere in the middle half.
        long quarter = plan.duration().toNanos() / 4;
        Duration first = Duration.ofNanos(quarter + world.random().nextLong(2 * quarter));
        try (GameServer server = start()) {
            playUntilCrash(server, first);
        }
        world.check(() -> world.advance(DOWN_TIME));
        crowd.forgive();
        try (GameServer server = start()) {
            play(server, plan.duration().minus(first));
            proveService(server);
            crowd.quit();
            play(server, REPAIR);
            check(server.playerCount() == 0, server.playerCount() + " players have not left");
        }
        world.check(this::checkNothingIsLeft);
        return new RunReport(plan, world.now(), past, world.faultCounts());
    }

    private static long defaultBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private GameServer start() {
        return new GameServer(world::build, past, allocator);
    }

    private void play(GameServer server, Duration duration) {
        world.run(server.loop(), GameServer.RATE, duration);
    }

    private void playUntilCrash(GameServer server, Duration duration) {
        world.after(duration, world::crash);
        try {
            play(server, duration.plusSeconds(1));
        } catch (WorldFailure failure) {
            if (failure.getCause() instanceof TransportException && world.files().crashes() == 1) {
                return;
            }
            throw failure;
        }
        check(false, "the loop has outlived its machine");
    }

    /** Without faults nobody is forgotten. */
    private void proveService(GameServer server) {
        world.faults(FaultRates.NONE);
        crowd.sober();
        play(server, REPAIR);
        long[] before = crowd.heard();
        play(server, PROOF);
        long[] after = crowd.heard();
        for (int i = 0; i < before.length; i++) {
            check(
                    after[i] - before[i] >= PROOF_MESSAGES,
                    crowd.client(i) + " heard " + (after[i] - before[i]) + " messages only");
        }
    }

    private void checkNothingIsLeft() {
        long owned = allocator.metric().usedDirectMemory();
        check(owned == 0, owned + " bytes are not released");
        long others = defaultBytes() - defaultBytesBefore;
        check(others == 0, others + " bytes of framings or files are not released");
        check(world.files().openFiles() == 0, "files are left open");
        ByteBuf content = Unpooled.wrappedBuffer(world.files().contents(GameServer.SAVE));
        past.saves().foundAgain(SaveContent.numberIn(content));
        check(crowd.status().answered() > 0, "no question was answered");
        check(lobby.announcements() > 0, "the lobby has heard nothing");
    }

    private void check(boolean isRight, String complaint) {
        world.check(
                () -> {
                    if (!isRight) {
                        throw new AssertionError(complaint);
                    }
                });
    }
}
