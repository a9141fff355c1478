package io.tickwire.readiness.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExceptionStatusTest {
    static Stream<Arguments> meanings() {
        return Stream.of(
                // By class.
                Arguments.of(new NoSuchFileException("f"), IoStatus.ENOENT),
                Arguments.of(new FileAlreadyExistsException("f"), IoStatus.EEXIST),
                Arguments.of(new AccessDeniedException("f"), IoStatus.EACCES),
                Arguments.of(new NotDirectoryException("f"), IoStatus.ENOTDIR),
                Arguments.of(new FileSystemLoopException("f"), IoStatus.ELOOP),
                Arguments.of(new ClosedByInterruptException(), IoStatus.EINTR),
                Arguments.of(new AsynchronousCloseException(), IoStatus.ECANCELED),
                Arguments.of(new ClosedChannelException(), IoStatus.EBADF),
                Arguments.of(new NonReadableChannelException(), IoStatus.EBADF),
                Arguments.of(new NonWritableChannelException(), IoStatus.EBADF),
                Arguments.of(new NotYetConnectedException(), IoStatus.ENOTCONN),
                Arguments.of(new UnsupportedAddressTypeException(), IoStatus.EAFNOSUPPORT),
                Arguments.of(new PortUnreachableException(), IoStatus.ECONNREFUSED),
                Arguments.of(new SocketTimeoutException(), IoStatus.ETIMEDOUT),
                // By text.
                Arguments.of(file("Is a directory"), IoStatus.EISDIR),
                Arguments.of(file("Not a directory"), IoStatus.ENOTDIR),
                Arguments.of(file("File name too long"), IoStatus.ENAMETOOLONG),
                Arguments.of(file("Read-only file system"), IoStatus.EROFS),
                Arguments.of(
                        file(
                                "Too many levels of symbolic links or unable to access attributes"
                                        + " of symbolic link"),
                        IoStatus.ELOOP),
                Arguments.of(new IOException("Broken pipe"), IoStatus.EPIPE),
                Arguments.of(new IOException("Connection reset by peer"), IoStatus.ECONNRESET),
                Arguments.of(new SocketException("Connection reset"), IoStatus.ECONNRESET),
                Arguments.of(new IOException("No space left on device"), IoStatus.ENOSPC),
                Arguments.of(new IOException("Too many open files"), IoStatus.EMFILE),
                Arguments.of(new IOException("Too many open files in system"), IoStatus.ENFILE),
                Arguments.of(new IOException("File too large"), IoStatus.EFBIG),
                Arguments.of(
                        new IOException(
                                "recvAddress(..) failed with error(-104): Connection reset by"
                                        + " peer"),
                        IoStatus.ECONNRESET),
                // Classes that stand for several errors: the text first.
                Arguments.of(new ConnectException("Connection refused"), IoStatus.ECONNREFUSED),
                Arguments.of(new ConnectException("Connection timed out"), IoStatus.ETIMEDOUT),
                Arguments.of(
                        new ConnectException("Connection refused (Connection refused)"),
                        IoStatus.ECONNREFUSED),
                Arguments.of(new ConnectException("in another language"), IoStatus.ECONNREFUSED),
                Arguments.of(new ConnectException(), IoStatus.ECONNREFUSED),
                Arguments.of(new BindException("Address already in use"), IoStatus.EADDRINUSE),
                Arguments.of(
                        new BindException("Cannot assign requested address"),
                        IoStatus.EADDRNOTAVAIL),
                Arguments.of(new BindException("Permission denied"), IoStatus.EACCES),
                Arguments.of(
                        new NoRouteToHostException("No route to host (Host unreachable)"),
                        IoStatus.EHOSTUNREACH),
                Arguments.of(new IllegalArgumentException("Negative position"), IoStatus.EINVAL),
                // Not known.
                Arguments.of(new IOException("something new"), IoStatus.OTHER),
                Arguments.of(new IOException(), IoStatus.OTHER));
    }

    @ParameterizedTest
    @MethodSource("meanings")
    @DisplayName("an exception has its status")
    void anExceptionHasItsStatus(Exception failure, IoStatus status) {
        assertThat(ExceptionStatus.result(failure)).isEqualTo(status.result());
    }

    @Test
    @DisplayName("a known result is kept")
    void aKnownResultIsKept() {
        assertThat(ExceptionStatus.result(new ResultException(-39))).isEqualTo(-39);
        assertThatThrownBy(() -> new ResultException(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("what is not known is counted")
    void whatIsNotKnownIsCounted() {
        long before = ExceptionStatus.unknownCount();
        int unused = ExceptionStatus.result(new IOException("something else"));
        assertThat(ExceptionStatus.unknownCount()).isEqualTo(before + 1);
    }

    private static FileSystemException file(String reason) {
        return new FileSystemException("f", null, reason);
    }
}
