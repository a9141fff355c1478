package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.internal.DirectBuffers;
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
            DirectBuffers.check(type, request.buffer, type.isInput());
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
            DirectBuffers.check(type, buffer, type.isInput());
            checkWithin(type, buffer, vector.index(region), vector.length(region));
        }
        vector.noteAddresses();
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
