package io.tickwire;

/**
 * Intents of one resource that have had no last result, in the order in which they were added,
 * which is that of their sequences. Links are slots and not references, for the reason that {@link
 * CompletionRing} gives. An intent that was taken out still leads to the one that was behind it, so
 * that somebody who goes along the list may end any intents of it meanwhile.
 */
final class IntentList {
    private final boolean isOfSources;
    private int first = Intent.NONE;
    private int last = Intent.NONE;

    /**
     * Makes an empty list.
     *
     * @param isOfSources whether it is the list of SPLICEs that take their bytes from a resource;
     *     each is in the list of the stream that it sends to as well
     */
    IntentList(boolean isOfSources) {
        this.isOfSources = isOfSources;
    }

    /** The slot of the first one, or {@link Intent#NONE}. */
    int first() {
        return first;
    }

    /** The slot behind an intent, or {@link Intent#NONE}. */
    int next(Intent intent) {
        return isOfSources ? intent.nextOfSource : intent.nextOfResource;
    }

    void add(Intent intent, Intent[] table) {
        setPrevious(intent, last);
        setNext(intent, Intent.NONE);
        if (last == Intent.NONE) {
            first = intent.slot;
        } else {
            setNext(table[last], intent.slot);
        }
        last = intent.slot;
    }

    void remove(Intent intent, Intent[] table) {
        int before = isOfSources ? intent.previousOfSource : intent.previousOfResource;
        int after = next(intent);
        if (before == Intent.NONE) {
            first = after;
        } else {
            setNext(table[before], after);
        }
        if (after == Intent.NONE) {
            last = before;
        } else {
            setPrevious(table[after], before);
        }
    }

    private void setNext(Intent intent, int slot) {
        if (isOfSources) {
            intent.nextOfSource = slot;
        } else {
            intent.nextOfResource = slot;
        }
    }

    private void setPrevious(Intent intent, int slot) {
        if (isOfSources) {
            intent.previousOfSource = slot;
        } else {
            intent.previousOfResource = slot;
        }
    }
}
