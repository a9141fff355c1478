package io.tickwire.completion;

import static io.tickwire.completion.TokenTable.CANCELLED;
import static io.tickwire.completion.TokenTable.REARMED;
import static io.tickwire.completion.TokenTable.STOPPING;

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
public final class Multishot implements ByToken {
    private static final int POLL_ADD = TokenTable.index(IoOpType.POLL_ADD);
    private static final int RECV = TokenTable.index(IoOpType.RECV);
    private static final int RECVMSG = TokenTable.index(IoOpType.RECVMSG);

    private final TokenTable tokens;
    private final CompletionLog log;
    private final Completions completions;
    private int[] toArm;
    private int toArmCount;

    /**
     * Makes the life of no multishot yet.
     *
     * @param tokens name the operations
     * @param log has their completions
     * @param completions tells core of them
     */
    public Multishot(TokenTable tokens, CompletionLog log, Completions completions) {
        this.tokens = tokens;
        this.log = log;
        this.completions = completions;
        toArm = new int[tokens.capacity()];
    }

    @Override
    public void grow(int tokenCapacity) {
        toArm = Arrays.copyOf(toArm, tokenCapacity);
    }

    /**
     * Whether a result brings something: an error does not, nor does a stream's end.
     *
     * @param token names the operation, of any kind
     * @param result what it has come to
     * @return true for a connection, data or events
     */
    public boolean isShot(int token, int result) {
        return result > 0 || (result == 0 && tokens.type(token) != RECV);
    }

    /**
     * Takes a multishot's last completion in; what came with it was logged as a shot.
     *
     * @param token names the operation
     * @param result what it has come to
     */
    public void last(int token, int result) {
        tokens.entry(token, 0);
        log.last(token, result, CompletionLog.NO_BUFFER);
    }

    /**
     * Whether core can take the entry that the log's pass is at now: anything but a multishot's
     * always can.
     *
     * @return false if it has to be kept
     */
    public boolean canPass() {
        int token = log.token();
        return log.isLast() ? log.shotsOf(token) == 0 : hasRoom(token);
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

    /**
     * Whether the entry that the log has kept is a shot of one that is to be stopped for that.
     *
     * @return false if nothing is to be done, or it was done
     */
    public boolean mustStop() {
        int token = log.token();
        return !log.isLast() && !tokens.hasMark(token, STOPPING) && tokens.type(token) != POLL_ADD;
    }

    /**
     * Deals with a multishot's last completion, once core has all shots.
     *
     * @param token names the operation
     * @param result what it has come to
     */
    public void end(int token, int result) {
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

    /**
     * What is to be armed again, once the pass is over.
     *
     * @return a token, or {@link TokenTable#NONE}
     */
    public int toArm() {
        return toArmCount == 0 ? TokenTable.NONE : toArm[toArmCount - 1];
    }

    /** Notes that the token that {@link #toArm} named was armed. */
    public void armed() {
        toArmCount--;
    }
}
