package io.tickwire.spi;

import io.tickwire.IoOpType;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a transport states about each operation. Immutable.
 *
 * @param operations how each operation is done; one that is missing is unsupported
 * @param multishotAccept how ACCEPT with {@code multishot()} is done
 */
public record Capabilities(Map<IoOpType, Support> operations, Support multishotAccept) {
    /**
     * Copies the map.
     *
     * @param operations see the record
     * @param multishotAccept see the record
     */
    public Capabilities {
        operations = Map.copyOf(operations);
    }

    /**
     * A statement that is the same for all operations but TIMEOUT and CANCEL, which core does.
     *
     * @param support how
     * @return the statement
     */
    public static Capabilities all(Support support) {
        Map<IoOpType, Support> operations = new EnumMap<>(IoOpType.class);
        for (IoOpType type : IoOpType.values()) {
            operations.put(type, support);
        }
        return new Capabilities(operations, support);
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
     * A copy in which one operation is done in another way.
     *
     * @param type the operation
     * @param support how
     * @return the copy
     */
    public Capabilities with(IoOpType type, Support support) {
        Map<IoOpType, Support> copy = new EnumMap<>(operations);
        copy.put(type, support);
        return new Capabilities(copy, multishotAccept);
    }
}
