package io.tickwire.properties;

import java.util.List;
import java.util.Optional;

/**
 * One intent as a program describes it. Which file, path or other intent it means is found when it
 * is queued, by {@link LaneScript}.
 *
 * @param op what is asked for
 * @param which chooses among what there is: a path, a file, a stream, an intent to cancel
 * @param from an offset, a length to cut to, a duration in milliseconds
 * @param size how many bytes, at least 1
 * @param link ties the next step to this one
 * @param timing {@code prompt()} or {@code lasting()}
 * @param extras the other modifiers
 * @param then what a callback queues; without one the completion goes to the inbox
 */
record Step(
        Op op,
        int which,
        int from,
        int size,
        Link link,
        Timing timing,
        Extras extras,
        Optional<List<Step>> then) {

    /**
     * Modifiers that go with most operations.
     *
     * @param deadlineMillis negative for none
     */
    record Extras(boolean isErrorsOnly, boolean hasSlot, int deadlineMillis) {
        static final Extras NONE = new Extras(false, false, -1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(op.name());
        text.append('(').append(which).append(' ').append(from).append(' ').append(size);
        text.append(')');
        if (timing != Timing.DEFAULT) {
            text.append('.').append(timing.name().toLowerCase(java.util.Locale.ROOT));
        }
        if (extras.isErrorsOnly()) {
            text.append(".errorsOnly");
        }
        if (extras.hasSlot()) {
            text.append(".into");
        }
        if (extras.deadlineMillis() >= 0) {
            text.append(".deadline(").append(extras.deadlineMillis()).append(')');
        }
        then.ifPresent(steps -> text.append(".then").append(steps));
        return text.append(link == Link.NONE ? "" : link == Link.SOFT ? " ->" : " =>").toString();
    }
}
