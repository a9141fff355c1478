package io.tickwire.tck;

import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import org.jspecify.annotations.Nullable;

/**
 * A completion, copied to outlive its delivery.
 *
 * @param operation what was asked for
 * @param ticket the intent's ticket
 * @param sequence the intent's sequence
 * @param shot which completion of the intent
 * @param result the result
 * @param status the result's status
 * @param isLast whether the intent is over
 * @param isEndOfStream whether a read found the end
 * @param userData the request's number
 * @param resource the resource, if there is one
 * @param point which delivery point it came at, counted from 0
 */
record Outcome(
        IoOpType operation,
        long ticket,
        long sequence,
        int shot,
        int result,
        IoStatus status,
        boolean isLast,
        boolean isEndOfStream,
        long userData,
        @Nullable IoResource resource,
        long point) {

    static Outcome of(IoCompletion completion, long point) {
        return new Outcome(
                completion.operation(),
                completion.ticket(),
                completion.sequence(),
                completion.shot(),
                completion.result(),
                completion.status(),
                completion.isLast(),
                completion.isEndOfStream(),
                completion.userData(),
                completion.hasResource() ? completion.resource() : null,
                point);
    }

    boolean isOk() {
        return status == IoStatus.OK;
    }

    IoFile file() {
        if (resource instanceof IoFile file) {
            return file;
        }
        throw new AssertionError("no file: " + this);
    }

    IoStream stream() {
        if (resource instanceof IoStream stream) {
            return stream;
        }
        throw new AssertionError("no stream: " + this);
    }
}
