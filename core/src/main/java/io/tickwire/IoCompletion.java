package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of an intent. A view that the loop uses again: valid until the callback returns or,
 * in an inbox, until its system's run returns. Belongs to the loop's thread.
 */
public final class IoCompletion {
    /** Its place in the completion ring. */
    final int id;

    /** Always the same for a slot's own completion, set per use for a shot. */
    @Nullable Intent intent;

    /** Whether it stands for a result that was not released yet. */
    private boolean isLive;

    long sequence;
    int shot;
    int result;
    boolean isLast;
    private long harvestedNanos;

    /** What a successful OPEN, CONNECT or ACCEPT yielded, until a resource owns it. */
    @Nullable TransportHandle opened;

    /** The resource that owns what was opened. */
    @Nullable IoResource openedResource;

    /** Who sent a datagram. */
    @Nullable SocketAddress peer;

    /** The buffer of the intent's group that has the data; -1 for none. */
    int groupBuffer = -1;

    IoCompletion(int id) {
        this.id = id;
    }

    void take(
            long newSequence,
            int newShot,
            int newResult,
            @Nullable TransportHandle newOpened,
            boolean isNewLast,
            long nanos) {
        isLive = true;
        sequence = newSequence;
        shot = newShot;
        result = newResult;
        isLast = isNewLast;
        harvestedNanos = nanos;
        if (newOpened != null) {
            opened = newOpened;
        }
    }

    /** Forgets the result; afterwards each method throws. */
    void clear() {
        isLive = false;
        if (opened != null) {
            opened = null;
        }
        if (openedResource != null) {
            openedResource = null;
        }
        if (peer != null) {
            peer = null;
        }
        groupBuffer = -1;
    }

    /**
     * What was asked for.
     *
     * @return the operation's type
     */
    public IoOpType operation() {
        return intent().type;
    }

    /**
     * The intent's name within its lane, as {@link IoRequest#ticket()} gave it.
     *
     * @return the ticket
     */
    public long ticket() {
        return intent().ticket();
    }

    /**
     * The number that the intent got when it was sealed. At a delivery point completions come in
     * ({@code sequence}, {@code shot}) order.
     *
     * @return a number that grows from intent to intent
     */
    public long sequence() {
        intent();
        return sequence;
    }

    /**
     * Which completion of its intent this is.
     *
     * @return 0 for the first one
     */
    public int shot() {
        intent();
        return shot;
    }

    /**
     * What came of it: a count for operations on buffers, else 0, or the negative canonical errno.
     *
     * @return the result
     */
    public int result() {
        intent();
        return result;
    }

    /**
     * The result's status.
     *
     * @return {@link IoStatus#OK} for a result of 0 or more
     */
    public IoStatus status() {
        return IoStatus.of(result());
    }

    /**
     * Whether the operation succeeded.
     *
     * @return true for a result of 0 or more
     */
    public boolean isOk() {
        return result() >= 0;
    }

    /**
     * Whether the intent was refused when it was sealed, so that it never touched its resource: the
     * resource was closed (EBADF), its sending side ended (EPIPE), a pending bound was reached
     * (ENOBUFS), its buffer had been released or made larger (EFAULT), or the intent that it is
     * linked behind was refused (ECANCELED).
     *
     * @return true for a refusal by the loop, false for what the system answered
     */
    public boolean isRefused() {
        return intent().has(Intent.REFUSED);
    }

    /**
     * How many bytes a transfer was asked for: a result below that is a short read or write.
     *
     * @return the length of the request, of all its regions together
     */
    public int requestedBytes() {
        return intent().length;
    }

    /**
     * Whether the intent is over: no further completion of it will come.
     *
     * @return false only for a shot of a multishot intent that goes on
     */
    public boolean isLast() {
        intent();
        return isLast;
    }

    /**
     * Whether a receive or read found the end of the stream or file.
     *
     * @return true for RECV, READ or READV with result 0
     */
    public boolean isEndOfStream() {
        IoOpType type = intent().type;
        return type.isInput() && type != IoOpType.RECVMSG && result == 0;
    }

    /**
     * Whether there is a resource: the one that the request named, or the one that a successful
     * OPEN, CONNECT or ACCEPT made.
     *
     * @return true if {@link #resource()} answers
     */
    public boolean hasResource() {
        return openedResource != null || intent().resource != null;
    }

    /**
     * The resource that the request named; for a successful OPEN, CONNECT or ACCEPT the new one.
     *
     * @return the resource
     * @throws IllegalStateException if there is none
     */
    public IoResource resource() {
        Intent owner = intent();
        IoResource found = openedResource != null ? openedResource : owner.resource;
        if (found == null) {
            throw new IllegalStateException(owner + " has no resource, result " + result);
        }
        return found;
    }

