package io.tickwire.iouring;

/**
 * The kernel's numbers that this module uses. Netty ships natives for x86-64, aarch64 and riscv64
 * only: on these three all numbers here are the same, and all are little-endian.
 */
final class LinuxAbi {
    // Operations: enum io_uring_op, include/uapi/linux/io_uring.h.
    static final byte OP_NOP = 0;
    static final byte OP_READV = 1;
    static final byte OP_WRITEV = 2;
    static final byte OP_FSYNC = 3;
    static final byte OP_POLL_ADD = 6;
    static final byte OP_SENDMSG = 9;
    static final byte OP_RECVMSG = 10;
    static final byte OP_TIMEOUT = 11;
    static final byte OP_ACCEPT = 13;
    static final byte OP_ASYNC_CANCEL = 14;
    static final byte OP_CONNECT = 16;
    static final byte OP_FALLOCATE = 17;
    static final byte OP_OPENAT = 18;
    static final byte OP_CLOSE = 19;
    static final byte OP_STATX = 21;
    static final byte OP_READ = 22;
    static final byte OP_WRITE = 23;
    static final byte OP_SEND = 26;
    static final byte OP_RECV = 27;
    static final byte OP_PROVIDE_BUFFERS = 31;
    static final byte OP_REMOVE_BUFFERS = 32;
    static final byte OP_SHUTDOWN = 34;
    static final byte OP_RENAMEAT = 35;
    static final byte OP_UNLINKAT = 36;
    static final byte OP_MKDIRAT = 37;
    static final byte OP_SEND_ZC = 47;
    static final byte OP_FTRUNCATE = 55;

    /** Of ACCEPT: IORING_ACCEPT_MULTISHOT, Linux 5.19. */
    static final int IOPRIO_ACCEPT_MULTISHOT = 1;

    /** Of POLL_ADD: IORING_POLL_ADD_MULTI, Linux 5.13. */
    static final int POLL_ADD_MULTI = 1;

    // Of include/uapi/asm-generic/poll.h.
    static final int POLLERR = 8;
    static final int POLLHUP = 16;

    /** Of RECV: IORING_RECVSEND_POLL_FIRST, Linux 5.19: waits before the first try. */
    static final int IOPRIO_POLL_FIRST = 1;

    /** Of RECV: IORING_RECV_MULTISHOT, Linux 6.0. */
    static final int IOPRIO_RECV_MULTISHOT = 1 << 1;

    /** IOSQE_IO_LINK, Linux 5.3. */
    static final int SQE_LINK = 1 << 2;

    /** IOSQE_IO_HARDLINK, Linux 5.5. */
    static final int SQE_HARDLINK = 1 << 3;

    /** IOSQE_BUFFER_SELECT, Linux 5.7. */
    static final int SQE_BUFFER_SELECT = 1 << 5;

    /** IORING_CQE_F_BUFFER: the flags' upper half is a buffer's id. */
    static final int CQE_BUFFER = 1;

    static final int CQE_BUFFER_SHIFT = 16;

    /** IORING_CQE_F_MORE: the operation goes on. */
    static final int CQE_MORE = 1 << 1;

    // include/uapi/asm-generic/fcntl.h. aarch64 overrides none of these.
    static final int AT_FDCWD = -100;
    static final int AT_REMOVEDIR = 0x200;
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_TRUNC = 0x200;
    static final int O_DSYNC = 0x1000;
    static final int O_SYNC = 0x101000;
    static final int O_CLOEXEC = 0x80000;

    // include/linux/socket.h and include/linux/net.h.
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_CLOEXEC = O_CLOEXEC;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_WAITALL = 0x100;
    static final int MSG_NOSIGNAL = 0x4000;

    // include/uapi/asm-generic/socket.h; x86, ARM and RISC-V have no numbers of their own.
    static final int SOL_SOCKET = 1;
    static final int SO_PEERNAME = 28;

    /** IORING_FSYNC_DATASYNC. */
    static final int FSYNC_DATASYNC = 1;

    // ERESTARTSYS to ERESTART_RESTARTBLOCK, include/linux/errno.h: of an interrupted call.
    static final int ERESTART_FIRST = 512;
    static final int ERESTART_LAST = 516;

    // struct statx and its mask, include/uapi/linux/stat.h.
    static final int STATX_BASIC_STATS = 0x7FF;
    static final int STATX_BYTES = 256;
    static final int STATX_MODE = 28;
    static final int STATX_SIZE = 40;
    static final int STATX_MTIME_SECONDS = 112;
    static final int STATX_MTIME_NANOS = 120;
    static final int S_IFMT = 0xF000;
    static final int S_IFREG = 0x8000;
    static final int S_IFDIR = 0x4000;

    private LinuxAbi() {}
}
