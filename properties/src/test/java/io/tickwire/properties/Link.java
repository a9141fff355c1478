package io.tickwire.properties;

/** How the next intent of a lane is tied to one. */
enum Link {
    NONE,
    SOFT,
    HARD
}
