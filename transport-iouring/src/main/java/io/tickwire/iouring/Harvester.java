package io.tickwire.iouring;

/** Passes what the log has gathered on to core, once the loop's run is over. */
final class Harvester {
    private final CompletionLog log;
    private final TokenTable tokens;
    private final AcceptPreparer accept;
    private final GroupReceiver groups;
    private final PollPreparer polls;
    private final OperationTable operations;

    Harvester(
            CompletionLog log,
            TokenTable tokens,
            AcceptPreparer accept,
            GroupReceiver groups,
            PollPreparer polls,
            OperationTable operations) {
        this.log = log;
        this.tokens = tokens;
        this.accept = accept;
        this.groups = groups;
        this.polls = polls;
        this.operations = operations;
    }

    /** Whether a pass would bring something. */
    boolean canPass() {
        return log.count() > 0 || accept.canPassShots() || groups.canPass() || polls.canPass();
    }

    void pass() {
        // Connections and data first: a multishot's last completion comes after all of them.
        accept.passShots();
        groups.pass();
        polls.pass();
        for (int i = 0; i < log.count(); i++) {
            int token = log.token(i);
            operations.finish(tokens.type(token), token, log.result(i));
        }
        log.clear();
        accept.settle();
        groups.settle();
        polls.settle();
    }
}
