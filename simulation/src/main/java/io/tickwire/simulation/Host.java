package io.tickwire.simulation;

/** A machine on the network, which can be cut off from all others. For one thread. */
final class Host {
    /** Where Unix sockets are: never cut off. */
    static final Host LOCAL = new Host("local");

    private final String name;
    private boolean isCut;

    Host(String name) {
        this.name = name;
    }

    void cut(boolean cut) {
        if (this == LOCAL) {
            throw new IllegalStateException("Unix sockets have no network to be cut off from");
        }
        isCut = cut;
    }

    /** Whether nothing gets from here to there, nor back. */
    boolean isCutFrom(Host other) {
        return (isCut || other.isCut) && this != other;
    }

    @Override
    public String toString() {
        return isCut ? name + " (cut off)" : name;
    }
}
