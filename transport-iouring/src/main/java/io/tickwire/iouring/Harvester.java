package io.tickwire.iouring;

/** Passes what the log has gathered on to core, once the loop's run is over. */
final class Harvester {
    private final CompletionLog log;
    private final TokenTable tokens;
    private final AcceptPreparer accept;
    private final OperationTable operations;

    Harvester(
            CompletionLog log,
            TokenTable tokens,
            AcceptPreparer accept,
            OperationTable operations) {
        this.log = log;
        this.tokens = tokens;
        this.accept = accept;
        this.operations = operations;
    }

    /** Whether a pass would bring something. */
    boolean canPass() {
        return log.count() > 0 || accept.canPassShots();
    }

    void pass() {
        // Connections first: an ACCEPT's last completion comes after all of them.
        accept.passShots();
        for (int i = 0; i < log.count(); i++) {
            int token = log.token(i);
            operations.finish(tokens.type(token), token, log.result(i));
        }
        log.clear();
        accept.settle();
    }
}
