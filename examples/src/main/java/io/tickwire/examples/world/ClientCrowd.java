package io.tickwire.examples.world;

import io.tickwire.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All players, of whom one has a whim now and then. Belongs to the world's thread. */
final class ClientCrowd {
    private static final Duration WHIM_PERIOD = Duration.ofMillis(700);
    private static final Habit[] HABITS = Habit.values();

    private final World world;
    private final List<GameClient> clients = new ArrayList<>();
    private final StatusClient status;
    private final Runnable whim = this::whim;
    private boolean isSober;

    ClientCrowd(World world, int count) {
        this.world = world;
        status = new StatusClient(world);
        for (int i = 0; i < count; i++) {
            clients.add(new GameClient(world, i, Machines.address(10, 1, i >> 8, i & 0xFF)));
        }
    }

    void start() {
        clients.forEach(GameClient::start);
        world.after(WHIM_PERIOD, whim);
    }

    private void whim() {
        if (isSober) {
            return;
        }
        GameClient client = clients.get(world.random().nextInt(clients.size()));
        Habit habit = HABITS[world.random().nextInt(HABITS.length)];
        if (client.isPlaying()) {
            client.indulge(habit);
        }
        world.after(WHIM_PERIOD, whim);
    }

    void forgive() {
        clients.forEach(GameClient::forgive);
    }

    /** Has all of them play from now on. */
    void sober() {
        isSober = true;
        clients.forEach(GameClient::sober);
    }

    /** Has all of them leave. */
    void quit() {
        clients.forEach(GameClient::quit);
        status.quit();
    }

    long[] heard() {
        return clients.stream().mapToLong(GameClient::heardInAll).toArray();
    }

    GameClient client(int number) {
        return clients.get(number);
    }

    StatusClient status() {
        return status;
    }
}
