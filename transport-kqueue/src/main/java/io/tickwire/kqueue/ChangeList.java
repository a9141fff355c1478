package io.tickwire.kqueue;

import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoOps;
import io.tickwire.unix.PollLoop;

/**
 * What is to change in the kernel's queue, which Netty keeps until the next poll. Belongs to the
 * loop's thread.
 *
 * <p>Netty's array has room for 4,096 changes. The next one makes it larger and loses most of them,
 * and later ones are written behind its end (KQueueEventArray.realloc of 4.2.18 copies as many
 * bytes as there are changes, and keeps the old capacity). So the kernel is given them before: at
 * least after every half of that, which leaves the other half to channels on the loop.
 */
final class ChangeList {
    /** Half of what KQueueIoHandler makes its array for. */
    static final int CHANGES_MAX = 2048;

    private final PollLoop loop;
    private int changes;

    ChangeList(PollLoop loop) {
        this.loop = loop;
    }

    /** Adds a change; may hand over the ones before, and report sockets as a poll does. */
    void add(IoRegistration socket, KQueueIoOps change) {
        if (changes == CHANGES_MAX) {
            changes = 0;
            loop.pollOnly();
        }
        changes++;
        socket.submit(change);
    }
}
