package io.tickwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Declares what belongs to a phase, in the order in which it runs and is sealed. */
public final class PhaseBuilder {
    /** A lane to be made, with its system if it has one. */
    record Member(String name, @Nullable TickSystem system) {}

    private final String phase;
    private final List<Member> members = new ArrayList<>();
    private WaitPolicy waitPolicy = WaitPolicy.DEFAULT;
    private @Nullable Executor executor;

    PhaseBuilder(String phase) {
        this.phase = phase;
    }

    /**
     * Adds a system; its lane is named after the phase and the system's class.
     *
     * @param system run once per tick
     * @return this
     */
    public PhaseBuilder system(TickSystem system) {
        Class<?> type = Objects.requireNonNull(system, "system").getClass();
        String name = type.isHidden() || type.isAnonymousClass() ? "system" : type.getSimpleName();
        return add(unique(phase + "/" + name), system);
    }

    /**
     * Adds a system with a name of its own.
     *
     * @param name the lane's name, unique within the loop
     * @param system run once per tick
     * @return this
     */
    public PhaseBuilder system(String name, TickSystem system) {
        return add(Objects.requireNonNull(name, "name"), Objects.requireNonNull(system, "system"));
    }

    /**
     * Adds several systems, in order.
     *
     * @param systems each run once per tick
     * @return this
     */
    public PhaseBuilder systems(TickSystem... systems) {
        for (TickSystem system : systems) {
            system(system);
        }
        return this;
    }

    /**
     * Adds a lane without a system, for a program with a scheduler of its own.
     *
     * @param name the lane's name, unique within the loop
     * @return this
     */
    public PhaseBuilder lane(String name) {
        return add(Objects.requireNonNull(name, "name"), null);
    }

    /**
     * Sets how long the phase waits for its prompt intents.
     *
     * @param policy the policy
     * @return this
     */
    public PhaseBuilder wait(WaitPolicy policy) {
        waitPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Has the phase's systems run at the same time, on the executor's threads and the loop's own.
     * Sequences, tickets, random numbers and results are those of the serial phase, whatever the
     * threads do; only after a system has thrown do they differ, since the others have run too.
     * What systems share among themselves is theirs to guard.
     *
     * <p>While the phase runs, a system may use its lane, its tick and mailboxes that it made in
     * {@link TickSystem#setUp}, and look at the state of resources; all else of the loop refuses.
     * The phase ends when every system has returned. An executor that takes no work, or takes its
     * time, costs nothing but the help of its threads: the loop's thread runs what nobody has
     * begun. At most one task for each processor waits in it, however late it is; one that it drops
     * in silence is not given to it again.
     *
     * @param helpers where the systems run; not closed by the loop
     * @return this
     */
    public PhaseBuilder parallel(Executor helpers) {
        executor = Objects.requireNonNull(helpers, "helpers");
        return this;
    }

    @Nullable Executor executor() {
        return executor;
    }

    String phase() {
        return phase;
    }

    List<Member> members() {
        return members;
    }

    WaitPolicy waitPolicy() {
        return waitPolicy;
    }

    private PhaseBuilder add(String name, @Nullable TickSystem system) {
        members.add(new Member(name, system));
        return this;
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int i = 2; isTaken(name); i++) {
            name = wanted + "#" + i;
        }
        return name;
    }

    private boolean isTaken(String name) {
        return members.stream().anyMatch(member -> member.name().equals(name));
    }
}
