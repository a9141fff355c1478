package io.tickwire;

import io.tickwire.spi.TransportProvider;
import io.tickwire.watch.LoopClock;
import io.tickwire.watch.LoopObserver;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Declares a loop: its phases, in the order in which they run, and its policies. */
public final class TickLoopBuilder {
    final List<PhaseBuilder> phases = new ArrayList<>();
    BatchConfig config = BatchConfig.DEFAULT;
    ErrorPolicy errorPolicy = ErrorPolicy.STOP;
    @Nullable String transport;
    long seed;
    LoopClock clock = LoopClock.system();
    @Nullable TransportProvider provider;
    final List<LoopObserver> observers = new ArrayList<>();

    TickLoopBuilder() {}

    /**
     * Adds a phase.
     *
     * @param name the phase's name, unique within the loop
     * @param declaration adds systems and lanes to it
     * @return this
     */
    public TickLoopBuilder phase(String name, Consumer<PhaseBuilder> declaration) {
        Objects.requireNonNull(name, "name");
        if (phases.stream().anyMatch(phase -> phase.phase().equals(name))) {
            throw new IllegalArgumentException("phase \"" + name + "\" is declared twice");
        }
        PhaseBuilder phase = new PhaseBuilder(name);
        declaration.accept(phase);
        phases.add(phase);
        return this;
    }

    /**
     * Sets sizes and policies.
     *
     * @param batchConfig the configuration
     * @return this
     */
    public TickLoopBuilder config(BatchConfig batchConfig) {
        config = Objects.requireNonNull(batchConfig, "batchConfig");
        return this;
    }

    /**
     * Insists on a transport instead of the best one on the class path. {@code
     * -Dtickwire.transport.require} overrides it.
     *
     * @param name the transport's name, such as {@code nio}
     * @return this
     */
    public TickLoopBuilder transport(String name) {
        transport = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets what happens when a system or a callback throws.
     *
     * @param policy the policy, such as {@link ErrorPolicy#DROP}; {@link ErrorPolicy#STOP} by
     *     default
     * @return this
     */
    public TickLoopBuilder onError(ErrorPolicy policy) {
        errorPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets what {@link TickContext#random()} derives from.
     *
     * @param number any number; 0 by default
     * @return this
     */
    public TickLoopBuilder seed(long number) {
        seed = number;
        return this;
    }

    /**
     * Brings a transport along instead of choosing one from the class path; no property overrides
     * it. For transports that a program or a test makes itself.
     *
     * @param own tried when the loop is built, and the only one
     * @return this
     */
    public TickLoopBuilder transport(TransportProvider own) {
        provider = Objects.requireNonNull(own, "own");
        return this;
    }

    /**
     * Sets the clock behind the tick clock. A simulated clock needs simulated transports: real ones
     * wait by the system's.
     *
     * @param loopClock asked on the loop's thread; the system's by default
     * @return this
     */
    public TickLoopBuilder clock(LoopClock loopClock) {
        clock = Objects.requireNonNull(loopClock, "loopClock");
        return this;
    }

    /**
     * Has everything that the loop seals and delivers shown to an observer, besides those that were
     * named before: each sees all of it, in the order in which they were named, and what one throws
     * keeps nothing from the others.
     *
     * @param loopObserver another observer of the loop
     * @return this
     */
    public TickLoopBuilder observer(LoopObserver loopObserver) {
        observers.add(Objects.requireNonNull(loopObserver, "loopObserver"));
        return this;
    }

    /**
     * Chooses the transport and sets the systems up, in registration order. The loop belongs to no
     * thread yet.
     *
     * @return the loop; close it
     * @throws IllegalStateException if there is no phase, or no transport works here (the message
     *     says why for each)
     * @throws IllegalArgumentException if two lanes have the same name, or the transport is not on
     *     the class path
     */
    public TickLoop build() {
        if (phases.isEmpty()) {
            throw new IllegalStateException("a loop needs at least one phase");
        }
        warmUpLogging();
        TickLoop loop = new TickLoop(new LoopParts(this));
        try {
            loop.systems().setUp();
        } catch (Throwable e) {
            loop.close();
            throw e;
        }
        return loop;
    }

    /**
     * The first log record of a process opens files (time zones); later there may be no descriptor.
     */
    private static void warmUpLogging() {
        System.getLogger(TickLoop.class.getName())
                .log(System.Logger.Level.TRACE, ZonedDateTime.now(ZoneId.systemDefault()));
    }
}
