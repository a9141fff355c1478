package io.tickwire.readiness.files;

import static java.util.Map.entry;

import io.tickwire.IoStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts by which the JDK tells errors that have no class of their own: strerror(3) of glibc and
 * of macOS in English, the JDK's own (sun.nio.ch), and Windows' for the most frequent.
 */
final class ErrorTexts {
    private static final Map<String, IoStatus> STATUSES =
            Map.ofEntries(
                    entry("Operation not permitted", IoStatus.EPERM),
                    entry("No such file or directory", IoStatus.ENOENT),
                    entry("Interrupted system call", IoStatus.EINTR),
                    entry("Input/output error", IoStatus.EIO),
                    entry("No such device or address", IoStatus.ENXIO),
                    entry("Bad file descriptor", IoStatus.EBADF),
                    entry("Socket closed", IoStatus.EBADF),
                    entry("Socket is closed", IoStatus.EBADF),
                    entry("Stream Closed", IoStatus.EBADF),
                    entry("Resource temporarily unavailable", IoStatus.EAGAIN),
                    entry("Cannot allocate memory", IoStatus.ENOMEM),
                    entry("Permission denied", IoStatus.EACCES),
                    entry("Bad address", IoStatus.EFAULT),
                    entry("Device or resource busy", IoStatus.EBUSY),
                    entry("Resource busy", IoStatus.EBUSY),
                    entry("File exists", IoStatus.EEXIST),
                    entry("No such device", IoStatus.ENODEV),
                    entry("Not a directory", IoStatus.ENOTDIR),
                    entry("Is a directory", IoStatus.EISDIR),
                    entry("Invalid argument", IoStatus.EINVAL),
                    entry("Can't send to port 0", IoStatus.EINVAL),
                    entry("Too many open files in system", IoStatus.ENFILE),
                    entry("Too many open files", IoStatus.EMFILE),
                    entry("Text file busy", IoStatus.ETXTBSY),
                    entry("Invalid cross-device link", IoStatus.EXDEV),
                    entry("Cross-device link", IoStatus.EXDEV),
                    entry("Directory not empty", IoStatus.ENOTEMPTY),
                    entry("Socket operation on non-socket", IoStatus.ENOTSOCK),
                    entry("File too large", IoStatus.EFBIG),
                    entry("No space left on device", IoStatus.ENOSPC),
                    entry("There is not enough space on the disk", IoStatus.ENOSPC),
                    entry("Illegal seek", IoStatus.ESPIPE),
                    entry("Read-only file system", IoStatus.EROFS),
                    entry("Too many links", IoStatus.EMLINK),
                    entry("Broken pipe", IoStatus.EPIPE),
                    entry("File name too long", IoStatus.ENAMETOOLONG),
                    entry("Unix domain path too long", IoStatus.ENAMETOOLONG),
                    entry("Too many levels of symbolic links", IoStatus.ELOOP),
                    entry("Protocol error", IoStatus.EPROTO),
                    entry("Value too large for defined data type", IoStatus.EOVERFLOW),
                    entry("Message too long", IoStatus.EMSGSIZE),
                    entry("Operation not supported", IoStatus.EOPNOTSUPP),
                    entry("Address family not supported by protocol", IoStatus.EAFNOSUPPORT),
                    entry("Protocol family unavailable", IoStatus.EAFNOSUPPORT),
                    entry("Unix domain sockets not supported", IoStatus.EAFNOSUPPORT),
                    entry("Address already in use", IoStatus.EADDRINUSE),
                    entry("Cannot assign requested address", IoStatus.EADDRNOTAVAIL),
                    entry("Can't assign requested address", IoStatus.EADDRNOTAVAIL),
                    entry("Network is down", IoStatus.ENETDOWN),
                    entry("Network is unreachable", IoStatus.ENETUNREACH),
                    entry("Software caused connection abort", IoStatus.ECONNABORTED),
                    entry("Connection reset by peer", IoStatus.ECONNRESET),
                    entry("Connection reset", IoStatus.ECONNRESET),
                    entry(
                            "An existing connection was forcibly closed by the remote host",
                            IoStatus.ECONNRESET),
                    entry("No buffer space available", IoStatus.ENOBUFS),
                    entry("Transport endpoint is already connected", IoStatus.EISCONN),
                    entry("Socket is already connected", IoStatus.EISCONN),
                    entry("Transport endpoint is not connected", IoStatus.ENOTCONN),
                    entry("Socket is not connected", IoStatus.ENOTCONN),
                    entry("Not connected", IoStatus.ENOTCONN),
                    entry("Connection timed out", IoStatus.ETIMEDOUT),
                    entry("Operation timed out", IoStatus.ETIMEDOUT),
                    entry("Connection refused", IoStatus.ECONNREFUSED),
                    entry("No route to host", IoStatus.EHOSTUNREACH),
                    entry("Host is unreachable", IoStatus.EHOSTUNREACH),
                    entry("Disk quota exceeded", IoStatus.EDQUOT),
                    entry("Disc quota exceeded", IoStatus.EDQUOT),
                    entry("Operation canceled", IoStatus.ECANCELED));

    private ErrorTexts() {}

    /**
     * The status behind a message: the whole text, else the part before an addition ("... (...)",
     * "... or ..."), else the part behind what was tried ("recv(..) failed: ...").
     */
    static @Nullable IoStatus find(@Nullable String text) {
        if (text == null) {
            return null;
        }
        IoStatus status = STATUSES.get(text);
        if (status == null) {
            status = before(text, " (");
        }
        if (status == null) {
            status = before(text, " or ");
        }
        if (status == null) {
            int colon = text.lastIndexOf(": ");
            status = colon < 0 ? null : STATUSES.get(text.substring(colon + 2));
        }
        return status;
    }

    private static @Nullable IoStatus before(String text, String addition) {
        int end = text.indexOf(addition);
        return end < 0 ? null : STATUSES.get(text.substring(0, end));
    }
}
