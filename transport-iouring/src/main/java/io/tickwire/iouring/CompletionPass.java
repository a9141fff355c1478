package io.tickwire.iouring;

import static io.tickwire.completion.TokenTable.CANCELLED;
import static io.tickwire.completion.TokenTable.MULTISHOT;
import static io.tickwire.completion.TokenTable.STOPPING;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Multishot;
import io.tickwire.completion.TokenTable;

/** Passes what the log has gathered on to core, once the loop's run is over. */
final class CompletionPass {
    private static final int ACCEPT = TokenTable.index(IoOpType.ACCEPT);
    private static final int POLL_ADD = TokenTable.index(IoOpType.POLL_ADD);

    private final CompletionLog log;
    private final InFlight inFlight;
    private final TokenTable tokens;
    private final Multishot multishot;
    private final AcceptOperations accept;
    private final GroupReceiver groups;
    private final PollOperations polls;
    private final OperationTable operations;

    CompletionPass(
            CompletionLog log,
            InFlight inFlight,
            Multishot multishot,
            AcceptOperations accept,
            GroupReceiver groups,
            PollOperations polls,
            OperationTable operations) {
        this.log = log;
        this.inFlight = inFlight;
        tokens = inFlight.tokens();
        this.multishot = multishot;
        this.accept = accept;
        this.groups = groups;
        this.polls = polls;
        this.operations = operations;
    }

    /**
     * What a cancel finds in one of the kernel's worker threads, an OPEN of a pipe say, ends by an
     * interrupt. Without a cancel it is the file system's own answer (that of a FUSE server, say),
     * or a signal's.
     */
    static int withoutRestart(int result, boolean isCancelled) {
        boolean isInterrupted =
                result == IoStatus.EINTR.result()
                        || (result <= -LinuxAbi.ERESTART_FIRST
                                && result >= -LinuxAbi.ERESTART_LAST);
        if (!isInterrupted) {
            return result;
        }
        return (isCancelled ? IoStatus.ECANCELED : IoStatus.EINTR).result();
    }

    /** Whether a pass would bring something. */
    boolean hasWork() {
        boolean hasWork = false;
        while (!hasWork && log.next()) {
            hasWork = multishot.canPass();
        }
        log.rewind();
        return hasWork;
    }

    void run() {
        pass();
        stopKept();
        armAgain();
    }

    /** Each entry once, also if an error comes in the midst. */
    private void pass() {
        try {
            while (log.next()) {
                int token = log.token();
                if (!tokens.hasMark(token, MULTISHOT)) {
                    operations.finish(tokens.type(token), token, lastResult(token));
                } else if (!multishot.canPass()) {
                    log.keep();
                } else if (log.isLast()) {
                    multishot.end(token, lastResult(token));
                } else {
                    log.passShot();
                    passShot(token);
                }
            }
        } finally {
            log.endPass();
        }
    }

    private void passShot(int token) {
        int type = tokens.type(token);
        if (type == ACCEPT) {
            accept.shot(token, log.result());
        } else if (type == POLL_ADD) {
            polls.shot(token);
        } else {
            groups.shot(token, log.result(), log.buffer());
        }
    }

    private int lastResult(int token) {
        int result = log.result();
        return result >= 0
                ? result
                : withoutRestart(result, tokens.hasMark(token, CANCELLED | STOPPING));
    }

    /** Stops the multishots whose shots had to be kept. */
    private void stopKept() {
        while (log.next()) {
            if (multishot.mustStop()) {
                int token = log.token();
                if (inFlight.isCancellable(token)) {
                    inFlight.cancelAnonymously(token);
                }
                tokens.mark(token, STOPPING);
            }
        }
        log.rewind();
    }

    /** Arms again what has ended although it is to go on. */
    private void armAgain() {
        int token = multishot.toArm();
        while (token != TokenTable.NONE) {
            if (tokens.type(token) == ACCEPT) {
                accept.arm(token);
            } else {
                polls.arm(token);
            }
            multishot.armed();
            token = multishot.toArm();
        }
    }
}
