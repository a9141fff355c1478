package io.tickwire;

/** Takes the last results of intents that no transport holds any more. */
interface Endings {
    void finish(Intent intent, int result);
}
