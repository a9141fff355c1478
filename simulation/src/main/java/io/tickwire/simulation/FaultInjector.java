package io.tickwire.simulation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Decides when faults strike, by the seed, and counts them. For one thread. */
@SuppressWarnings("EnumOrdinal") // the arrays are made from the same enum
final class FaultInjector {
    private final SplittableRandom random;
    private final double[] rates = new double[Fault.values().length];
    private final long[] counts = new long[rates.length];

    FaultInjector(SplittableRandom random, FaultRates rates) {
        this.random = random;
        rates(rates);
    }

    /** Changes the rates from now on. */
    void rates(FaultRates newRates) {
        for (Fault fault : Fault.values()) {
            rates[fault.ordinal()] = newRates.rate(fault);
        }
    }

    /** Whether a fault strikes now. One that cannot strike costs no random number. */
    boolean strikes(Fault fault) {
        double rate = rates[fault.ordinal()];
        if (rate <= 0 || random.nextDouble() >= rate) {
            return false;
        }
        counts[fault.ordinal()]++;
        return true;
    }

    /** The part of a length that a short transfer moves: at least 1, less than all if it can be. */
    int shorten(int length) {
        return length <= 1 ? length : 1 + random.nextInt(length - 1);
    }

    /** How often each fault has struck, those that have. */
    Map<Fault, Long> counts() {
        Map<Fault, Long> struck = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            if (counts[fault.ordinal()] > 0) {
                struck.put(fault, counts[fault.ordinal()]);
            }
        }
        return Collections.unmodifiableMap(struck);
    }
}
