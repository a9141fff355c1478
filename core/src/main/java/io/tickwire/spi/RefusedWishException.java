package io.tickwire.spi;

import java.io.IOException;

/** Says that a transport cannot grant what a program requires; its message says what. */
public final class RefusedWishException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedWishException(String message) {
        super(message);
    }
}
