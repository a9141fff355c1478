package io.tickwire.simulation;

/** One of the program's sockets as its {@link SimWatch} sees it. */
interface SimSocket {
    /** What the socket is ready for now: bits of {@link io.tickwire.readiness.Readiness}. */
    int holding();

    /** Passes bits on to the engine. */
    void report(int bits);

    /** The program's machine has stopped: nothing is sent any more but resets. */
    void crash();
}
