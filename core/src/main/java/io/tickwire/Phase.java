package io.tickwire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A phase of a built loop. */
record Phase(String name, List<Member> members, WaitPolicy waitPolicy) {
    /** A lane of the phase, with the system that it belongs to, if any. */
    record Member(Lane lane, TickContext tick, @Nullable TickSystem system) {}
}
