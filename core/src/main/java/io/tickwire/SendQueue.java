package io.tickwire;

import org.jspecify.annotations.Nullable;

/**
 * The sends and shutdowns of one stream in sequence order. The head is with the transport or may go
 * there; sends behind it are gathered into the same operation as far as they fit. A partial send is
 * carried on. Each intent keeps its own completion.
 */
final class SendQueue {
    private @Nullable Intent head;
    private @Nullable Intent tail;

    /** The last intent that the operation with the transport carries; null if there is none. */
    private @Nullable Intent lastInTransport;

    /** Whether the submitter has it on its list. */
    boolean isListed;

    /** Set when a send has failed: a later byte must not arrive where an earlier one is lost. */
    boolean isBroken;

    void append(Intent intent) {
        intent.next = null;
        if (tail == null) {
            head = intent;
        } else {
            tail.next = intent;
        }
        tail = intent;
    }

    boolean canSubmit() {
        return head != null && head.leader == null && lastInTransport == null && isTurnOf(head);
    }

    /** Whether nothing received before it stands in the way: a SPLICE is in two queues. */
    private static boolean isTurnOf(Intent first) {
        IoStream source = first.sourceStream();
        return source == null || StreamWork.of(source).receives.isHead(first);
    }

    /** The intent under whose slot the operation with the transport runs; null if there is none. */
    @Nullable Intent inTransport() {
        return lastInTransport == null ? null : head;
    }

    /**
     * Gathers the next operation and marks it as gone; answers the intent to submit, or null if
     * there is no memory for it, or its own is lost. What can fail comes first: whatever is thrown,
     * nothing is marked.
     */
    @Nullable Intent start(GatherPool pool) {
        Intent first = requireHead();
        if (!first.hasMemory()) {
            return null;
        }
        if (first.type == IoOpType.SPLICE && first.splice == null) {
            first.splice = pool.takeStage(first);
            if (first.splice == null) {
                return null;
            }
        }
        Intent second = first.next;
        Intent last =
                canGather(first) && second != null && canGather(second) && second.hasMemory()
                        ? gather(first, pool)
                        : first;
        lastInTransport = last;
        mark(first, Intent.State.IN_TRANSPORT);
        return first;
    }

    /** Takes a start back: the transport had no room. */
    void unstart(GatherPool pool) {
        endOperation(pool);
    }

    /** Ends what is queued: there is no way to submit its head. */
    void fail(Endings endings) {
        IoStatus status = requireHead().isMemoryLost ? IoStatus.EFAULT : IoStatus.ENOMEM;
        failSends(status.result(), endings);
    }

    /** Deals with the result of the operation that was with the transport. */
    void settle(int result, Endings endings, GatherPool pool) {
        Intent first = requireHead();
        endOperation(pool);
        if (first.type == IoOpType.SHUTDOWN) {
            finishHead(result, endings);
        } else if (first.splice != null && first.splice.isReading()) {
            settleSpliceRead(first, first.splice, result, endings);
        } else if (result > 0) {
            consume(result, endings);
            dropCancelled(endings);
        } else if (result != IoStatus.ECANCELED.result() || !dropCancelled(endings)) {
            failSends(result == 0 ? IoStatus.EPIPE.result() : result, endings);
        }
    }

    /** Ends one intent that is not with the transport. */
    void remove(Intent intent, Endings endings) {
        Intent before = null;
        for (Intent at = head; at != null; before = at, at = at.next) {
            if (at == intent) {
                unlink(before, at);
                endings.finish(at, cancelledResult(at));
                return;
            }
        }
        throw new IllegalStateException(intent + " is not in its stream's queue");
    }

    /**
     * Ends every intent that is not with the transport and marks the others, so that they end with
     * the operation.
     */
    void cancelAll(Endings endings) {
        Intent before = null;
        Intent at = head;
        boolean isCarried = lastInTransport != null;
        while (at != null) {
            Intent following = at.next;
            if (isCarried) {
                at.isCancelRequested = true;
                isCarried = at != lastInTransport;
                before = at;
            } else {
                unlink(before, at);
                endings.finish(at, cancelledResult(at));
            }
            at = following;
        }
    }

