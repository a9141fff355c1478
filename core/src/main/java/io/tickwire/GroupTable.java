package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop's buffer groups, and the buffers that programs hold beyond their delivery. Those are
 * looked at again at each INTAKE, and before each wait.
 *
 * <p>No release is missed while a receive needs it: the loop sets {@code isAwaited} before it looks
 * at the references, and whoever releases a reference reads {@code isAwaited} after that, with a
 * full fence between the two on each side. So one of the two always sees the other.
 */
final class GroupTable {
    /** What a receive names that names no group. */
    static final int NO_GROUP = -1;

    private final List<GroupBuffers> groups = new ArrayList<>();
    private final List<int[]> lent = new ArrayList<>();
    private final int[] lentCounts;

    /** Ends the loop's wait, from any thread; set before the loop's first tick. */
    private Runnable wakeup = () -> {};

    /** Whether the loop waits, and needs buffers. */
    private volatile boolean isAwaited;

    GroupTable(List<BufferGroup> declared) {
        for (BufferGroup group : declared) {
            groups.add(new GroupBuffers(group, this::released));
            lent.add(new int[group.count()]);
        }
        lentCounts = new int[declared.size()];
    }

    /** Says what ends the loop's wait when a buffer that it needs was released. */
    void wakeBy(Runnable newWakeup) {
        wakeup = newWakeup;
    }

    List<GroupBuffers> all() {
        return groups;
    }

    /** The memory of a declared group. */
    GroupBuffers require(int id) {
        GroupBuffers group = find(id);
        if (group == null) {
            throw new IllegalArgumentException(
                    id == NO_GROUP
                            ? "a receive names neither a buffer nor a group"
                            : "no buffer group " + id + " is declared");
        }
        return group;
    }

    @Nullable GroupBuffers find(int id) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).group().id() == id) {
                return groups.get(i);
            }
        }
        return null;
    }

    /** Gives a delivered buffer back, at once or when the program has let go of it. */
    void release(GroupBuffers group, int index, Transport transport) {
        if (group.isReturned(index)) {
            transport.recycle(group, index);
            return;
        }
        int at = groups.indexOf(group);
        lent.get(at)[lentCounts[at]++] = index;
    }

    /** From any thread: a reference of a lent buffer was released. */
    private void released() {
        VarHandle.fullFence();
        if (isAwaited) {
            wakeup.run();
        }
    }

    /** Has releases end the wait that follows; {@link #collect} must come in between. */
    void beginAwait() {
        isAwaited = true;
        VarHandle.fullFence();
    }

    void endAwait() {
        isAwaited = false;
    }

    /**
     * Gives back what programs have let go of since the last look; answers whether there was any.
     */
    boolean collect(Transport transport) {
        boolean isAny = false;
        for (int at = 0; at < lentCounts.length; at++) {
            GroupBuffers group = groups.get(at);
            int[] indices = lent.get(at);
            int kept = 0;
            for (int i = 0; i < lentCounts[at]; i++) {
                if (group.isReturned(indices[i])) {
                    transport.recycle(group, indices[i]);
                    isAny = true;
                } else {
                    indices[kept++] = indices[i];
                }
            }
            lentCounts[at] = kept;
        }
        return isAny;
    }

    void close(boolean isDrained) {
        groups.forEach(group -> group.close(isDrained));
    }
}
