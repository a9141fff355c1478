package io.tickwire.simulation;

/** What {@link Checkers} hold a loop to. */
public enum Rule {
    /** Sequences are consecutive, in the order in which intents are sealed (D2). */
    SEQUENCE,
    /** No completion without an intent, none after the last one, shots without gaps. */
    COMPLETION,
    /** No intent without its last completion: prompt ones soon, all of them at the loop's end. */
    LOST,
    /** At a delivery point completions come in (sequence, shot) order (D1). */
    ORDER,
    /** Prompt completions come at the end of their phase or at INTAKE, lasting ones at INTAKE. */
    POINT,
    /** Sends of a stream end in sequence order, and so do its receives (D6). */
    STREAM,
    /** CLOSE's completion is its resource's last; later intents complete with EBADF (D6). */
    CLOSE,
    /** What follows a broken link ends with ECANCELED, and nothing else does for that reason. */
    CHAIN,
    /** Pending bytes and sends are what is sealed and undelivered, within their bounds. */
    PENDING,
    /** A lane's room is its capacity and quota less its open intents; slots come back. */
    LANE,
    /** No receive gets more than its share of a group; no buffer has two owners. */
    GROUP,
    /** A receive that has data gets a buffer of its group within a number of others' turns. */
    STARVED,
    /** The loop gives back one reference of each buffer; indices move at delivery. */
    BUFFER,
    /** Ids are given in delivery order and never to two open resources (D5). */
    RESOURCE,
    /** A stream carries the bytes of its sends, and receives get those that came, in order. */
    BYTES,
    /**
     * What a stream's sends carry leaves in the phase that sealed them, if the network has room.
     */
    FLOW,
    /**
     * A SEND of an output carries all that was written to it, unless it fails or is cancelled; no
     * bound refuses it, and no chain.
     */
    OUTPUT,
    /** A file that was reported saved survives a crash: its content, and its name. */
    SAVE,
    /** A checker itself failed. */
    CHECKER
}