    /** Gathers as many sends as go together, two at least; answers the last one. */
    private static Intent gather(Intent first, GatherPool pool) {
        GatheredSend gathered = pool.take();
        boolean isGathered = false;
        try {
            Intent last = first;
            for (Intent at = first;
                    at != null && canGather(at) && at.hasMemory() && append(at, gathered);
                    at = at.next) {
                last = at;
            }
            first.gathered = gathered;
            isGathered = true;
            return last;
        } finally {
            if (!isGathered) {
                pool.put(gathered);
            }
        }
    }

    private static boolean append(Intent send, GatheredSend gathered) {
        return gathered.append(
                send.heldBuffer(),
                send.index + send.sentBytes,
                send.unsentBytes(),
                send.bufferAddress() + send.sentBytes);
    }

    /** Whether a send can go with others: not without a copy, or while it waits for its chain. */
    private static boolean canGather(Intent send) {
        return send.type == IoOpType.SEND && send.leader == null && !send.has(IoRequest.ZERO_COPY);
    }

    private void endOperation(GatherPool pool) {
        Intent first = requireHead();
        mark(first, Intent.State.WAITING);
        lastInTransport = null;
        if (first.gathered != null) {
            pool.put(first.gathered);
            first.gathered = null;
        }
    }

    /** Moves all that one operation carries to a state. */
    private void mark(Intent first, Intent.State state) {
        for (Intent at = first; at != null; at = at.next) {
            at.moveTo(state);
            if (at == lastInTransport) {
                return;
            }
        }
    }

    private void consume(int bytes, Endings endings) {
        int left = bytes;
        while (left > 0) {
            Intent first = requireHead();
            int taken = Math.min(left, first.unsentBytes());
            first.sentBytes += taken;
            if (first.splice != null) {
                first.splice.sent(taken);
            }
            left -= taken;
            if (first.unsentBytes() == 0) {
                finishHead(first.length, endings);
            }
        }
    }

    /** The end of the source, or an error of its, ends the SPLICE with what has been sent. */
    private void settleSpliceRead(Intent splicing, SpliceStage stage, int result, Endings endings) {
        if (splicing.isCancelRequested) {
            finishHead(cancelledResult(splicing), endings);
        } else if (result > 0) {
            stage.filled(result);
        } else {
            finishHead(splicing.sentBytes > 0 ? splicing.sentBytes : result, endings);
        }
    }

    /** What a cancelled send comes to: the bytes that have left, if any. */
    private static int cancelledResult(Intent send) {
        return send.sentBytes > 0 ? send.sentBytes : IoStatus.ECANCELED.result();
    }

    /** Ends the sends whose cancel was asked for; answers whether there was one. */
    private boolean dropCancelled(Endings endings) {
        boolean isAny = false;
        Intent before = null;
        Intent at = head;
        while (at != null) {
            Intent following = at.next;
            if (at.isCancelRequested) {
                unlink(before, at);
                endings.finish(at, cancelledResult(at));
                isAny = true;
            } else {
                before = at;
            }
            at = following;
        }
        return isAny;
    }

    /**
     * An error ends every send up to the next shutdown: what follows a lost byte must not arrive.
     */
    private void failSends(int result, Endings endings) {
        isBroken = true;
        // Ending one may end those that are linked behind it, here or in another queue.
        while (head != null && head.type != IoOpType.SHUTDOWN) {
            finishHead(result, endings);
        }
    }

    private void finishHead(int result, Endings endings) {
        Intent first = requireHead();
        unlink(null, first);
        endings.finish(first, result);
    }

    private void unlink(@Nullable Intent before, Intent intent) {
        if (before == null) {
            head = intent.next;
        } else {
            before.next = intent.next;
        }
        if (tail == intent) {
            tail = before;
        }
        intent.next = null;
    }

    private Intent requireHead() {
        Intent first = head;
        if (first == null) {
            throw new IllegalStateException("no send waits");
        }
        return first;
    }
}
