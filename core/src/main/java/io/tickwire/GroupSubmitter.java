package io.tickwire;

import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import java.util.Arrays;
import java.util.List;

/**
 * Hands receives from groups to the transport, so that none waits for ever while others are served:
 * who was served longest ago goes first, and while more have data than the group can give a share
 * to, what is free is dealt out evenly. What earlier ones of a batch may take is counted as taken.
 */
final class GroupSubmitter {
    private static final int INITIAL = 16;

    private final Intent[] table;
    private final CompletionRing ring;
    private final GroupQueue[] queues;

    /** Those that had to be passed over in the submission that runs. */
    private int[] passedOver = new int[INITIAL];

    private int passedOverCount;

    /** Counts submissions. */
    private long turn;

    /** The group that is served first: it changes, since all share the room for completions. */
    private int firstQueue;

    private int roomLeft;
    private boolean isFull;

    GroupSubmitter(Intent[] table, CompletionRing ring, List<GroupBuffers> groups) {
        this.table = table;
        this.ring = ring;
        queues =
                groups.stream()
                        .map(group -> new GroupQueue(group, table))
                        .toArray(GroupQueue[]::new);
    }

    /** Makes room for as many intents as there can be until the next call. */
    void reserve(int intents) {
        for (GroupQueue queue : queues) {
            queue.reserve(intents);
        }
        if (queues.length > 0 && intents > passedOver.length) {
            passedOver = Arrays.copyOf(passedOver, Math.max(intents, 2 * passedOver.length));
        }
    }

    void add(Intent intent, GroupBuffers group) {
        if (intent.turn == Intent.NO_TURN) {
            intent.turn = turn;
        }
        queue(group).add(intent);
    }

    void remove(Intent intent, GroupBuffers group) {
        queue(group).remove(intent);
    }

    /** Notes that a receive got a buffer. */
    void served(Intent intent) {
        intent.turn = turn;
        if (intent.bufferLimit != Intent.NO_LIMIT) {
            intent.bufferLimit--;
        }
    }

    void clear() {
        for (GroupQueue queue : queues) {
            queue.clear();
        }
    }

    /** Whether a receive finds its group empty: nobody would learn that it has data. */
    boolean isStarved() {
        for (GroupQueue queue : queues) {
            if (queue.size() > 0 && queue.group().available() == 0) {
                return true;
            }
        }
        return false;
    }

    /** Hands over what there are buffers for; answers how many operations the transport took. */
    int submit(Transport transport) {
        turn++;
        isFull = false;
        roomLeft = ring.shotRoom(IoOpType.RECV);
        int taken = 0;
        for (int i = 0; i < queues.length && !isFull; i++) {
            taken += serve(queues[(firstQueue + i) % queues.length], transport);
        }
        firstQueue = queues.length == 0 ? 0 : (firstQueue + 1) % queues.length;
        return taken;
    }

    private int serve(GroupQueue queue, Transport transport) {
        int left = queue.group().available();
        int share = queue.group().group().share();
        int limit = limit(left, queue.hungry(), share);
        int taken = 0;
        try {
            while (left > 0 && !isFull) {
                Intent intent = queue.poll();
                if (intent == null) {
                    break;
                }
                if (mustWait(intent, share)) {
                    passOver(intent);
                    continue;
                }
                boolean isHungry = intent.isHungry;
                intent.bufferLimit = isHungry ? limit : Intent.NO_LIMIT;
                isFull = !isTaken(intent, transport);
                if (!isFull) {
                    taken++;
                    intent.isHungry = false;
                    left -= isHungry ? reserve(intent, share) : 0;
                }
            }
        } finally {
            putBack(queue);
        }
        return taken;
    }

    /** Hands a receive over; whatever the transport throws, one that it has not taken waits. */
    private boolean isTaken(Intent intent, Transport transport) {
        boolean isTaken = false;
        try {
            isTaken = KernelLinks.submit(intent, transport);
        } finally {
            if (!isTaken) {
                passOver(intent);
            }
        }
        return isTaken;
    }

    /** How many buffers each of those that have data may take. */
    private static int limit(int available, int hungry, int share) {
        int each = hungry == 0 ? share : available / hungry;
        return each >= share ? Intent.NO_LIMIT : Math.max(1, each);
    }

    private boolean mustWait(Intent intent, int share) {
        return intent.heldBuffers >= share || (intent.isMultishot() && roomLeft <= 0);
    }

    /** Counts what a receive that has data may take as taken. */
    private int reserve(Intent intent, int share) {
        if (!intent.isMultishot()) {
            return 1;
        }
        int most = Math.min(share - intent.heldBuffers, intent.bufferLimit);
        roomLeft -= most;
        return most;
    }

    private void passOver(Intent intent) {
        passedOver[passedOverCount++] = intent.slot;
    }

    private void putBack(GroupQueue queue) {
        for (int i = 0; i < passedOverCount; i++) {
            queue.add(table[passedOver[i]]);
        }
        passedOverCount = 0;
    }

    private GroupQueue queue(GroupBuffers group) {
        for (GroupQueue queue : queues) {
            if (queue.group() == group) {
                return queue;
            }
        }
        throw new IllegalStateException("not a group of the loop's: " + group.group());
    }
}
