package io.tickwire;

/** What a POLL_ADD waits for and answers: a union of bits, with poll(2)'s numbers on Linux. */
public final class PollEvents {
    /** A receive, or a listener's accept, would get on (POLLIN). */
    public static final int READABLE = 1;

    /** A send would get on (POLLOUT). */
    public static final int WRITABLE = 4;

    /** An error stands on the socket (POLLERR); answered without being asked for. */
    public static final int ERROR = 8;

    /** The connection is over in both directions (POLLHUP); answered without being asked for. */
    public static final int HANG_UP = 16;

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
