package io.tickwire;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A phase of a built loop; its systems run one after the other unless it has a parallel run. */
record Phase(
        String name,
        Optional<String> nameIfAny,
        List<Member> members,
        WaitPolicy waitPolicy,
        @Nullable ParallelRun parallel) {
    Phase(
            String name,
            List<Member> members,
            WaitPolicy waitPolicy,
            @Nullable ParallelRun parallel) {
        this(name, Optional.of(name), members, waitPolicy, parallel);
    }

    /** A lane of the phase, with the system that it belongs to, if any. */
    record Member(Lane lane, TickContext tick, @Nullable TickSystem system) {}
}
