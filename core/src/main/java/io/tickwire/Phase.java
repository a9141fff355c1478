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
    record Member(Lane lane, TickContext tick, @Nullable TickSystem system) {
        /** Whether the system has something to do when it is told that the loop stops. */
        boolean hasLastWords() {
            if (system == null) {
                return false;
            }
            try {
                return system.getClass()
                                .getMethod("stopping", TickContext.class)
                                .getDeclaringClass()
                        != TickSystem.class;
            } catch (NoSuchMethodException e) {
                return true; // it is asked, then
            }
        }
    }

    boolean hasLastWords() {
        return members.stream().anyMatch(Member::hasLastWords);
    }
}
