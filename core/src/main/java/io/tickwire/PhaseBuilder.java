package io.tickwire;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Declares what belongs to a phase, in the order in which it runs and is sealed. */
public final class PhaseBuilder {
    /** A lane to be made, with its system if it has one. */
    record Member(String name, @Nullable TickSystem system) {}

    private final String phase;
    private final List<Member> members = new ArrayList<>();
    private WaitPolicy waitPolicy = WaitPolicy.DEFAULT;

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
