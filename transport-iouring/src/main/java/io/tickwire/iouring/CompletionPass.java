package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.STOPPING;

import io.tickwire.IoStatus;

/** Passes what the log has gathered on to core, once the loop's run is over. */
final class CompletionPass {
    private final CompletionLog log;
    private final TokenTable tokens;
    private final AcceptOperations accept;
    private final GroupReceiver groups;
    private final PollOperations polls;
    private final OperationTable operations;

    CompletionPass(
            CompletionLog log,
            TokenTable tokens,
            AcceptOperations accept,
            GroupReceiver groups,
            PollOperations polls,
            OperationTable operations) {
        this.log = log;
        this.tokens = tokens;
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
        return log.count() > 0 || accept.canPassShots() || groups.canPass() || polls.canPass();
    }

    void run() {
        // Connections and data first: a multishot's last completion comes after all of them.
        accept.passShots();
        groups.pass();
        polls.pass();
        passLog();
        accept.settle();
        groups.settle();
        polls.settle();
    }

    /** Each entry once, also if an error comes in the midst. */
    private void passLog() {
        int passed = 0;
        try {
            while (passed < log.count()) {
                int token = log.token(passed);
                boolean isCancelled = tokens.hasMark(token, CANCELLED | STOPPING);
                int result = withoutRestart(log.result(passed++), isCancelled);
                operations.finish(tokens.type(token), token, result);
            }
        } finally {
            log.drop(passed);
        }
    }
}
