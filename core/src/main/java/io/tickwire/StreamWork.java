package io.tickwire;

/** What the engine keeps of a stream. */
final class StreamWork extends ResourceWork {
    final SendQueue sends = new SendQueue();
    final ReceiveQueue receives = new ReceiveQueue();

    static StreamWork of(IoStream stream) {
        return (StreamWork) stream.work;
    }
}
