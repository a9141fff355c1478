package io.tickwire.spi;

/** How a transport does an operation. */
public enum Support {
    /** By the kernel's own asynchronous means. */
    NATIVE,
    /** By other calls with the same outcome. */
    EMULATED,
    /** Not at all: the completion is EOPNOTSUPP. */
    UNSUPPORTED
}
