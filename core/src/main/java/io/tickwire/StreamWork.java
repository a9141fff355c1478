package io.tickwire;

/** What the engine keeps of a stream. */
final class StreamWork extends ResourceWork {
    final SendQueue sends = new SendQueue();
    final ReceiveQueue receives = new ReceiveQueue();

    /** SHUTDOWNs of the sending side that were sealed and not taken back with their chains. */
    int shutdowns;

    /** Sends refused with ENOBUFS whose completions were not delivered yet: none may pass them. */
    int refusedSends;

    static StreamWork of(IoStream stream) {
        return (StreamWork) stream.work;
    }

    /** Whether a send would come too late. */
    boolean isOutputOver() {
        return shutdowns > 0 || sends.isBroken;
    }
}
