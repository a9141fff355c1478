package io.tickwire.simulation;

import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a loop to {@link Rule#STARVED}: a receive from a group whose socket has something to give
 * is served within a number of ticks in which others get buffers of that group. What a tick costs
 * grows with the sockets that wait.
 */
final class StarvationCheck {
    /** What a pause and another submission take in ticks, under all that delays them. */
    private static final int TICKS_MIN = 16;

    /** For each receive of the group: all may be served before, by an entry each. */
    private static final int TICKS_PER_RECEIVE = 2;

    /** The receives of one group. */
    private static final class Group {
        int receives;
        long deliveredTick = -1;
    }

    /** A socket whose receives take buffers of a group. */
    static final class Socket {
        private final TransportHandle handle;
        private @Nullable Group group;
        private int receives;
        private long sequence;
        private boolean hasData;
        private int ticks;

        /** Its place among those that wait; -1 if it does not. */
        private int place = -1;

        Socket(TransportHandle handle) {
            this.handle = handle;
        }
    }

    private final CheckLog log;
    private final IdentityHashMap<TransportHandle, Socket> byHandle = new IdentityHashMap<>();
    private int[] groupIds = new int[0];
    private Group[] groups = new Group[0];
    private Socket[] waiting = new Socket[16];
    private int waitingCount;

    StarvationCheck(CheckLog log) {
        this.log = log;
    }

    void attach(BatchConfig config) {
        groupIds = config.bufferGroups().stream().mapToInt(BufferGroup::id).toArray();
        groups = new Group[groupIds.length];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = new Group();
        }
    }

    /** A socket has something to give. */
    void arrived(TransportHandle handle) {
        if (groups.length > 0 && !log.isQuiet()) {
            Socket socket = find(handle);
            socket.hasData = true;
            update(socket);
        }
    }

    /** A socket has given something, and may have more. */
    void taken(TransportHandle handle, boolean hasMore) {
        if (groups.length > 0 && !log.isQuiet()) {
            Socket socket = find(handle);
            socket.ticks = 0;
            socket.hasData = hasMore;
            update(socket);
        }
    }

    void sealed(OpenIntent intent, IntentView view) {
        TransportHandle handle = view.handle();
        Group group = group(view.groupId());
        if (handle == null || group == null) {
            return;
        }
        Socket socket = find(handle);
        group.receives++;
        socket.group = group;
        socket.ticks = 0;
        socket.receives++;
        socket.sequence = intent.sequence;
        intent.receivesAt = socket;
        update(socket);
    }

    void delivered(IntentView view, IoCompletion completion) {
        Group group = group(view.groupId());
        if (group != null && completion.hasBuffer()) {
            group.deliveredTick = log.tick;
        }
    }

    void lastDelivered(OpenIntent intent) {
        Socket socket = intent.receivesAt;
        if (socket == null || socket.group == null) {
            return;
        }
        intent.receivesAt = null;
        socket.group.receives--;
        socket.receives--;
        update(socket);
    }

    void closed(TransportHandle handle) {
        Socket socket = byHandle.remove(handle);
        if (socket != null) {
            socket.hasData = false;
            update(socket);
        }
    }

    void tickEnded() {
        for (int i = 0; i < waitingCount; i++) {
            Socket socket = waiting[i];
            Group group = socket.group;
            if (group == null || group.deliveredTick != log.tick) {
                continue;
            }
            int most = TICKS_MIN + TICKS_PER_RECEIVE * group.receives;
            if (++socket.ticks > most) {
                log.report(
                        Rule.STARVED,
                        socket.sequence,
                        "expected what "
                                + socket.handle
                                + " has to be received within "
                                + most
                                + " ticks in which others get buffers of its group");
                return;
            }
        }
    }

    private void update(Socket socket) {
        boolean isWaiting = socket.hasData && socket.receives > 0;
        if (isWaiting && socket.place < 0) {
            if (waitingCount == waiting.length) {
                waiting = Arrays.copyOf(waiting, 2 * waitingCount);
            }
            socket.place = waitingCount;
            waiting[waitingCount++] = socket;
        } else if (!isWaiting && socket.place >= 0) {
            Socket last = waiting[--waitingCount];
            waiting[socket.place] = last;
            last.place = socket.place;
            socket.place = -1;
        }
    }

    private Socket find(TransportHandle handle) {
        Socket socket = byHandle.get(handle);
        if (socket == null) {
            socket = new Socket(handle);
            byHandle.put(handle, socket);
        }
        return socket;
    }

    private @Nullable Group group(int id) {
        for (int i = 0; i < groupIds.length; i++) {
            if (groupIds[i] == id) {
                return groups[i];
            }
        }
        return null;
    }
}
