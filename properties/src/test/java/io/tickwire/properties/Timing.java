package io.tickwire.properties;

/** Whether a step says of itself when it is delivered. */
enum Timing {
    DEFAULT,
    PROMPT,
    LASTING
}
