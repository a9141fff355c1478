package io.tickwire.simulation;

import org.jspecify.annotations.Nullable;

/** Open intents in the order in which they came. Each can be taken out at no cost. */
final class IntentList {
    /** An intent's place in a list. */
    static final class Place {
        final OpenIntent intent;
        private @Nullable IntentList list;
        private @Nullable Place before;
        private @Nullable Place behind;

        Place(OpenIntent intent) {
            this.intent = intent;
        }

        boolean isListed() {
            return list != null;
        }

        /** Whether it is the oldest of its list, or in none. */
        boolean isFirst() {
            return before == null;
        }

        void leave() {
            if (list != null) {
                list.remove(this);
            }
        }
    }

    private @Nullable Place first;
    private @Nullable Place last;

    boolean isEmpty() {
        return first == null;
    }

    @Nullable OpenIntent first() {
        return first == null ? null : first.intent;
    }

    void add(Place place) {
        place.list = this;
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
    }

    private void remove(Place place) {
        if (place.before == null) {
            first = place.behind;
        } else {
            place.before.behind = place.behind;
        }
        if (place.behind == null) {
            last = place.before;
        } else {
            place.behind.before = place.before;
        }
        place.list = null;
        place.before = null;
        place.behind = null;
    }
}
