package io.tickwire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Sets the systems of a loop up and tears down those whose set-up returned. */
final class SystemLife {
    private final TickLoop loop;
    private final List<Phase> phases;
    private final ErrorBox errors;

    /** The systems whose set-up returned, the last one first. */
    private final Deque<Phase.Member> setUp = new ArrayDeque<>();

    SystemLife(TickLoop loop, List<Phase> phases, ErrorBox errors) {
        this.loop = loop;
        this.phases = phases;
        this.errors = errors;
    }

    /** Sets the systems up, in registration order. */
    void setUp() {
        for (Phase phase : phases) {
            for (Phase.Member member : phase.members()) {
                if (member.system() != null) {
                    member.system().setUp(new SystemSetup(loop, member.lane()));
                    setUp.push(member);
                }
            }
        }
    }

    /** Tears down each system that was set up, in reverse order, whatever the others do. */
    void tearDown() {
        for (Phase.Member member = setUp.poll(); member != null; member = setUp.poll()) {
            try {
                Objects.requireNonNull(member.system()).tearDown();
            } catch (Throwable e) {
                errors.caught(LoopError.Source.TEAR_DOWN, member.lane().name(), e);
            }
        }
    }
}
