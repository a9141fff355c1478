package io.tickwire.properties;

/**
 * Something that a run shows.
 *
 * @param kind what
 * @param id the act, or the lane of an inbox, or the number of a tick or phase
 * @param sequence of a sealed or delivered intent
 * @param shot of a delivered one
 * @param result of a delivered one; 1 for an act that its lane took, 0 if it had no room, {@link
 *     #REFUSED}
 * @param isLast of a delivered one
 * @param detail the rest: bytes, ids, what an inbox showed
 * @param ticket core's name of the intent, which no model foretells
 */
record Event(
        Kind kind,
        int id,
        long sequence,
        int shot,
        int result,
        boolean isLast,
        String detail,
        long ticket) {
    /** For an act that another one is in the place of. */
    static final int REFUSED = -1;

    enum Kind {
        TICK,
        INTAKE,
        PHASE,
        CLOSE,
        QUEUED,
        SEALED,
        DELIVERED,
        CALLED,
        INBOX,
        MISTAKE
    }

    static Event of(Kind kind, int id, String detail) {
        return new Event(kind, id, 0, 0, 0, false, detail, 0);
    }

    boolean isPoint() {
        return kind == Kind.INTAKE || kind == Kind.PHASE || kind == Kind.CLOSE;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case TICK, INTAKE, PHASE, CLOSE -> kind + " " + id + " " + detail;
            case INBOX -> "INBOX of lane " + id + " " + detail;
            case QUEUED ->
                    "QUEUED "
                            + (result == 1 ? "" : result == 0 ? "(no room) " : "(place taken) ")
                            + detail;
            case SEALED -> "SEALED " + Act.name(id) + " as " + sequence + " " + detail;
            case CALLED -> "CALLED " + Act.name(id);
            case MISTAKE -> "MISTAKE of " + detail;
            case DELIVERED ->
                    "DELIVERED "
                            + Act.name(id)
                            + " sequence "
                            + sequence
                            + "."
                            + shot
                            + " result "
                            + result
                            + (isLast ? " last " : " ")
                            + detail;
        };
    }
}
