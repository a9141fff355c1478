package io.tickwire.simulation;

import io.netty.channel.IoEventLoop;
import io.tickwire.SocketOptions;
import io.tickwire.readiness.FileBackend;
import io.tickwire.readiness.ReadinessBackend;
import io.tickwire.readiness.ReadinessDatagram;
import io.tickwire.readiness.ReadinessListener;
import io.tickwire.readiness.ReadinessStream;
import io.tickwire.spi.Wishes;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Sockets of a simulated network under the engine. A poll that waits lets the world go on until a
 * socket is ready. Threads: the loop's, but for {@link #wakeup}.
 */
final class SimBackend implements ReadinessBackend {
    /** A wait that ends for nothing ends within this time. */
    private static final long SPURIOUS_NANOS_MAX = 1_000_000;

    private final VirtualTime time;
    private final Network network;
    private final FaultInjector faults;
    private final SplittableRandom random;
    private final FileBackend files;
    private final Wishes wishes;
    private final boolean isEdgeTriggered;
    private final StreamTap tap;

    private final List<SimWatch> open = new ArrayList<>();

    /** Sockets that may be ready, and the list that takes their turn while they are asked. */
    private List<SimWatch> noted = new ArrayList<>();

    private List<SimWatch> asked = new ArrayList<>();
    private boolean isCrashed;
    private volatile boolean isWoken;

    SimBackend(
            Network network,
            SplittableRandom random,
            FileBackend files,
            Wishes wishes,
            boolean isEdgeTriggered,
            StreamTap tap) {
        this.network = network;
        time = network.time();
        faults = network.faults();
        this.random = random;
        this.files = files;
        this.wishes = wishes;
        this.isEdgeTriggered = isEdgeTriggered;
        this.tap = tap;
    }

    Network network() {
        return network;
    }

    FaultInjector faults() {
        return faults;
    }

    StreamTap tap() {
        return tap;
    }

    boolean isEdgeTriggered() {
        return isEdgeTriggered;
    }

    void opened(SimWatch watch) {
        watch.place = open.size();
        open.add(watch);
    }

    void closed(SimWatch watch) {
        SimWatch last = open.remove(open.size() - 1);
        if (last != watch) {
            open.set(watch.place, last);
            last.place = watch.place;
        }
    }

    /** Has a socket asked at the next poll. */
    void note(SimWatch watch) {
        noted.add(watch);
    }

    @Override
    public void start() {}

    @Override
    public ReadinessListener listen(SocketAddress address, SocketOptions options)
            throws IOException {
        return new SimListener(this, address, options);
    }

    @Override
    public ReadinessDatagram bind(SocketAddress address, SocketOptions options) throws IOException {
        return new SimDatagram(this, address, options);
    }

    @Override
    public ReadinessStream openStream(SocketAddress address, SocketOptions options)
            throws IOException {
        return new SimStream(this, network.open(address, null, BufferSizes.of(options)));
    }

    @Override
    public FileBackend files() {
        return files;
    }

    @Override
    public boolean poll(long waitNanos) {
        requireRunning();
        if (waitNanos > 0) {
            await(waitNanos);
        } else {
            time.advance(0);
        }
        requireRunning();
        report();
        return true;
    }

    private void await(long waitNanos) {
        long now = time.nanoTime();
        long limit = now + waitNanos < 0 ? Long.MAX_VALUE : now + waitNanos;
        if (faults.strikes(Fault.SPURIOUS_WAKEUP)) {
            limit = now + 1 + random.nextLong(Math.min(waitNanos, SPURIOUS_NANOS_MAX));
        }
        while (!isWoken && !isCrashed && !isAnyReady()) {
            if (time.advanceToEvent(limit)) {
                continue;
            }
            if (limit == Long.MAX_VALUE) {
                throw new IllegalStateException(
                        "nothing will ever happen in this world, but the loop waits for it");
            }
            time.advance(limit - time.nanoTime());
            break;
        }
        isWoken = false;
    }

    /** Forgets those that are not ready as it goes, since most that are noted are. */
    private boolean isAnyReady() {
        while (!noted.isEmpty()) {
            SimWatch last = noted.get(noted.size() - 1);
            if (last.isReady()) {
                return true;
            }
            boolean unused = last.report();
            noted.remove(noted.size() - 1);
        }
        return false;
    }

    /** Begins anywhere, since a poller promises no order. */
    private void report() {
        int count = noted.size();
        if (count == 0) {
            return;
        }
        List<SimWatch> asking = noted;
        noted = asked;
        asked = asking;
        int start = count == 1 ? 0 : random.nextInt(count);
        for (int i = 0; i < count; i++) {
            int place = start + i < count ? start + i : start + i - count;
            SimWatch watch = asking.get(place);
            if (watch.report()) {
                noted.add(watch);
            }
        }
        asking.clear();
    }

    private void requireRunning() {
        if (isCrashed) {
            throw new IllegalStateException("the program's machine has crashed");
        }
    }

    /** Stops the machine: its peers are cut off from it, and the loop's next poll fails. */
    void crash() {
        isCrashed = true;
        for (SimWatch watch : open) {
            watch.socket().crash();
        }
    }

    @Override
    public boolean finishCloses() {
        return false;
    }

    @Override
    public void wakeup() {
        isWoken = true;
    }

    @Override
    public Optional<IoEventLoop> eventLoop() {
        return Optional.empty();
    }

    @Override
    public void close() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("sockets left open: " + open.size());
        }
    }

    @Override
    public int ignoredWishes() {
        return wishes.ignored();
    }
}
