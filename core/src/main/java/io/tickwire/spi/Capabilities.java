package io.tickwire.spi;

import io.tickwire.IoOpType;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a transport states about each operation and feature. Immutable.
 *
 * @param operations how each operation is done; one that is missing is unsupported
 * @param features how each feature is done; one that is missing is unsupported
 */
public record Capabilities(Map<IoOpType, Support> operations, Map<Feature, Support> features) {
    /**
     * Copies the maps.
     *
     * @param operations see the record
     * @param features see the record
     */
    public Capabilities {
        operations = Map.copyOf(operations);
        features = Map.copyOf(features);
    }

    /**
     * A statement that is the same for all operations and features.
     *
     * @param support how
     * @return the statement
     */
    public static Capabilities all(Support support) {
        Map<IoOpType, Support> operations = new EnumMap<>(IoOpType.class);
        for (IoOpType type : IoOpType.values()) {
            operations.put(type, support);
        }
        Map<Feature, Support> features = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.values()) {
            features.put(feature, support);
        }
        return new Capabilities(operations, features);
    }

    /**
     * How an operation is done.
     *
     * @param type the operation
     * @return the statement
     */
    public Support of(IoOpType type) {
        return operations.getOrDefault(type, Support.UNSUPPORTED);
    }

    /**
     * How a feature is done.
     *
     * @param feature the feature
     * @return the statement
     */
    public Support of(Feature feature) {
        return features.getOrDefault(feature, Support.UNSUPPORTED);
    }

    /**
     * A copy in which one operation is done in another way.
     *
     * @param type the operation
     * @param support how
     * @return the copy
     */
    public Capabilities with(IoOpType type, Support support) {
        Map<IoOpType, Support> copy = new EnumMap<>(operations);
        copy.put(type, support);
        return new Capabilities(copy, features);
    }

    /**
     * A copy in which one feature is done in another way.
     *
     * @param feature the feature
     * @param support how
     * @return the copy
     */
    public Capabilities with(Feature feature, Support support) {
        Map<Feature, Support> copy = new EnumMap<>(features);
        copy.put(feature, support);
        return new Capabilities(operations, copy);
    }
}
