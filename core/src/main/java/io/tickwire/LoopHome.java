package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a loop's lanes, resources and mailboxes know of the loop that they belong to. Made first of
 * all, for the loop's thread but where {@link LoopAccess} says otherwise.
 */
final class LoopHome {
    private final LoopAccess access;
    private final GroupTable groups;
    private final ResourceTable resources;
    private final BatchConfig config;
    private final int laneCount;
    private final List<IoListener> pausing = new ArrayList<>();
    private @Nullable Transport transport;
    private Consumer<Replacement> onFileSaved = replacement -> {};
    private Runnable onStop = () -> {};
    private volatile boolean isLendingLanes;

    /** Whether a lane was full in the tick that runs: the next one has room again. */
    private boolean isTickWanted;

    LoopHome(
            LoopAccess access,
            GroupTable groups,
            ResourceTable resources,
            BatchConfig config,
            int laneCount) {
        this.access = access;
        this.groups = groups;
        this.resources = resources;
        this.config = config;
        this.laneCount = laneCount;
    }

    /** Completes it: a transport is chosen when there are lanes already. */
    void connect(Transport newTransport, Consumer<Replacement> newOnFileSaved) {
        transport = newTransport;
        onFileSaved = newOnFileSaved;
    }

    /** Whether other threads can use lanes: written by the loop's thread. */
    void lendLanes(boolean isLending) {
        isLendingLanes = isLending;
    }

    /** From any thread. */
    boolean isLendingLanes() {
        return isLendingLanes;
    }

    void onStop(Runnable newOnStop) {
        onStop = newOnStop;
    }

    /** From any thread. */
    void stop() {
        onStop.run();
    }

    /** Throws unless the loop is open or closing and the calling thread may use it. */
    void checkAccess() {
        access.check();
    }

    boolean isTakingIntents() {
        return access.isTakingIntents();
    }

    BatchConfig config() {
        return config;
    }

    /** Lanes, that of callbacks included; their numbers are below it. */
    int laneCount() {
        return laneCount;
    }

    /** The memory of a declared group. */
    GroupBuffers requireGroup(int id) {
        return groups.require(id);
    }

    Optional<SocketAddress> remoteAddress(TransportHandle handle) {
        checkAccess();
        return requireTransport().remoteAddress(handle);
    }

    /** Has the listener's accepts asked back at the end of the phase. */
    void acceptsPaused(IoListener listener) {
        pausing.add(listener);
    }

    /** The listeners that were paused since they were last looked at; whoever looks clears them. */
    List<IoListener> pausing() {
        return pausing;
    }

    /** Counts the streams of a listener for their addresses that were accepted without. */
    void countByAddress(IoListener listener) {
        Transport asked = requireTransport();
        resources.forEach(
                resource -> {
                    if (resource instanceof IoStream stream
                            && stream.acceptedBy == listener
                            && stream.limitedAs == AcceptLimits.UNCOUNTED) {
                        SocketAddress peer = asked.remoteAddress(stream.handle).orElse(null);
                        stream.limitedAs = listener.limits.count(peer);
                    }
                });
    }

    /** Has the next tick of a run that waits for readiness start at once. */
    void wantTick() {
        isTickWanted = true;
    }

    boolean isTickWanted() {
        return isTickWanted;
    }

    void tickBegan() {
        isTickWanted = false;
    }

    /** A save is over, and its file on the device. */
    void fileSaved(Replacement replacement) {
        onFileSaved.accept(replacement);
    }

    private Transport requireTransport() {
        return Objects.requireNonNull(transport);
    }
}
