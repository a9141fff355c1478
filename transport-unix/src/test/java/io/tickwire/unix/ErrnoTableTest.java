package io.tickwire.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrnoTableTest {
    /** As bsd/sys/errno.h of macOS has them. */
    @ParameterizedTest
    @CsvSource({
        "1, EPERM",
        "2, ENOENT",
        "4, EINTR",
        "5, EIO",
        "6, ENXIO",
        "9, EBADF",
        "12, ENOMEM",
        "13, EACCES",
        "14, EFAULT",
        "16, EBUSY",
        "17, EEXIST",
        "18, EXDEV",
        "19, ENODEV",
        "20, ENOTDIR",
        "21, EISDIR",
        "22, EINVAL",
        "23, ENFILE",
        "24, EMFILE",
        "26, ETXTBSY",
        "27, EFBIG",
        "28, ENOSPC",
        "29, ESPIPE",
        "30, EROFS",
        "31, EMLINK",
        "32, EPIPE",
        "35, EAGAIN",
        "37, EALREADY",
        "38, ENOTSOCK",
        "40, EMSGSIZE",
        "47, EAFNOSUPPORT",
        "48, EADDRINUSE",
        "49, EADDRNOTAVAIL",
        "50, ENETDOWN",
        "51, ENETUNREACH",
        "53, ECONNABORTED",
        "54, ECONNRESET",
        "55, ENOBUFS",
        "56, EISCONN",
        "57, ENOTCONN",
        "60, ETIMEDOUT",
        "61, ECONNREFUSED",
        "62, ELOOP",
        "63, ENAMETOOLONG",
        "65, EHOSTUNREACH",
        "66, ENOTEMPTY",
        "69, EDQUOT",
        "84, EOVERFLOW",
        "89, ECANCELED",
        "100, EPROTO",
        "102, EOPNOTSUPP"
    })
    @DisplayName("a number of macOS is the status of that name")
    void aNumberOfMacosIsTheStatusOfThatName(int errno, IoStatus status) {
        assertThat(ErrnoTable.MACOS.result(errno)).isEqualTo(status.result());
    }

    /** ENOTSUP, EPFNOSUPPORT, EPROTOTYPE, ESHUTDOWN, EHOSTDOWN. */
    @ParameterizedTest
    @CsvSource({"45, EOPNOTSUPP", "46, EAFNOSUPPORT", "41, EPIPE", "58, EPIPE", "64, EHOSTUNREACH"})
    @DisplayName("what Linux calls otherwise gets its name there")
    void whatLinuxCallsOtherwiseGetsItsNameThere(int errno, IoStatus status) {
        assertThat(IoStatus.of(ErrnoTable.MACOS.result(errno))).isEqualTo(status);
    }

    /** EDEADLK, EDOM, EINPROGRESS, ENOTRECOVERABLE, EQFULL and beyond. */
    @ParameterizedTest
    @CsvSource({"11", "33", "36", "104", "106", "107", "90000"})
    @DisplayName("a number of macOS without a name is kept and never that of something else")
    void aNumberOfMacosWithoutANameIsKeptAndNeverThatOfSomethingElse(int errno) {
        long before = ErrnoTable.unknownCount();
        int result = ErrnoTable.MACOS.result(errno);
        assertThat(result).isEqualTo(IoStatus.OTHER.result() - errno);
        assertThat(IoStatus.of(result)).isEqualTo(IoStatus.OTHER);
        assertThat(ErrnoTable.unknownCount()).isGreaterThan(before);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a number of Linux is itself")
    void aNumberOfLinuxIsItself(IoStatus status) {
        if (status != IoStatus.OK) {
            assertThat(ErrnoTable.LINUX.result(status.errno())).isEqualTo(status.result());
        }
    }

    @Test
    @DisplayName("a number of Linux without a name stays")
    void aNumberOfLinuxWithoutANameStays() {
        int noMedium = 123;
        assertThat(ErrnoTable.LINUX.result(noMedium)).isEqualTo(-123);
        assertThat(IoStatus.of(-123)).isEqualTo(IoStatus.OTHER);
    }

    @Test
    @DisplayName("every status but the own two can come from macOS")
    void everyStatusButTheOwnTwoCanComeFromMacos() {
        for (IoStatus status : IoStatus.values()) {
            boolean isOwn = status == IoStatus.OTHER || status == IoStatus.TRANSPORT_FAILED;
            if (status != IoStatus.OK && !isOwn) {
                assertThat(isReached(status)).as(status.name()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("a result is no number")
    void aResultIsNoNumber() {
        assertThatThrownBy(() -> ErrnoTable.MACOS.result(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private static boolean isReached(IoStatus status) {
        for (int errno = 1; errno <= 106; errno++) {
            if (ErrnoTable.MACOS.result(errno) == status.result()) {
                return true;
            }
        }
        return false;
    }
}
