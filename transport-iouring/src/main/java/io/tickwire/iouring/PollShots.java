package io.tickwire.iouring;

import io.tickwire.completion.ByToken;
import io.tickwire.completion.CompletionLog;
import java.util.Arrays;

/**
 * What polls have brought on its way to core. What one poll has brought and core has not taken yet
 * is put together: a poll has one shot in the log, which bounds the memory for them.
 */
final class PollShots implements ByToken {
    private static final int ENDED = LinuxAbi.POLLERR | LinuxAbi.POLLHUP;

    private final CompletionLog log;

    /** What each token's poll asked for. */
    private byte[] asked;

    /** What each token's poll has to tell. */
    private byte[] untold;

    PollShots(CompletionLog log, int tokenCapacity) {
        this.log = log;
        asked = new byte[tokenCapacity];
        untold = new byte[tokenCapacity];
    }

    @Override
    public void grow(int tokenCapacity) {
        asked = Arrays.copyOf(asked, tokenCapacity);
        untold = Arrays.copyOf(untold, tokenCapacity);
    }

    void begin(int token, int events) {
        asked[token] = (byte) events;
        untold[token] = 0;
    }

    int asked(int token) {
        return asked[token];
    }

    /** What a poll's result means: a socket that failed or ended is ready for all. */
    int events(int token, int mask) {
        return (mask & ENDED) != 0 ? asked[token] : mask & asked[token];
    }

    void add(int token, int mask) {
        if (log.shotsOf(token) == 0) {
            log.shot(token, 0, CompletionLog.NO_BUFFER);
        }
        untold[token] |= (byte) events(token, mask);
    }

    /** Takes what a poll has to tell. */
    int take(int token) {
        int events = untold[token];
        untold[token] = 0;
        return events;
    }
}
