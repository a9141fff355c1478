package io.tickwire.iouring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

/**
 * The tokens that one registration of Netty's handler can name: its fast path has 16 bits of each
 * entry's user data for them. {@link #handle} only has the log copy: work that it submitted would
 * be done in the same run, and what it throws would put Netty to sleep.
 */
final class TokenPage implements IoUringIoHandle {
    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;

    private final CompletionLog log;
    private final int first;

    TokenPage(CompletionLog log, int page) {
        this.log = log;
        first = page << BITS;
    }

    /** How many pages a number of tokens takes. */
    static int count(int tokens) {
        return (tokens + MASK) >>> BITS;
    }

    /** The page that a token is on. */
    static int of(int token) {
        return token >>> BITS;
    }

    /** What names a token on its page, with a sign, as the fast path takes it. */
    static long userData(int token) {
        return (short) token;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        int token = first + ((int) completion.userData() & MASK);
        log.completed(token, completion.res(), completion.flags());
    }

    @Override
    public void close() {
        // The transport has cancelled what was in flight before the loop shuts down.
    }
}
