package io.tickwire.spi;

import io.netty.buffer.ByteBuf;
import io.tickwire.FileStat;
import io.tickwire.IoOpType;
import io.tickwire.Replacement;
import io.tickwire.SocketOptions;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One operation as a transport sees it: a view of core's own record. It stays as it is, and the
 * buffers behind it stay alive, from {@link Transport#submit} to the operation's last completion. A
 * transport asks an operation for nothing but what its type has. Whoever makes operations has to
 * answer that alone: all else throws {@link UnsupportedOperationException}, or, where any type is
 * asked, says that there is none.
 *
 * <p>Core promises: at most one RECV and one SEND or SHUTDOWN of a stream are with the transport at
 * a time; CLOSE comes when nothing else of its handle is there. What core does itself never comes:
 * TIMEOUT, CANCEL, POLL_REMOVE and TIMEOUT_REMOVE, nor does SPLICE, which comes as reads (or
 * receives) and sends in turn.
 */
public interface TransportOperation {
    /**
     * Names the operation in {@link CompletionSink} and {@link Transport#cancel}.
     *
     * @return an index from 0 to {@link TransportConfig#slots()} - 1, not in use by another
     *     operation
     */
    int slot();

    /**
     * What is to be done.
     *
     * @return the type
     */
    IoOpType type();

    /**
     * Whether the operation goes on after its first completion: an ACCEPT, a POLL_ADD, or a RECV or
     * RECVMSG from a group.
     *
     * @return true for a multishot operation
     */
    default boolean isMultishot() {
        return false;
    }

    /**
     * The file, listener, stream or datagram socket.
     *
     * @return the handle of any operation but NOP, CONNECT and those with a {@link #path}
     */
    default TransportHandle handle() {
        throw lacks("handle");
    }

    /**
     * How many regions of memory the operation covers.
     *
     * @return 1 for READ, WRITE and RECV; 1 to {@link TransportConfig#MAX_SEGMENTS} for SEND,
     *     READV, WRITEV, SENDMSG and RECVMSG
     */
    default int segmentCount() {
        throw lacks("segmentCount");
    }

    /**
     * The buffer that holds a region.
     *
     * @param segment from 0 to {@link #segmentCount()} - 1
     * @return a direct buffer with a memory address; its indices mean nothing
     */
    default ByteBuf segmentBuffer(int segment) {
        throw lacks("segmentBuffer");
    }

    /**
     * Where a region starts in its buffer.
     *
     * @param segment from 0 to {@link #segmentCount()} - 1
     * @return the index of the first byte
     */
    default int segmentIndex(int segment) {
        throw lacks("segmentIndex");
    }

    /**
     * How long a region is.
     *
     * @param segment from 0 to {@link #segmentCount()} - 1
     * @return bytes, 0 or more
     */
    default int segmentLength(int segment) {
        throw lacks("segmentLength");
    }

    /**
     * Whether the memory of the segments is where it was when the program queued it. Buffers are
     * the program's, and it may have released one too often or changed its capacity since. Asked
     * before each use of memory outside {@link Transport#submit}, before which core itself asks; an
     * operation that has lost its memory ends with {@link io.tickwire.IoStatus#EFAULT}, and core
     * tells the program.
     *
     * @return false if the buffers must not be touched
     */
    default boolean isMemoryIntact() {
        return true;
    }

    /**
     * The position in the file of READ, WRITE, READV, WRITEV and ALLOCATE.
     *
     * @return bytes from the file's start, 0 or more
     */
    default long offset() {
        throw lacks("offset");
    }

    /**
     * The file of OPEN, STAT, RENAME, UNLINK and MKDIR.
     *
     * @return the path
     */
    default Path path() {
        throw lacks("path");
    }

    /**
     * What the file that an OPEN makes is to replace. The OPEN first makes the file beside it, with
     * its owner and permissions; {@link #path} leads to it from then on. If it fails, no file is
     * left.
     *
     * @return the replacement, or null for an ordinary OPEN
     */
    default @Nullable Replacement replacement() {
        return null;
    }

    /**
     * How to OPEN the file.
     *
     * @return a union of the constants of {@link OpenFlags}
     */
    default int openFlags() {
        throw lacks("openFlags");
    }

    /**
     * The permissions of what OPEN or MKDIR creates, before the umask.
     *
     * @return the lowest 12 bits of a mode (chmod(2))
     */
    default int mode() {
        throw lacks("mode");
    }

    /**
     * Where to CONNECT, or whom a SENDMSG is for.
     *
     * @return an {@code InetSocketAddress} (resolved) or a {@code UnixDomainSocketAddress}
     */
    default SocketAddress address() {
        throw lacks("address");
    }

    /**
     * The options of the stream that CONNECT makes.
     *
     * @return the options
     */
    default SocketOptions options() {
        throw lacks("options");
    }

    /**
     * Which directions SHUTDOWN ends.
     *
     * @return 0 for reading, 1 for writing, 2 for both (shutdown(2))
     */
    default int how() {
        throw lacks("how");
    }

    /**
     * Whether CLOSE resets the connection instead of ending it in order (SO_LINGER of 0,
     * socket(7)).
     *
     * @return true for an abort
     */
    default boolean isAbort() {
        throw lacks("isAbort");
    }

    /** How the kernel links the operation that is submitted next behind one. */
    enum Link {
        /** Not at all. */
        NONE,
        /** It starts if this one has succeeded (IOSQE_IO_LINK). */
        SOFT,
        /** It starts when this one has ended (IOSQE_IO_HARDLINK). */
        HARD
    }

    /**
     * The link to the operation that is submitted next. Only a transport with a {@link
     * Transport#chainLengthMax} above 1 gets any, and only between READ, WRITE, READV, WRITEV,
     * FSYNC, FDATASYNC, ALLOCATE and TRUNCATE that it does natively; behind the last four only hard
     * links, since their errors break no link of Linux's.
     *
     * @return the link
     */
    default Link link() {
        return Link.NONE;
    }

    /**
     * How many operations a chain of links has from this one on. Asked of the first of a chain: the
     * transport takes all of them, in one submission, or refuses the first.
     *
     * @return 1 for an operation without a link
     */
    default int chainLength() {
        return 1;
    }

    /**
     * The number that some operations have.
     *
     * @return ALLOCATE and TRUNCATE: a length in bytes; POLL_ADD: a union of {@link
     *     io.tickwire.PollEvents}
     */
    default long argument() {
        throw lacks("argument");
    }

    /**
     * The name that RENAME gives.
     *
     * @return the path
     */
    default Path newPath() {
        throw lacks("newPath");
    }

    /**
     * Where RECV and RECVMSG take their buffers from, as data comes; they have no segments then.
     *
     * @return the group, or null for one with segments
     */
    default @Nullable GroupBuffers group() {
        return null;
    }

    /**
     * How many buffers of its group a receive may take before it has to pause: fewer than its share
     * while others wait for them. {@link CompletionSink#groupRoom} counts it; a transport whose
     * kernel takes what there is must have it take one at a time if there is a limit.
     *
     * @return 1 or more; {@link Integer#MAX_VALUE} for no limit but the share
     */
    default int bufferLimit() {
        return Integer.MAX_VALUE;
    }

    /**
     * Whether UNLINK removes a directory.
     *
     * @return true for a directory, false for anything else
     */
    default boolean isDirectory() {
        throw lacks("isDirectory");
    }

    /**
     * Whether a send should spare the copy.
     *
     * @return true for a hint that may be ignored
     */
    default boolean isZeroCopy() {
        return false;
    }

    /**
     * Takes what a STAT has found, before its completion.
     *
     * @param kind what kind of file it is
     * @param sizeBytes its size in bytes
     * @param mode the lowest 9 bits of its mode, or -1 where the file system has none
     * @param modifiedMillis milliseconds since 1970-01-01T00:00:00Z
     */
    default void stat(FileStat.Kind kind, long sizeBytes, int mode, long modifiedMillis) {
        throw lacks("stat");
    }

    private UnsupportedOperationException lacks(String accessor) {
        return new UnsupportedOperationException(type() + " has no " + accessor);
    }
}
