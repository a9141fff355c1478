package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Objects;

/** What {@code queue} refuses: each is misuse, thrown at once with the value. */
final class RequestRules {
    private RequestRules() {}

    /** Checks a request and settles the region's index. */
    static IoOpType check(IoRequest request, LoopHome loop) {
        IoOpType type = request.type;
        if (type == null) {
            throw new IllegalStateException("the request names no operation");
        }
        IoResource resource = request.resource;
        if (resource != null) {
            checkLoop(resource, loop);
        }
        if (request.target instanceof IoResource named) {
            checkLoop(named, loop);
        }
        if (type == IoOpType.OPEN && isUnseen(request.flags)) {
            throw new IllegalStateException("an OPEN with errorsOnly() that is linked to nothing");
        }
        if ((request.flags & IoRequest.GROUP) != 0) {
            loop.requireGroup(request.groupId).checkUser(type);
        } else if (request.buffer != null) {
            checkBuffer(type, request.buffer);
            checkRegion(type, request, request.buffer);
        } else if ((request.flags & IoRequest.VECTORED) != 0) {
            checkVector(type, request.vector);
        }
        return type;
    }

    private static boolean isUnseen(int flags) {
        return (flags & IoRequest.ERRORS_ONLY) != 0
                && (flags & (IoRequest.LINKED | IoRequest.HARD_LINKED)) == 0;
    }

    private static void checkLoop(IoResource resource, LoopHome loop) {
        if (resource.loop != loop) {
            throw new IllegalArgumentException(resource + " belongs to another loop");
        }
    }

    static SocketAddress checkAddress(SocketAddress address) {
        Objects.requireNonNull(address, "address");
        if (address instanceof InetSocketAddress inet) {
            if (inet.isUnresolved()) {
                throw new IllegalArgumentException("unresolved address: " + address);
            }
            return address;
        }
        if (address instanceof UnixDomainSocketAddress) {
            return address;
        }
        throw new IllegalArgumentException("neither an internet nor a Unix address: " + address);
    }

    private static void checkVector(IoOpType type, Regions vector) {
        for (int region = 0; region < vector.count(); region++) {
            ByteBuf buffer = vector.buffer(region);
            checkBuffer(type, buffer);
            checkWithin(type, buffer, vector.index(region), vector.length(region));
        }
        vector.noteAddresses();
    }

    static void checkBuffer(IoOpType type, ByteBuf buffer) {
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
        if (type.isInput() && buffer.isReadOnly()) {
            throw new IllegalArgumentException(type + " into a read-only buffer: " + buffer);
        }
    }

    private static void checkRegion(IoOpType type, IoRequest request, ByteBuf buffer) {
        boolean isExplicit = (request.flags & IoRequest.EXPLICIT_INDEX) != 0;
        if (type.isInput()) {
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
        checkWithin(type, buffer, request.index, request.length);
    }

    private static void checkWithin(IoOpType type, ByteBuf buffer, int index, int length) {
        if (index < 0 || length > buffer.capacity() - index) {
            throw new IllegalArgumentException(
                    type
                            + ": "
                            + length
                            + " bytes from index "
                            + index
                            + " are not within "
                            + buffer);
        }
    }
}
