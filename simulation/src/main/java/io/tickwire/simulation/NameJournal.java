package io.tickwire.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The changes of names that are not on the device, in their order. Each reaches it as a whole, and
 * after those it depends on: changes of the same entry, the making of the directory it is in and,
 * if it removes or renames a directory, all before it.
 */
final class NameJournal {
    /** At so many the older half is brought to the device, as a journal commits by itself. */
    private static final int PENDING_MAX = 4096;

    private final List<NameChange> pending = new ArrayList<>();

    void add(NameChange change) {
        if (pending.size() == PENDING_MAX) {
            BitSet older = new BitSet();
            older.set(0, PENDING_MAX / 2);
            commit(older);
        }
        pending.add(change);
        change.count(1);
    }

    /** An fsync: brings all that concerns a file or directory to the device. */
    void sync(Inode inode) {
        if (inode.pendingChanges > 0) {
            commit(closure(change -> change.concerns(inode)));
        }
    }

    /** Whether a rename is not on the device. */
    boolean isPending(Name source, Name target) {
        for (NameChange change : pending) {
            if (source.equals(change.source()) && target.equals(change.target())) {
                return true;
            }
        }
        return false;
    }

    /** An fdatasync: brings to the device what is needed to find a file. */
    @SuppressWarnings("ReferenceEquality")
    void syncData(Inode inode) {
        if (inode.pendingChanges > 0) {
            commit(
                    closure(
                            change ->
                                    change.kind() == NameChange.Kind.MAKE
                                            && change.inode() == inode));
        }
    }

    /** Brings an entry to the device as it is. */
    void sync(Name entry) {
        commit(closure(change -> entry.equals(change.target()) || entry.equals(change.source())));
    }

    void syncAll() {
        BitSet all = new BitSet();
        all.set(0, pending.size());
        commit(all);
    }

    /** Changes that are wanted, with all that they depend on. */
    private BitSet closure(Predicate<NameChange> isWanted) {
        BitSet closure = new BitSet();
        Dependencies needed = new Dependencies();
        boolean isAll = false;
        for (int i = pending.size() - 1; i >= 0; i--) {
            NameChange change = pending.get(i);
            if (isAll || isWanted.test(change) || needed.has(change)) {
                closure.set(i);
                needed.add(change);
                isAll |= change.isOrdered();
            }
        }
        return closure;
    }

    private void commit(BitSet chosen) {
        int kept = 0;
        for (int i = 0; i < pending.size(); i++) {
            NameChange change = pending.get(i);
            if (chosen.get(i)) {
                change.reachDevice();
                change.count(-1);
            } else {
                pending.set(kept++, change);
            }
        }
        pending.subList(kept, pending.size()).clear();
    }

    /** The machine stops: each change has happened or not, as the random numbers have it. */
    void crash(SplittableRandom random) {
        Refusals refused = new Refusals();
        double rate = random.nextDouble();
        for (NameChange change : pending) {
            if (random.nextDouble() < rate && !refused.has(change)) {
                change.reachDevice();
            } else {
                refused.add(change);
            }
            change.count(-1);
        }
        pending.clear();
    }

    /** What changes that are needed depend on, seen from the last back. */
    private static final class Dependencies {
        private final Set<Name> entries = new HashSet<>();
        private final Set<Inode> directories = new HashSet<>();

        boolean has(NameChange change) {
            return entries.contains(change.target())
                    || (change.source() != null && entries.contains(change.source()))
                    || (change.kind() == NameChange.Kind.MAKE
                            && directories.contains(change.inode()));
        }

        void add(NameChange change) {
            addEntry(change.target());
            if (change.source() != null) {
                addEntry(change.source());
            }
        }

        private void addEntry(Name entry) {
            entries.add(entry);
            directories.add(entry.directory());
        }
    }

    /** What has not happened, seen from the first on. */
    private static final class Refusals {
        private final Set<Name> entries = new HashSet<>();
        private final Set<Inode> directories = new HashSet<>();

        boolean has(NameChange change) {
            return (change.isOrdered() && !entries.isEmpty())
                    || hasEntry(change.target())
                    || (change.source() != null && hasEntry(change.source()));
        }

        private boolean hasEntry(Name entry) {
            return entries.contains(entry) || directories.contains(entry.directory());
        }

        void add(NameChange change) {
            entries.add(change.target());
            if (change.source() != null) {
                entries.add(change.source());
            }
            if (change.kind() == NameChange.Kind.MAKE) {
                directories.add(change.inode());
            }
        }
    }
}
