package io.tickwire;

import org.jspecify.annotations.Nullable;

/**
 * What the engine keeps of a resource, behind what programs see of it: the intents that were sealed
 * for it. A resource knows it as an object only, so that what programs see needs no part of the
 * engine.
 */
class ResourceWork {
    /** Intents sealed for the resource that have had no last result yet, CLOSE aside. */
    private int unfinished;

    /** Lasting intents sealed for it whose last completion was not delivered yet. */
    int lastingUndelivered;

    /** The unfinished ones; those of {@link #splices} are counted too. */
    final IntentList intents = new IntentList(false);

    /** SPLICEs from the resource that have had no last result yet. */
    final IntentList splices = new IntentList(true);

    /** The CLOSE that waits for the unfinished ones. */
    @Nullable Intent closeIntent;

    static ResourceWork of(IoResource resource) {
        return (ResourceWork) resource.work;
    }

    /** Counts an intent as lasting with its resource until its last completion is delivered. */
    static void countLasting(Intent intent) {
        IoResource resource = intent.resource;
        if (resource != null && intent.type != IoOpType.CLOSE && !intent.isCountedLasting) {
            intent.isCountedLasting = true;
            addLasting(intent, resource, 1);
        }
    }

    /** The last completion is delivered: whatever was counted is taken back, once. */
    static void uncountLasting(Intent intent) {
        if (intent.isCountedLasting) {
            intent.isCountedLasting = false;
            addLasting(intent, intent.requireResource(), -1);
        }
    }

    private static void addLasting(Intent intent, IoResource own, int count) {
        of(own).lastingUndelivered += count;
        if (intent.holdsSource) {
            of(intent.namedResource()).lastingUndelivered += count;
        }
    }

    /** Has a SPLICE count as lasting with its source too. */
    static void holdSource(Intent splice) {
        splice.holdsSource = true;
        if (splice.isCountedLasting) {
            of(splice.namedResource()).lastingUndelivered++;
        }
    }

    void enter(Intent intent, Intent[] table) {
        unfinished++;
        intents.add(intent, table);
    }

    void leave(Intent intent, Intent[] table) {
        unfinished--;
        intents.remove(intent, table);
    }

    void enterSplice(Intent splice, Intent[] table) {
        unfinished++;
        splices.add(splice, table);
    }

    void leaveSplice(Intent splice, Intent[] table) {
        unfinished--;
        splices.remove(splice, table);
    }

    /** Whether a CLOSE has to wait for nothing. */
    boolean isFinished() {
        return unfinished == 0;
    }
}
