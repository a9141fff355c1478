package io.tickwire.iouring;

import static io.tickwire.completion.CompletionLog.NO_BUFFER;

import io.tickwire.IoOpType;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Multishot;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.GroupBuffers;

/**
 * Takes the ring's completions in while its loop runs: what an entry of the completion queue means
 * is said by its flags and its token's operation. It only notes, for a pass that comes later.
 */
final class CompletionDecoder {
    private static final int POLL_ADD = TokenTable.index(IoOpType.POLL_ADD);
    private static final int SEND = TokenTable.index(IoOpType.SEND);

    private final TokenTable tokens;
    private final CompletionLog log;
    private final Multishot multishot;
    private final PollShots polls;
    private final ZeroCopySends zeroCopy;

    CompletionDecoder(
            TokenTable tokens,
            CompletionLog log,
            Multishot multishot,
            PollShots polls,
            ZeroCopySends zeroCopy) {
        this.tokens = tokens;
        this.log = log;
        this.multishot = multishot;
        this.polls = polls;
        this.zeroCopy = zeroCopy;
    }

    /** Takes one of several completions in. */
    void shot(int token, int result, int flags) {
        int type = tokens.type(token);
        if (type == SEND) {
            zeroCopy.sent(token, result);
        } else {
            shot(token, type, result, takeBuffer(token, flags));
        }
    }

    private void shot(int token, int type, int result, int buffer) {
        if (type == POLL_ADD) {
            polls.add(token, result);
        } else {
            log.shot(token, result, buffer);
        }
    }

    /** Takes a last completion in. */
    void last(int token, int result, int flags) {
        if (token == TokenTable.ANONYMOUS) {
            return;
        }
        int buffer = takeBuffer(token, flags);
        if (!tokens.hasMark(token, TokenTable.MULTISHOT)) {
            log.last(token, result, buffer);
            return;
        }
        if (buffer != NO_BUFFER || multishot.isShot(token, result)) {
            shot(token, tokens.type(token), result, buffer);
        }
        multishot.last(token, result);
    }

    private int takeBuffer(int token, int flags) {
        if ((flags & LinuxAbi.CQE_BUFFER) == 0) {
            return NO_BUFFER;
        }
        if (!(tokens.attachment(token) instanceof GroupBuffers group)) {
            throw new IllegalStateException("token " + token + " has no group");
        }
        group.taken();
        return flags >>> LinuxAbi.CQE_BUFFER_SHIFT;
    }
}