    /**
     * The resource, as a stream.
     *
     * @return the stream
     * @throws IllegalStateException if there is none or it is no stream
     */
    public IoStream stream() {
        return as(IoStream.class);
    }

    /**
     * The resource, as a file.
     *
     * @return the file
     * @throws IllegalStateException if there is none or it is no file
     */
    public IoFile file() {
        return as(IoFile.class);
    }

    /**
     * The resource, as a datagram socket.
     *
     * @return the socket
     * @throws IllegalStateException if there is none or it is no datagram socket
     */
    public IoDatagram datagram() {
        return as(IoDatagram.class);
    }

    /**
     * The listener of an ACCEPT, or of a CLOSE of a listener.
     *
     * @return the listener
     * @throws IllegalStateException if there is none
     */
    public IoListener listener() {
        Intent owner = intent();
        if (owner.resource instanceof IoListener listener) {
            return listener;
        }
        throw new IllegalStateException(owner + " has no listener");
    }

    /**
     * Whether there is a buffer to look at.
     *
     * @return true for READ, READV, RECV and RECVMSG; from a group only if data came
     */
    public boolean hasBuffer() {
        return bufferCount() > 0;
    }

    /**
     * How many buffers there are to look at.
     *
     * @return 0, 1, or for a request with several buffers their count
     */
    public int bufferCount() {
        Intent owner = intent();
        if (owner.group != null) {
            return groupBuffer >= 0 && result > 0 ? 1 : 0;
        }
        return owner.type.isInput() ? owner.regionCount() : 0;
    }

    /**
     * One of the buffers that were filled, in the request's order.
     *
     * @param index 0 to {@link #bufferCount()} - 1
     * @return the buffer given in the request
     * @throws IndexOutOfBoundsException for another index
     */
    public ByteBuf buffer(int index) {
        Objects.checkIndex(index, bufferCount());
        return bufferOf(intent(), index);
    }

    /**
     * Who sent a datagram. It is the same object each time for a sender that comes again before
     * 16,384 other senders have come; a program that must recognise each for longer compares by
     * {@code equals}, or by address and scope where link-local IPv6 is used (the JDK's {@code
     * equals} leaves the scope out).
     *
     * @return an {@code InetSocketAddress} or a {@code UnixDomainSocketAddress} (which may be
     *     unnamed)
     * @throws IllegalStateException unless it is a successful RECVMSG
     */
    public SocketAddress peer() {
        Intent owner = intent();
        SocketAddress sender = peer;
        if (sender == null) {
            throw new IllegalStateException(owner + " has no peer, result " + result);
        }
        return sender;
    }

    /**
     * What a STAT found.
     *
     * @return a view, valid as long as the completion
     * @throws IllegalStateException unless it is a successful STAT
     */
    public FileStat stat() {
        Intent owner = intent();
        if (owner.type != IoOpType.STAT || result < 0) {
            throw new IllegalStateException(owner + " found nothing, result " + result);
        }
        return owner.requireStat();
    }

    /**
     * The buffer that was filled, the first of several. It stays the caller's; to use it after the
     * completion's end the caller only needs its own reference.
     *
     * @return the buffer given in the request, or the group's with the data between its indices
     * @throws IllegalStateException for other operations
     */
    public ByteBuf buffer() {
        Intent owner = intent();
        if (bufferCount() == 0) {
            throw new IllegalStateException(owner + " filled no buffer, result " + result);
        }
        return bufferOf(owner, 0);
    }

    private ByteBuf bufferOf(Intent owner, int index) {
        GroupBuffers group = owner.group;
        return group == null ? owner.regionBuffer(index) : group.buffer(groupBuffer);
    }

    /**
     * The number that the request carried.
     *
     * @return the user data, 0 if none was given
     */
    public long userData() {
        return intent().userData;
    }

    /**
     * From the seal of the intent's lane to the harvest of this result. Stamped once per seal and
     * harvest, so it is coarse; not the same in two runs.
     *
     * @return nanoseconds
     */
    public long latencyNanos() {
        return harvestedNanos - intent().sealedNanos;
    }

    Intent intent() {
        Intent owner = intent;
        if (!isLive || owner == null) {
            throw new IllegalStateException("the completion was used after its delivery");
        }
        return owner;
    }

    private <T extends IoResource> T as(Class<T> kind) {
        IoResource any = resource();
        if (!kind.isInstance(any)) {
            throw new IllegalStateException(any + " is no " + kind.getSimpleName());
        }
        return kind.cast(any);
    }

    @Override
    public String toString() {
        return !isLive || intent == null
                ? "IoCompletion[over]"
                : intent.type
                        + "[sequence="
                        + sequence
                        + ", shot="
                        + shot
                        + ", result="
                        + result
                        + "]";
    }
}
