package io.tickwire.simulation;

import io.netty.buffer.Unpooled;
import io.tickwire.IoOpType;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportOperation;
import io.tickwire.spi.TransportOperation.Link;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Operations as core would hand them over. */
final class FakeOperation {
    /** What a transfer is long. */
    static final int BYTES = 100;

    private final int slot;
    private final IoOpType type;
    private boolean isMultishot;
    private Link link = Link.NONE;
    private int chainLength = 1;
    private @Nullable GroupBuffers group;

    private FakeOperation(int slot, IoOpType type) {
        this.slot = slot;
        this.type = type;
    }

    static TransportOperation of(int slot, IoOpType type) {
        return new FakeOperation(slot, type).view();
    }

    static TransportOperation multishot(int slot, IoOpType type) {
        FakeOperation operation = new FakeOperation(slot, type);
        operation.isMultishot = true;
        return operation.view();
    }

    static TransportOperation linked(int slot, IoOpType type, Link link, int chainLength) {
        FakeOperation operation = new FakeOperation(slot, type);
        operation.link = link;
        operation.chainLength = chainLength;
        return operation.view();
    }

    static TransportOperation fromGroup(int slot, GroupBuffers group, boolean isMultishot) {
        FakeOperation operation = new FakeOperation(slot, IoOpType.RECV);
        operation.isMultishot = isMultishot;
        operation.group = group;
        return operation.view();
    }

    private TransportOperation view() {
        return (TransportOperation)
                Proxy.newProxyInstance(
                        FakeOperation.class.getClassLoader(),
                        new Class<?>[] {TransportOperation.class},
                        (proxy, method, arguments) -> answer(method.getName()));
    }

    private @Nullable Object answer(String method) {
        return switch (method) {
            case "slot" -> slot;
            case "type" -> type;
            case "isMultishot" -> isMultishot;
            case "link" -> link;
            case "chainLength" -> chainLength;
            case "group" -> group;
            case "segmentCount" -> 1;
            case "segmentBuffer" -> Unpooled.EMPTY_BUFFER;
            case "segmentLength" -> BYTES;
            case "toString" -> type + " " + slot;
            default -> throw new IllegalStateException(method + " of " + type);
        };
    }
}
