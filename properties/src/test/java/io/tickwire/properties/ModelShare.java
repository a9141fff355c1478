package io.tickwire.properties;

import java.util.HashMap;
import java.util.Map;

/**
 * What a lane's pending sends leave to each stream. A send behind a failure may have been refused
 * when it was sealed, and then was never pending.
 */
final class ModelShare {
    private static final int[] PARTS = {256, 2_048, 16_384};

    private final int quota;
    private int sure;
    private int perhaps;

    private ModelShare(int quota) {
        this.quota = quota;
    }

    void admit(Item send) {
        count(send, 1);
    }

    void sent(Item send) {
        count(send, -1);
    }

    /** The share if all that may be pending is. */
    int least() {
        return share(sure + perhaps);
    }

    /** The share if only that is pending which must be. */
    int most() {
        return share(sure);
    }

    private void count(Item send, int change) {
        if (send.isBehindFailure) {
            perhaps += change;
        } else {
            sure += change;
        }
    }

    private int share(int pending) {
        int quarters = Math.min(pending / Math.max(1, quota / 4), PARTS.length);
        return quarters == 0 ? Integer.MAX_VALUE : Math.max(1, quota / PARTS[quarters - 1]);
    }

    /** One for each lane. */
    static final class OfLanes {
        private final int quota;
        private final Map<Integer, ModelShare> shares = new HashMap<>();

        OfLanes(int quota) {
            this.quota = quota;
        }

        ModelShare of(Item item) {
            return of(item.act.lane());
        }

        ModelShare of(int lane) {
            return shares.computeIfAbsent(lane, any -> new ModelShare(quota));
        }
    }
}
