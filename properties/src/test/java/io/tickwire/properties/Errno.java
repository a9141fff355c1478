package io.tickwire.properties;

/** Results as Linux numbers them (errno(3)), written down once more for the model. */
final class Errno {
    static final int ENOENT = -2;
    static final int EBADF = -9;
    static final int EFAULT = -14;
    static final int EEXIST = -17;
    static final int ENOTDIR = -20;
    static final int EISDIR = -21;
    static final int EINVAL = -22;
    static final int EMFILE = -24;
    static final int EPIPE = -32;
    static final int ECONNRESET = -104;
    static final int ENOBUFS = -105;
    static final int ETIMEDOUT = -110;
    static final int EALREADY = -114;
    static final int ECANCELED = -125;

    private Errno() {}
}
