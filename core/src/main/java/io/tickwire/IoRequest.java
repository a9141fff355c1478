package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.internal.Nanos;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * Describes one operation. Reusable: naming an operation forgets what was said before, and {@link
 * IoIntentQueue#queue} copies it. Not for several threads at once.
 *
 * <pre>{@code
 * boolean queued = tick.intents().queue(tick.request().read(file, buffer, 4096).at(0).onComplete(loaded));
 * }</pre>
 *
 * <h2>Buffers</h2>
 *
 * Buffers are direct, with a memory address, and in one piece; {@code queue} refuses others. They
 * must not change their capacity while an intent holds them.
 *
 * <ul>
 *   <li>READ and RECV fill a buffer of the caller's: from its writer index, which moves at
 *       delivery; or from an explicit {@link #index}, and then no index moves. The loop holds a
 *       reference of its own until the completion is delivered.
 *   <li>WRITE and SEND take their bytes from the reader index, or an explicit {@link #index}, and
 *       move no index. Once {@code queue} has returned true, one reference belongs to the loop,
 *       which releases it on success, failure, cancel and close.
 * </ul>
 */
public final class IoRequest extends FileRequests {
    /** Makes an empty request; {@link TickContext#request()} has one that is ready for use. */
    public IoRequest() {}

    @Override
    IoRequest self() {
        return this;
    }

    /**
     * Does nothing.
     *
     * @return this
     */
    public IoRequest nop() {
        return start(IoOpType.NOP, null);
    }

    /**
     * Closes a resource after what was queued for it before. On a stream: sends go out first, for
     * at most {@link BatchConfig#linger()}; receives end with ECANCELED. On a listener: accepts end
     * with ECANCELED. The completion is the resource's last; later intents complete with EBADF.
     *
     * @param resource a file, listener or stream
     * @return this
     */
    public IoRequest close(IoResource resource) {
        Objects.requireNonNull(resource, "resource");
        return resource instanceof IoFile file
                ? onFile(IoOpType.CLOSE, file)
                : start(IoOpType.CLOSE, resource);
    }

    /**
     * Closes a stream at once: sends and receives in flight end with ECANCELED and a TCP peer sees
     * a reset.
     *
     * @param stream the stream
     * @return this
     */
    public IoRequest abort(IoStream stream) {
        close(stream);
        flags |= ABORT;
        return this;
    }

    /**
     * Accepts a connection; with {@link #multishot} every one that comes, each as a shot of its
     * own. The completion carries the new stream. See accept(2).
     *
     * @param listener the listener
     * @return this
     */
    public IoRequest accept(IoListener listener) {
        return start(IoOpType.ACCEPT, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Connects to an address; the completion carries the new stream. See connect(2).
     *
     * @param address a resolved {@code InetSocketAddress} or a {@code UnixDomainSocketAddress}
     * @return this
     * @throws IllegalArgumentException for another address or an unresolved one
     */
    public IoRequest connect(SocketAddress address) {
        start(IoOpType.CONNECT, null);
        target = RequestRules.checkAddress(address);
        return this;
    }

    /**
     * Receives from 1 up to {@code length} bytes; a result of 0 is the end of the stream. See
     * recv(2).
     *
     * @param stream the stream
     * @param buffer where the bytes go
     * @param length the most bytes, at least 1
     * @return this
     */
    public IoRequest recv(IoStream stream, ByteBuf buffer, int length) {
        return start(IoOpType.RECV, stream).region(buffer, length);
    }

    /**
     * Receives what comes, into a buffer of the group that {@link #fromGroup} must name; with
     * {@link #multishot} until the end of the stream.
     *
     * @param stream the stream
     * @return this
     */
    public IoRequest recv(IoStream stream) {
        start(IoOpType.RECV, Objects.requireNonNull(stream, "stream"));
        flags |= GROUP;
        return this;
    }

    /**
     * Sends all readable bytes of a buffer. The result is their count, lower only if the send was
     * cancelled half-way; or an error, even if a part had left by then. An error of the network's,
     * not of a bound, ends the sends behind it too, and later ones complete with EPIPE: what
     * follows a lost byte must not arrive. See send(2).
     *
     * @param stream the stream
     * @param buffer at least one readable byte; one reference is taken over
     * @return this
     */
    public IoRequest send(IoStream stream, ByteBuf buffer) {
        return send(stream, buffer, Objects.requireNonNull(buffer, "buffer").readableBytes());
    }

    /**
     * Sends {@code length} bytes of a buffer.
     *
     * @param stream the stream
     * @param buffer where the bytes come from; one reference is taken over
     * @param length how many bytes, at least 1
     * @return this
     */
    public IoRequest send(IoStream stream, ByteBuf buffer, int length) {
        return start(IoOpType.SEND, stream).region(buffer, length);
    }

    /**
     * Sends {@code length} bytes of a file, from the offset of {@link #at} (0 if not given), in
     * turn with the sends of the stream. The result is the count, lower if the file ends earlier.
     * The bytes go through memory of the loop's, up to 256 KiB at each submission.
     *
     * @param file where the bytes come from
     * @param stream where they go
     * @param length how many, at least 1; counts against the stream's pending bound
     * @return this
     */
    public IoRequest splice(IoFile file, IoStream stream, int length) {
        return spliceFrom(Objects.requireNonNull(file, "file"), stream, length);
    }

    /**
     * Sends up to {@code length} bytes from one stream to another one, or to itself, in turn with
     * the receives of the one and the sends of the other. The result is the count, lower only if
     * the source ends earlier. What is sent behind it waits until it has ended.
     *
     * <p>The bytes go through memory of the loop's, up to 256 KiB at a time. Those that were
     * received and not sent are lost if the SPLICE is cancelled or sending fails.
     *
     * @param from where the bytes come from
     * @param to where they go
     * @param length how many, at least 1; counts against the pending bound of {@code to}
     * @return this
     */
    public IoRequest splice(IoStream from, IoStream to, int length) {
        return spliceFrom(Objects.requireNonNull(from, "from"), to, length);
    }

    private IoRequest spliceFrom(IoResource source, IoStream stream, int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("length: " + bytes + " is below 1");
        }
        start(IoOpType.SPLICE, Objects.requireNonNull(stream, "stream"));
        target = source;
        length = bytes;
        return this;
    }

    /**
     * Ends the sending side of a stream after the sends queued before; the peer sees the end of the
     * stream. Later sends complete with EPIPE. See shutdown(2), SHUT_WR.
     *
     * @param stream the stream
     * @return this
     */
    public IoRequest shutdown(IoStream stream) {
        start(IoOpType.SHUTDOWN, Objects.requireNonNull(stream, "stream"));
        argument = 1;
        return this;
    }

    /**
     * Sends {@code length} bytes of a buffer to an address, as one datagram. The result is the
     * count. See sendmsg(2).
     *
     * @param socket the socket
     * @param to a resolved {@code InetSocketAddress}, or a {@code UnixDomainSocketAddress}
     * @param buffer where the bytes come from; one reference is taken over
     * @param length how many bytes, 0 for an empty datagram
     * @return this
     */
    public IoRequest sendmsg(IoDatagram socket, SocketAddress to, ByteBuf buffer, int length) {
        start(IoOpType.SENDMSG, socket).region(buffer, length);
        target = RequestRules.checkAddress(to);
        return this;
    }

    /**
     * Sends what is readable of several buffers to an address, as one datagram.
     *
     * @param socket the socket
     * @param to a resolved {@code InetSocketAddress}, or a {@code UnixDomainSocketAddress}
     * @param buffers 1 to 16 buffers with at least one readable byte each; one reference of each is
     *     taken over
     * @return this
     */
    public IoRequest sendmsg(IoDatagram socket, SocketAddress to, ByteBuf... buffers) {
        start(IoOpType.SENDMSG, Objects.requireNonNull(socket, "socket")).readableRegions(buffers);
        target = RequestRules.checkAddress(to);
        return this;
    }

    /**
     * Receives one datagram of up to {@code length} bytes; {@link IoCompletion#peer} says from
     * whom. The result is the count, which may be 0. A longer datagram is lost, with EMSGSIZE. See
     * recvmsg(2).
     *
     * @param socket the socket
     * @param buffer where the bytes go
     * @param length the most bytes, at least 1
     * @return this
     */
    public IoRequest recvmsg(IoDatagram socket, ByteBuf buffer, int length) {
        return start(IoOpType.RECVMSG, socket).region(buffer, length);
    }

    /**
     * Receives one datagram into what is writable of several buffers, one after the other.
     *
     * @param socket the socket
     * @param buffers 1 to 16 buffers with at least one writable byte each
     * @return this
     */
    public IoRequest recvmsg(IoDatagram socket, ByteBuf[] buffers) {
        return start(IoOpType.RECVMSG, Objects.requireNonNull(socket, "socket"))
                .writableRegions(buffers);
    }

    /**
     * Receives a datagram into a buffer of the group that {@link #fromGroup} must name; with {@link
     * #multishot} every one that comes.
     *
     * @param socket the socket
     * @return this
     */
    public IoRequest recvmsg(IoDatagram socket) {
        start(IoOpType.RECVMSG, Objects.requireNonNull(socket, "socket"));
        flags |= GROUP;
        return this;
    }

    /**
     * Waits until a socket is ready. The result is what it is ready for: a union of {@link
     * PollEvents}. Data is left where it is. See poll(2).
     *
     * <p>With {@link #multishot} it answers each time that the socket becomes ready after a
     * receive, accept or send there has taken what made it ready. It may answer more often, but at
     * most once at each delivery point. What an operation beside it takes at once may go
     * unreported.
     *
     * @param socket a stream, listener or datagram socket
     * @param events {@link PollEvents#READABLE}, {@link PollEvents#WRITABLE} or both
     * @return this
     * @throws IllegalArgumentException for a file or other bits
     */
    public IoRequest poll(IoResource socket, int events) {
        Objects.requireNonNull(socket, "socket");
        if (socket instanceof IoFile) {
            throw new IllegalArgumentException("a file is always ready: " + socket);
        }
        start(IoOpType.POLL_ADD, socket);
        argument = PollEvents.checked(events);
        return this;
    }

    /**
     * Ends a POLL_ADD of the same lane, as {@link #cancel} does; ENOENT if the ticket names no
     * poll.
     *
     * @param ticket the poll's ticket
     * @return this
     */
    public IoRequest pollRemove(long ticket) {
        start(IoOpType.POLL_REMOVE, null);
        argument = ticket;
        return this;
    }

    /**
     * Ends a TIMEOUT of the same lane, as {@link #cancel} does; ENOENT if the ticket names no
     * timeout.
     *
     * @param ticket the timeout's ticket
     * @return this
     */
    public IoRequest timeoutRemove(long ticket) {
        start(IoOpType.TIMEOUT_REMOVE, null);
        argument = ticket;
        return this;
    }

    /**
     * Completes with 0 at the first INTAKE at which the tick clock has advanced by a duration since
     * the intent was sealed; behind a link, since the tick in which the completion of the one
     * before it is delivered.
     *
     * @param duration not negative
     * @return this
     */
    public IoRequest timeout(Duration duration) {
        return timeoutNanos(Nanos.of(duration));
    }

    /**
     * Completes with 0 at the first INTAKE at which the tick clock has advanced by a duration since
     * the intent was sealed; behind a link, since the tick in which the completion of the one
     * before it is delivered.
     *
     * @param nanos nanoseconds, not negative
     * @return this
     */
    public IoRequest timeoutNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("timeout: " + nanos + " ns");
        }
        start(IoOpType.TIMEOUT, null);
        argument = nanos;
        return this;
    }

    /**
     * Ends another intent of the same lane early. The result is 0 if it will end, ENOENT if there
     * is none of that ticket in flight, EALREADY if it is too late, as for a CLOSE or SHUTDOWN. The
     * other intent completes by itself, with ECANCELED unless it was faster; a SEND of which a part
     * has left, with the count.
     *
     * @param ticket what {@link #ticket()} answered for the other intent
     * @return this
     */
    public IoRequest cancel(long ticket) {
        start(IoOpType.CANCEL, null);
        argument = ticket;
        return this;
    }

    /**
     * Ends all intents of a resource early, whatever their lane, except CLOSE and SHUTDOWN. The
     * result is how many were asked to end, or ENOENT if there is none. Each completes by itself,
     * as with {@link #cancel(long)}.
     *
     * @param named a file, listener, stream or datagram socket
     * @return this
     */
    public IoRequest cancel(IoResource named) {
        start(IoOpType.CANCEL, null);
        target = Objects.requireNonNull(named, "named");
        flags |= BY_RESOURCE;
        return this;
    }

    /**
     * Names the intent that {@code queue} last made of this request, for {@link #cancel}.
     *
     * @return the ticket
     * @throws IllegalStateException if the request was not queued since it was started
     */
    public long ticket() {
        if (ticket == -1) {
            throw new IllegalStateException("the request was not queued");
        }
        return ticket;
    }
}
