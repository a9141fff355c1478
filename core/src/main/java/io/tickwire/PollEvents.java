package io.tickwire;

/**
 * What a POLL_ADD waits for and answers: a union of bits, with poll(2)'s numbers on Linux. A socket
 * that has failed or whose connection is over counts as ready, since a receive or send would not
 * wait there: not every platform can tell one from the other.
 */
public final class PollEvents {
    /** A receive, or a listener's accept, would not wait (POLLIN). */
    public static final int READABLE = 1;

    /** A send would not wait (POLLOUT). */
    public static final int WRITABLE = 4;

    private PollEvents() {}

    /** Checks what a program asks for. */
    static int checked(int events) {
        if (events == 0 || (events & ~(READABLE | WRITABLE)) != 0) {
            throw new IllegalArgumentException(
                    "events: 0x"
                            + Integer.toHexString(events)
                            + " is not READABLE (1), WRITABLE (4) or both");
        }
        return events;
    }
}
