package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.OpenFlags;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes one operation. Reusable: naming an operation forgets what was said before, {@link
 * IoIntentQueue#queue} copies it. Not for several threads at once.
 *
 * <pre>{@code
 * boolean queued = tick.intents().queue(tick.request().read(file, buffer, 4096).at(0).onComplete(loaded));
 * }</pre>
 *
 * <h2>Buffers</h2>
 *
 * Buffers are direct, with a memory address, and one piece; {@code queue} refuses others. They must
 * not change their capacity while an intent holds them.
 *
 * <ul>
 *   <li>READ and RECV fill a buffer of the caller's: from its writer index, which moves at
 *       delivery; or from an explicit {@link #index}, and then no index moves. The loop holds a
 *       reference of its own until the completion was delivered.
 *   <li>WRITE and SEND take their bytes from the reader index, or an explicit {@link #index}, and
 *       move no index. Once {@code queue} returned true one reference belongs to the loop, which
 *       releases it on success, failure, cancel and close.
 * </ul>
 */
public final class IoRequest {
    static final int MULTISHOT = 1;
    static final int FORCE_PROMPT = 1 << 1;
    static final int FORCE_LASTING = 1 << 2;
    static final int ERRORS_ONLY = 1 << 3;
    static final int EXPLICIT_INDEX = 1 << 4;
    static final int ABORT = 1 << 5;

    private static final int DEFAULT_MODE = 0644;

    @Nullable IoOpType type;
    int flags;
    @Nullable IoResource resource;
    @Nullable ByteBuf buffer;
    int index;
    int length;
    long offset;
    long argument;
    int openFlags;
    @Nullable Object target;
    SocketOptions options = SocketOptions.DEFAULT;
    long userData;
    @Nullable CompletionCallback callback;
    @Nullable IoResultSlot resultSlot;
    long ticket = -1;

    /** Makes an empty request; {@link TickContext#request()} has one that is ready for use. */
    public IoRequest() {}

    /**
     * Does nothing.
     *
     * @return this
     */
    public IoRequest nop() {
        return start(IoOpType.NOP, null);
    }

    /**
     * Opens a file. New files have mode 0644 less the umask unless {@link #mode} says otherwise.
     * See open(2); every descriptor is close-on-exec.
     *
     * @param path the file
     * @param how READ, WRITE, CREATE, CREATE_NEW, TRUNCATE_EXISTING, DSYNC or SYNC of {@link
     *     StandardOpenOption}; none means READ. Without WRITE, CREATE, CREATE_NEW and
     *     TRUNCATE_EXISTING are ignored
     * @return this
     * @throws IllegalArgumentException for another option
     */
    public IoRequest open(Path path, OpenOption... how) {
        start(IoOpType.OPEN, null);
        target = Objects.requireNonNull(path, "path");
        openFlags = openFlags(how);
        argument = DEFAULT_MODE;
        return this;
    }

    /**
     * Reads up to {@code length} bytes of a file at the offset of {@link #at} (0 if not given) into
     * a buffer. The result is the count, 0 at the end of the file. See pread(2).
     *
     * @param file the file
     * @param buffer where the bytes go
     * @param length the most bytes, at least 1
     * @return this
     */
    public IoRequest read(IoFile file, ByteBuf buffer, int length) {
        return start(IoOpType.READ, file).region(buffer, length);
    }

    /**
     * Writes {@code length} bytes of a buffer to a file at the offset of {@link #at} (0 if not
     * given). The result is the count. See pwrite(2).
     *
     * @param file the file
     * @param buffer where the bytes come from; one reference is taken over
     * @param length how many bytes, at least 1
     * @return this
     */
    public IoRequest write(IoFile file, ByteBuf buffer, int length) {
        return start(IoOpType.WRITE, file).region(buffer, length);
    }

    /**
     * Brings a file's data and metadata to its device. Covers writes whose completions were
     * delivered before. See fsync(2).
     *
     * @param file the file
     * @return this
     */
    public IoRequest fsync(IoFile file) {
        return start(IoOpType.FSYNC, file);
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
        return start(IoOpType.CLOSE, Objects.requireNonNull(resource, "resource"));
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
        target = checkAddress(address);
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
     * Sends all readable bytes of a buffer. The result is their count, lower only if the send was
     * cancelled half-way; or an error, also if a part had left by then. See send(2).
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
     * Completes with 0 at the first INTAKE at which the tick clock has advanced by a duration.
     *
     * @param duration not negative
     * @return this
     */
    public IoRequest timeout(Duration duration) {
        return timeoutNanos(Nanos.of(duration));
    }

    /**
     * Completes with 0 at the first INTAKE at which the tick clock has advanced by a duration.
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
     * Sets the position in the file of a read or write.
     *
     * @param position bytes from the start, not negative
     * @return this
     */
    public IoRequest at(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("offset: " + position);
        }
        require(type == IoOpType.READ || type == IoOpType.WRITE, "at");
        offset = position;
        return this;
    }

    /**
     * Takes the region from an explicit index of the buffer instead of its reader or writer index.
     * No index of the buffer then moves.
     *
     * @param bufferIndex the region's first byte
     * @return this
     */
    public IoRequest index(int bufferIndex) {
        require(buffer != null, "index");
        index = bufferIndex;
        flags |= EXPLICIT_INDEX;
        return this;
    }

    /**
     * Sets the permissions of a file that OPEN creates.
     *
     * @param permissions the lowest 12 bits of a mode, before the umask (chmod(2))
     * @return this
     */
    public IoRequest mode(int permissions) {
        if ((permissions & ~07777) != 0) {
            throw new IllegalArgumentException("mode: 0" + Integer.toOctalString(permissions));
        }
        require(type == IoOpType.OPEN, "mode");
        argument = permissions;
        return this;
    }

    /**
     * Sets the options of the stream that CONNECT makes.
     *
     * @param socketOptions the options
     * @return this
     */
    public IoRequest options(SocketOptions socketOptions) {
        require(type == IoOpType.CONNECT, "options");
        options = Objects.requireNonNull(socketOptions, "socketOptions");
        return this;
    }

    /**
     * Lets an accept go on until it is cancelled, fails, or its listener is closed.
     *
     * @return this
     */
    public IoRequest multishot() {
        require(type == IoOpType.ACCEPT && (flags & FORCE_PROMPT) == 0, "multishot");
        flags |= MULTISHOT;
        return this;
    }

    /**
     * Has the completion delivered at the end of the phase, which waits for it by its wait policy.
     *
     * @return this
     */
    public IoRequest prompt() {
        require(type != null && type != IoOpType.TIMEOUT && (flags & MULTISHOT) == 0, "prompt");
        flags = (flags & ~FORCE_LASTING) | FORCE_PROMPT;
        return this;
    }

    /**
     * Has the completion delivered at the start of a later tick.
     *
     * @return this
     */
    public IoRequest lasting() {
        require(type != null, "lasting");
        flags = (flags & ~FORCE_PROMPT) | FORCE_LASTING;
        return this;
    }

    /**
     * Drops successful completions: only errors reach the callback or inbox.
     *
     * @return this
     */
    public IoRequest errorsOnly() {
        require(type != null, "errorsOnly");
        flags |= ERRORS_ONLY;
        return this;
    }

    /**
     * Attaches a number that the completion carries.
     *
     * @param number any number
     * @return this
     */
    public IoRequest userData(long number) {
        require(type != null, "userData");
        userData = number;
        return this;
    }

    /**
     * Has completions go to a callback instead of the lane's inbox.
     *
     * @param completionCallback called at delivery
     * @return this
     */
    public IoRequest onComplete(CompletionCallback completionCallback) {
        require(type != null, "onComplete");
        callback = Objects.requireNonNull(completionCallback, "completionCallback");
        return this;
    }

    /**
     * Has the last result put into a slot besides.
     *
     * @param slot a free slot; it is taken when the intent is queued
     * @return this
     */
    public IoRequest into(IoResultSlot slot) {
        require(type != null, "into");
        resultSlot = Objects.requireNonNull(slot, "slot");
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

    private IoRequest start(IoOpType newType, @Nullable IoResource newResource) {
        type = newType;
        flags = 0;
        resource = newResource;
        buffer = null;
        index = 0;
        length = 0;
        offset = 0;
        argument = 0;
        target = null;
        options = SocketOptions.DEFAULT;
        userData = 0;
        callback = null;
        resultSlot = null;
        ticket = -1;
        return this;
    }

    private IoRequest region(ByteBuf newBuffer, int newLength) {
        Objects.requireNonNull(resource, "resource");
        buffer = Objects.requireNonNull(newBuffer, "buffer");
        if (newLength < 1) {
            throw new IllegalArgumentException("length: " + newLength + " is below 1");
        }
        length = newLength;
        return this;
    }

    private void require(boolean condition, String modifier) {
        if (!condition) {
            throw new IllegalStateException(
                    modifier + "() does not go with " + (type == null ? "an empty request" : type));
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

    private static int openFlags(OpenOption... how) {
        int flags = 0;
        for (OpenOption option : how) {
            flags |= openFlag(option);
        }
        if ((flags & OpenFlags.WRITE) == 0) {
            // As Java has it: who only reads neither creates nor cuts.
            flags &= ~(OpenFlags.CREATE | OpenFlags.CREATE_NEW | OpenFlags.TRUNCATE);
            flags |= OpenFlags.READ;
        }
        return flags;
    }

    private static int openFlag(OpenOption option) {
        int flag =
                option instanceof StandardOpenOption standard
                        ? switch (standard) {
                            case READ -> OpenFlags.READ;
                            case WRITE -> OpenFlags.WRITE;
                            case CREATE -> OpenFlags.CREATE;
                            case CREATE_NEW -> OpenFlags.CREATE_NEW;
                            case TRUNCATE_EXISTING -> OpenFlags.TRUNCATE;
                            case DSYNC -> OpenFlags.DSYNC;
                            case SYNC -> OpenFlags.SYNC;
                            default -> 0;
                        }
                        : 0;
        if (flag == 0) {
            throw new IllegalArgumentException("open option not supported: " + option);
        }
        return flag;
    }
}
