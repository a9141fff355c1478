package io.tickwire.simulation;

import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.IoStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The open resources by place, which is the lower half of an id; the upper half counts the uses of
 * the place. Holds a loop to {@link Rule#RESOURCE}: places are taken anew in ascending order, after
 * the last one given back. Listeners and datagram sockets are opened unseen, so places may be
 * missing, but never come in another order.
 */
final class ResourceCheck {
    private final CheckLog log;
    private @Nullable ResourceWatch[] byPlace = new ResourceWatch[64];

    /** The places given back, the last one on top, each with the use that comes next. */
    private long[] free = new long[64];

    private int freeCount;

    /** The highest place that was ever taken. */
    private int lastPlace = -1;

    ResourceCheck(CheckLog log) {
        this.log = log;
    }

    /** The watch of an open resource that has an id. */
    ResourceWatch watch(IoResource resource) {
        int place = (int) resource.id();
        if (place >= byPlace.length) {
            byPlace = Arrays.copyOf(byPlace, Math.max(place + 1, 2 * byPlace.length));
        }
        ResourceWatch found = byPlace[place];
        if (found == null || found.resource != resource) {
            if (found != null) {
                log.report(
                        Rule.RESOURCE,
                        -1,
                        "expected another id for " + resource + " than " + found.resource);
            }
            found = new ResourceWatch(resource);
            byPlace[place] = found;
        }
        return found;
    }

    /** Looks at what a successful OPEN, CONNECT or ACCEPT has opened. */
    void delivered(OpenIntent intent, IoCompletion completion) {
        if (completion.result() < 0) {
            return;
        }
        switch (intent.operation) {
            case OPEN, CONNECT, ACCEPT -> opened(intent, completion);
            default -> {}
        }
    }

    private void opened(OpenIntent intent, IoCompletion completion) {
        IoResource resource = completion.hasResource() ? completion.resource() : null;
        boolean isRight =
                intent.operation == IoOpType.OPEN
                        ? resource instanceof IoFile
                        : resource instanceof IoStream;
        if (resource == null || !isRight || resource.id() < 0) {
            log.report(
                    Rule.RESOURCE,
                    intent.sequence,
                    "expected a new resource with an id, got " + resource);
            return;
        }
        checkTurn(intent, resource);
        if (resource.isOpen()) {
            ResourceWatch unused = watch(resource);
        }
    }

    private void checkTurn(OpenIntent intent, IoResource resource) {
        long id = resource.id();
        int place = (int) id;
        boolean isNew = id >>> 32 == 0 && place > lastPlace;
        if (isNew) {
            lastPlace = place;
        } else if (!takeFree(id)) {
            log.report(
                    Rule.RESOURCE,
                    intent.sequence,
                    "expected the id that is next in turn for " + resource);
        }
    }

    /** Takes an id from the stack; what lies above it was taken unseen. */
    private boolean takeFree(long id) {
        while (freeCount > 0) {
            if (free[--freeCount] == id) {
                return true;
            }
        }
        return false;
    }

    /** A CLOSE was delivered, and the resource is closed. */
    void closed(IoResource resource) {
        int place = (int) resource.id();
        if (place < 0) {
            return;
        }
        if (place < byPlace.length) {
            byPlace[place] = null;
        }
        lastPlace = Math.max(lastPlace, place);
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        long use = ((resource.id() >>> 32) + 1) & Integer.MAX_VALUE;
        free[freeCount++] = (use << 32) | place;
    }
}
