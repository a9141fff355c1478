package io.tickwire.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How often each {@link Fault} strikes. Immutable. */
public final class FaultRates {
    /** Nothing goes wrong. */
    public static final FaultRates NONE = new FaultRates(Map.of());

    private final EnumMap<Fault, Double> rates = new EnumMap<>(Fault.class);

    private FaultRates(Map<Fault, Double> rates) {
        this.rates.putAll(rates);
    }

    /**
     * Every fault at one rate.
     *
     * @param rate a probability from 0 to 1
     * @return the rates
     */
    public static FaultRates all(double rate) {
        FaultRates rates = NONE;
        for (Fault fault : Fault.values()) {
            rates = rates.with(fault, rate);
        }
        return rates;
    }

    /**
     * The same rates but for one fault.
     *
     * @param fault the fault
     * @param rate its probability, from 0 to 1
     * @return other rates
     * @throws IllegalArgumentException for a rate that is no probability
     */
    public FaultRates with(Fault fault, double rate) {
        Objects.requireNonNull(fault, "fault");
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(fault + ": " + rate + " is not from 0 to 1");
        }
        FaultRates changed = new FaultRates(rates);
        changed.rates.put(fault, rate);
        return changed;
    }

    /**
     * How often a fault strikes.
     *
     * @param fault the fault
     * @return a probability from 0 to 1
     */
    public double rate(Fault fault) {
        return rates.getOrDefault(fault, 0.0);
    }
}
