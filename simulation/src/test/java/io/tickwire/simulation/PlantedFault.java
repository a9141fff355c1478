package io.tickwire.simulation;

import java.util.List;

/**
 * Faults that are planted into copies of core's sources: in which file, what text becomes what, and
 * which rules may be the first to see it, or whether only the program can, which knows what writes
 * to outputs have answered. The table in docs/testing.md tells which one was.
 */
enum PlantedFault {
    ORDER_SWAPS_NEIGHBOURS(
            "CompletionOrder",
            "return a.sequence < b.sequence ||",
            "return (a.sequence ^ 1) < (b.sequence ^ 1) ||",
            Rule.ORDER),
    ORDER_INTAKE_UNSORTED(
            "Delivery",
            "int[] ids = ring.intake();\n        order.sort(ids, count);",
            "int[] ids = ring.intake();",
            Rule.ORDER),
    ORDER_PHASE_UNSORTED(
            "Delivery",
            "int[] ids = ring.phase();\n        order.sort(ids, count);",
            "int[] ids = ring.phase();",
            Rule.ORDER),
    LEAK_SLOT_AND_BUFFER("Delivery", "intent.free()", "true", Rule.BUFFER, Rule.LANE),
    LEAK_BUFFER("Intent", "            held.release();\n", "", Rule.BUFFER),
    LEAK_SOME_SLOTS(
            "Delivery",
            "if (isLast) {\n            free(intent);",
            "if (isLast && intent.sequence % 7 != 3) {\n            free(intent);",
            Rule.LANE),
    LEAK_POOL("IntentPool", "free[count++] = intent.slot;", "intent.shots = 0;", Rule.LANE),
    LOST_BY_HARVESTER(
            "Harvester",
            "        ring.addLast(intent, result, opened, isForPhase",
            "        if (intent.sequence % 97 != 5) "
                    + "ring.addLast(intent, result, opened, isForPhase",
            Rule.LOST,
            Rule.CHAIN,
            Rule.STREAM,
            Rule.CLOSE,
            Rule.BYTES),
    LOST_FOR_PHASE(
            "CompletionRing",
            "phase[phaseCount++] = intent.slot;",
            "if (intent.sequence % 50 != 49) phase[phaseCount++] = intent.slot;",
            Rule.LOST,
            Rule.CHAIN),
    DOUBLE_BY_HARVESTER(
            "Harvester",
            "        ring.addLast(intent, result, opened, isForPhase",
            "        if (intent.sequence % 97 == 5) "
                    + "ring.addLast(intent, result, null, false, passNanos()); "
                    + "ring.addLast(intent, result, opened, isForPhase",
            Rule.COMPLETION),
    DOUBLE_IN_RING(
            "CompletionRing",
            "intake[intakeCount++] = intent.slot;",
            "intake[intakeCount++] = intent.slot; "
                    + "if (intent.callback == null)"
                    + " intake[intakeCount++] = intent.slot;",
            Rule.COMPLETION),
    UNFAIR_SHARE_IGNORED(
            "Harvester",
            "int share = group.group().share() - intent.heldBuffers;",
            "int share = group.group().count() - intent.heldBuffers;",
            Rule.GROUP),
    UNFAIR_HOLDINGS_UNCOUNTED("Harvester", "intent.heldBuffers++;", "", Rule.GROUP),
    UNFAIR_BUFFER_OF_ANOTHER(
            "Delivery",
            "giveBack(group, completion.groupBuffer);",
            "giveBack(group, (completion.groupBuffer + 1) % group.group().count());",
            Rule.GROUP,
            Rule.BYTES),
    STARVED_BY_LATEST_FIRST(
            "GroupQueue", "return a.turn < b.turn ||", "return a.turn > b.turn ||", Rule.STARVED),
    LINK_NEVER_BREAKS("Chains", " || intent.isBrokenBy(result);", ";", Rule.CHAIN),
    LINK_ALWAYS_BREAKS("Chains", "leader != null || intent.isBrokenBy(result)", "true", Rule.CHAIN),
    LINK_IGNORES_SHORT_TRANSFERS(
            "Intent",
            "(result < 0 || (type.isBrokenByShortTransfer() && result < length))",
            "result < 0",
            Rule.CHAIN),
    LINK_FOLLOWER_STARTS_AT_ONCE(
            "Sealer",
            "if (intent.leader == null) {\n            start(intent);",
            "if (intent.type == IoOpType.NOP || intent.leader == null) { " + "start(intent);",
            Rule.CHAIN),
    SEQUENCE_WITH_GAPS(
            "Sealer",
            "intent.sequence = nextSequence++;",
            "intent.sequence = nextSequence++; " + "if (nextSequence % 50 == 0) nextSequence++;",
            Rule.SEQUENCE),
    POINT_LASTING_AT_PHASE(
            "Harvester",
            "if (!intent.isPrompt()) {\n            return false;",
            "if (!intent.isPrompt()) {\n            return phaseSequence < Long.MAX_VALUE;",
            Rule.POINT),
    CLOSE_WITHOUT_WAITING(
            "ResourceWork",
            "return unfinished == 0;",
            "return unfinished < 3;",
            Rule.CLOSE,
            Rule.LOST,
            Rule.COMPLETION,
            Rule.STREAM),
    PENDING_NEVER_LESS("PendingBound", "        sends--;\n", "", Rule.PENDING),
    PENDING_BOUND_IGNORED(
            "PendingBound", "sends >= config.streamPendingSends()", "sends > 7", Rule.PENDING),
    SHARE_IGNORED("SendShare", "if (pending < quarter) {", "if (pending >= 0) {", Rule.PENDING),
    SHARE_NEVER_BACK("SendShare", "        pending--;\n", "", Rule.PENDING),
    RESERVE_FOR_ALL("IntentPool", "quota - inUse()", "quota + reserve - inUse()", Rule.LANE),
    INDEX_NOT_MOVED("Delivery", "            buffer.writerIndex(writerIndex);\n", "", Rule.BUFFER),
    SAVE_WITHOUT_SYNC(
            "recipes/WholeFiles",
            "            queue(intents, request.fsync(IoFile.OPENED).linked().onComplete(this));\n",
            "",
            Rule.SAVE),
    SAVE_WITHOUT_DIRECTORY(
            "recipes/WholeFiles",
            "supportedFileAttributeViews().contains(\"posix\");",
            "supportedFileAttributeViews().contains(\"none\");",
            Rule.SAVE),
    SENDS_LEFT_FOR_LATER("TickEngine", "            carryOn();\n", "", Rule.FLOW),
    ID_GIVEN_AGAIN(
            "ResourceTable",
            "generations[place] = (generations[place] + 1) & Integer.MAX_VALUE;",
            "",
            Rule.RESOURCE),
    BYTES_SENT_AGAIN("SendQueue", "send.index + send.sentBytes,", "send.index,", Rule.BYTES),
    OUTPUT_JOINS_OVER_OTHERS(
            "IoIntentQueue",
            "if (endsOutputs(type)) {",
            "if (type == IoOpType.CLOSE) {",
            PlantedFault.PROGRAM),
    OUTPUT_HALF_TAKEN(
            "IoOutput",
            "if (!begin(length, false)) {",
            "if (!begin(length, false)) { if (length > 1) write(bytes, index, length / 2);",
            PlantedFault.PROGRAM),
    OUTPUT_REFUSED_LATER(
            "Sealer",
            "? pending.admit(send.length, share)",
            "? pending.add(send.length, config, share)",
            Rule.OUTPUT),
    OUTPUT_IN_CHAIN("IoIntentQueue", "!next.has(Intent.OUTPUT)", "true", Rule.OUTPUT, Rule.CHAIN),
    BROADCAST_PAGE_BACK_TOO_EARLY(
            "Lane",
            "                shared.release();\n",
            "                pages.put(shared);\n",
            Rule.BYTES);

    /** In place of a rule: the checkers cannot see it, but the program does. */
    static final String PROGRAM = "PROGRAM";

    final String file;
    final String original;
    final String mutated;

    /** The names of the rules that may see it first, or {@link #PROGRAM}. */
    private final String rules;

    PlantedFault(String file, String original, String mutated, Rule first, Rule... others) {
        this.file = file;
        this.original = original;
        this.mutated = mutated;
        StringBuilder names = new StringBuilder(first.name());
        for (Rule other : others) {
            names.append(',').append(other.name());
        }
        rules = names.toString();
    }

    PlantedFault(String file, String original, String mutated, String seenBy) {
        this.file = file;
        this.original = original;
        this.mutated = mutated;
        rules = seenBy;
    }

    /** Whether a rule of that name may be the first to see it. */
    boolean isSeenBy(String rule) {
        return List.of(rules.split(",", -1)).contains(rule);
    }
}
