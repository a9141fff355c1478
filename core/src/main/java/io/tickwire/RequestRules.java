package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;

/** What {@code queue} refuses: each is misuse, thrown at once with the value. */
final class RequestRules {
    private RequestRules() {}

    /** Checks a request and settles the region's index. */
    static IoOpType check(IoRequest request, TickLoop loop) {
        IoOpType type = request.type;
        if (type == null) {
            throw new IllegalStateException("the request names no operation");
        }
        IoResource resource = request.resource;
        if (resource != null && resource.loop != loop) {
            throw new IllegalArgumentException(resource + " belongs to another loop");
        }
        if (request.buffer != null) {
            checkBuffer(type, request, request.buffer);
        }
        return type;
    }

    private static void checkBuffer(IoOpType type, IoRequest request, ByteBuf buffer) {
        if (buffer.refCnt() < 1) {
            throw new IllegalArgumentException(type + ": the buffer was released: " + buffer);
        }
        if (!buffer.isDirect()
                || !buffer.hasMemoryAddress()
                || buffer instanceof CompositeByteBuf) {
            throw new IllegalArgumentException(
                    type
                            + " needs a direct buffer in one piece with a memory address, not "
                            + buffer);
        }
        boolean isExplicit = (request.flags & IoRequest.EXPLICIT_INDEX) != 0;
        if (type.isInput()) {
            if (buffer.isReadOnly()) {
                throw new IllegalArgumentException(type + " into a read-only buffer: " + buffer);
            }
            if (!isExplicit) {
                request.index = buffer.writerIndex();
            }
        } else if (!isExplicit) {
            request.index = buffer.readerIndex();
            if (request.length > buffer.readableBytes()) {
                throw new IllegalArgumentException(
                        type
                                + ": "
                                + request.length
                                + " bytes asked of "
                                + buffer.readableBytes()
                                + " readable: "
                                + buffer);
            }
        }
        if (request.index < 0 || request.length > buffer.capacity() - request.index) {
            throw new IllegalArgumentException(
                    type
                            + ": "
                            + request.length
                            + " bytes from index "
                            + request.index
                            + " are not within "
                            + buffer);
        }
    }
}
