package io.tickwire.iouring;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;

/**
 * The tokens that one registration of Netty's handler can name: its fast path has 16 bits of each
 * entry's user data for them. {@link #handle} only has completions noted: work that it submitted
 * would be done in the same run, and what it throws would put Netty to sleep.
 */
final class TokenPage implements IoUringIoHandle {
    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;

    private final Ring ring;
    private final CompletionDecoder decoder;
    private final int first;

    TokenPage(Ring ring, CompletionDecoder decoder, int page) {
        this.ring = ring;
        this.decoder = decoder;
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
        int flags = completion.flags();
        if ((flags & LinuxAbi.CQE_MORE) != 0) {
            decoder.shot(token, completion.res(), flags);
        } else {
            ring.ended();
            decoder.last(token, completion.res(), flags);
        }
    }

    @Override
    public void close() {
        // The transport has cancelled what was in flight before the loop shuts down.
    }
}
