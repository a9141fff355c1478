package io.tickwire;

import java.util.Collection;

/**
 * When lanes of a tick that a program drives by hand can be used by other threads than the loop's:
 * from INTAKE's end to the end of a phase. Belongs to the loop's thread.
 *
 * <p>A thread takes a lane first and looks whether lanes are lent then; the loop says that they are
 * not before it looks who has one. Both are volatile, so one of the two always sees the other.
 */
final class LaneLoans {
    private final LoopHome home;
    private final Lane[] lanes;

    LaneLoans(LoopHome home, Collection<Lane> lanes) {
        this.home = home;
        this.lanes = lanes.toArray(Lane[]::new);
    }

    /** Lends the lanes, or does not. */
    void lend(boolean isLending) {
        home.lendLanes(isLending);
    }

    /**
     * Lends no lane from here on.
     *
     * @throws IllegalStateException if somebody has one; then they are lent as before
     */
    void takeBack(String what) {
        boolean wasLending = home.isLendingLanes();
        home.lendLanes(false);
        for (Lane lane : lanes) {
            Thread user = lane.user();
            if (user != null) {
                home.lendLanes(wasLending);
                throw new IllegalStateException(
                        what + " while " + user + " uses lane \"" + lane.name() + '"');
            }
        }
    }
}
