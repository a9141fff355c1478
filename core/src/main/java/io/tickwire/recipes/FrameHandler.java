package io.tickwire.recipes;

/** Takes the frames that {@link Framing} finds. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * Takes one frame, without its length field or line end. May call {@link Framing#release},
     * which ends the feed, but no other method that changes the framing.
     *
     * @param frame shows the frame until this returns; whoever needs its bytes longer copies them,
     *     or retains {@link Frame#buffer()}
     * @return true to be shown the next one; false to end the {@link Framing#feed} behind this one:
     *     what follows stays readable in the buffer that was fed
     */
    boolean frame(Frame frame);
}
