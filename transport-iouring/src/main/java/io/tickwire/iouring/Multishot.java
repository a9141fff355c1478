package io.tickwire.iouring;

import static io.tickwire.iouring.TokenTable.CANCELLED;
import static io.tickwire.iouring.TokenTable.MULTISHOT;
import static io.tickwire.iouring.TokenTable.REARMED;
import static io.tickwire.iouring.TokenTable.STOPPING;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import java.util.Arrays;

/**
 * The life of multishot accepts, polls and receives.
 *
 * <p>Shots go to core as long as it has room for them. Where it has not, the log keeps them, and
 * the operation is stopped: the kernel's entry is cancelled. A poll is not, since what it brings is
 * put together. A last completion waits until core has all shots, and brings the operation's end:
 *
 * <ul>
 *   <li>its own result, if that is an error that nobody here has caused;
 *   <li>ECANCELED, if core had cancelled it;
 *   <li>else a pause, after which core submits it again, or another arming under the same token.
 * </ul>
 */
final class Multishot implements ByToken {
    private static final int POLL_ADD = TokenTable.index(IoOpType.POLL_ADD);
    private static final int RECV = TokenTable.index(IoOpType.RECV);
    private static final int RECVMSG = TokenTable.index(IoOpType.RECVMSG);

    private final TokenTable tokens;
    private final CompletionLog log;
    private final Completions completions;
    private int[] toArm;
    private int toArmCount;

    Multishot(TokenTable tokens, CompletionLog log, Completions completions) {
        this.tokens = tokens;
        this.log = log;
        this.completions = completions;
        toArm = new int[tokens.capacity()];
    }

    @Override
    public void grow(int tokenCapacity) {
        toArm = Arrays.copyOf(toArm, tokenCapacity);
    }

    /** Whether a result brings something: an error does not, nor does a stream's end. */
    boolean isShot(int token, int result) {
        return result > 0 || (result == 0 && tokens.type(token) != RECV);
    }

    /** Takes the last completion in; what came with it was logged as a shot. */
    void last(int token, int result) {
        tokens.entry(token, 0);
        log.last(token, result, CompletionLog.NO_BUFFER);
    }

    /** Whether core can take the entry that the log's pass is at. */
    boolean canPass() {
        int token = log.token();
        if (!log.isLast()) {
            return hasRoom(token);
        }
        return !tokens.hasMark(token, MULTISHOT) || log.shotsOf(token) == 0;
    }

    /** A cancelled receive gives up what the kernel has taken, whatever its share. */
    private boolean hasRoom(int token) {
        boolean isOfGroup = isReceive(token) && !tokens.hasMark(token, CANCELLED);
        return isOfGroup ? completions.groupRoom(token) > 0 : completions.hasShotRoom(token);
    }

    private boolean isReceive(int token) {
        int type = tokens.type(token);
        return type == RECV || type == RECVMSG;
    }

    /** Whether the log has kept the entry, a shot, of one that is to be stopped for that. */
    boolean mustStop() {
        int token = log.token();
        return !log.isLast() && !tokens.hasMark(token, STOPPING) && tokens.type(token) != POLL_ADD;
    }

    /** Deals with a last completion, once core has all shots. */
    void end(int token, int result) {
        boolean isStopped = tokens.hasMark(token, STOPPING);
        boolean goesOn =
                isShot(token, result)
                        || (isStopped && result == IoStatus.ECANCELED.result())
                        || (isReceive(token) && result == IoStatus.ENOBUFS.result());
        if (!goesOn) {
            completions.complete(token, result);
        } else if (tokens.hasMark(token, CANCELLED)) {
            completions.complete(token, IoStatus.ECANCELED.result());
        } else if (tokens.hasMark(token, REARMED) && !isStopped) {
            toArm[toArmCount++] = token;
        } else {
            completions.paused(token);
        }
    }

    /** A token that is to be armed again, or {@link TokenTable#NONE}. */
    int toArm() {
        return toArmCount == 0 ? TokenTable.NONE : toArm[toArmCount - 1];
    }

    /** Notes that the token that {@link #toArm} named was armed. */
    void armed() {
        toArmCount--;
    }
}
