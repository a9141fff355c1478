package io.tickwire.iouring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

/**
 * Where the ring's completions wait until the loop's run is over. {@link #handle} only copies: work
 * that it submitted would be done in the same run, and what it throws would put Netty to sleep.
 *
 * <p>The log of last completions cannot overflow: a token has one, and no token is given out again
 * before its last completion was read from here.
 */
final class CompletionLog implements IoUringIoHandle {
    private static final int TOKEN_MASK = 0xFFFF;

    private final ShotQueue shots;
    private final GroupReceives receives;
    private final PollShots polls;
    private final ZeroCopyResults zeroCopy;
    private final int[] tokens;
    private final int[] results;
    private int count;
    private long finished;

    CompletionLog(
            int tokenCapacity,
            ShotQueue shots,
            GroupReceives receives,
            PollShots polls,
            ZeroCopyResults zeroCopy) {
        this.shots = shots;
        this.receives = receives;
        this.polls = polls;
        this.zeroCopy = zeroCopy;
        tokens = new int[tokenCapacity];
        results = new int[tokenCapacity];
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int token = (int) completion.userData() & TOKEN_MASK;
        int flags = completion.flags();
        boolean hasBuffer = (flags & LinuxAbi.CQE_BUFFER) != 0;
        int buffer = flags >>> LinuxAbi.CQE_BUFFER_SHIFT;
        if ((flags & LinuxAbi.CQE_MORE) != 0) {
            if (hasBuffer) {
                receives.arrived(token, completion.res(), buffer);
            } else if (polls.isPoll(token)) {
                polls.add(token, completion.res());
            } else if (zeroCopy.isMine(token)) {
                zeroCopy.add(token, completion.res());
            } else {
                shots.add(token, completion.res());
            }
            return;
        }
        finished++;
        if (hasBuffer) {
            receives.last(token, buffer);
        }
        if (token != TokenTable.ANONYMOUS) {
            add(token, completion.res());
        }
    }

    /** Adds a last completion. */
    void add(int token, int result) {
        tokens[count] = token;
        results[count] = result;
        count++;
    }

    int count() {
        return count;
    }

    int token(int index) {
        return tokens[index];
    }

    int result(int index) {
        return results[index];
    }

    void clear() {
        count = 0;
    }

    /** Last completions that the kernel has posted, ever. */
    long finished() {
        return finished;
    }

    @Override
    public void close() {
        // The transport has cancelled what was in flight before the loop shuts down.
    }
}
