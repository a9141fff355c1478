package io.tickwire.completion;

import static io.tickwire.IoOpType.ACCEPT;
import static io.tickwire.IoOpType.POLL_ADD;
import static io.tickwire.IoOpType.RECV;
import static io.tickwire.IoOpType.RECVMSG;
import static io.tickwire.completion.CompletionLog.NO_BUFFER;
import static io.tickwire.completion.TokenTable.CANCELLED;
import static io.tickwire.completion.TokenTable.MULTISHOT;
import static io.tickwire.completion.TokenTable.REARMED;
import static io.tickwire.completion.TokenTable.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.CompletionSink;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What core is told of multishots whose kernel entries end as the test says. */
class MultishotTest {
    private static final int SLOTS = 4;
    private static final int SLOT = 2;
    private static final String ARMED = "armed";
    private static final String PAUSED = "paused";
    private static final int ECANCELED = IoStatus.ECANCELED.result();
    private static final int ENOBUFS = IoStatus.ENOBUFS.result();
    private static final int EIO = IoStatus.EIO.result();

    private final List<String> told = new ArrayList<>();
    private int shotRoom;
    private int groupRoom;

    private final CompletionSink sink =
            (CompletionSink)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {CompletionSink.class},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "shotRoom" -> shotRoom;
                                        case "groupRoom" -> groupRoom;
                                        default -> told(method.getName(), arguments);
                                    });

    private final TokenTable tokens = new TokenTable(SLOTS);
    private final CompletionLog log = new CompletionLog(List.of(), tokens.capacity());
    private final Multishot multishot =
            new Multishot(tokens, log, new Completions(tokens, new BlockPool(SLOTS), sink));

    private Object told(String what, Object[] arguments) {
        assertThat(arguments[0]).isEqualTo(SLOT);
        told.add(arguments.length > 1 ? what + " " + arguments[1] : what);
        return null;
    }

    /** One that is in the kernel. */
    private int begin(IoOpType type, int marks) {
        int token = tokens.take(SLOT, TokenTable.index(type));
        tokens.entry(token, 1);
        tokens.mark(token, MULTISHOT | marks);
        return token;
    }

    private static String complete(int result) {
        return "complete " + result;
    }

    private void assertEnd(IoOpType type, int marks, int result, String end) {
        int token = begin(type, marks);
        multishot.end(token, result);
        if (multishot.toArm() == token) {
            multishot.armed();
            told.add(ARMED);
            int unused = tokens.release(token);
        }
        assertThat(told).as("%s %s %s", type, marks, result).containsExactly(end);
        assertThat(multishot.toArm()).isEqualTo(TokenTable.NONE);
        assertThat(tokens.isUsed(token)).isFalse();
        told.clear();
    }

    @Test
    @DisplayName("an end that nobody asked for is a pause, or another arming; an error stays one")
    void unasked() {
        assertEnd(ACCEPT, 0, 5, PAUSED);
        assertEnd(ACCEPT, REARMED, 5, ARMED);
        assertEnd(ACCEPT, REARMED, ENOBUFS, complete(ENOBUFS));
        assertEnd(POLL_ADD, REARMED, 1, ARMED);
        assertEnd(POLL_ADD, REARMED, EIO, complete(EIO));
        assertEnd(RECV, 0, 5, PAUSED);
        assertEnd(RECV, 0, 0, complete(0));
        assertEnd(RECV, 0, ENOBUFS, PAUSED);
        assertEnd(RECV, 0, ECANCELED, complete(ECANCELED));
        assertEnd(RECVMSG, 0, 0, PAUSED);
        assertEnd(RECVMSG, 0, EIO, complete(EIO));
    }

    @Test
    @DisplayName("one that was stopped for want of room pauses, unless it had ended by itself")
    void stopped() {
        assertEnd(ACCEPT, STOPPING, ECANCELED, PAUSED);
        assertEnd(ACCEPT, STOPPING | REARMED, 5, PAUSED);
        assertEnd(RECV, STOPPING, ECANCELED, PAUSED);
        assertEnd(RECV, STOPPING, 0, complete(0));
        assertEnd(RECVMSG, STOPPING, EIO, complete(EIO));
    }

    @Test
    @DisplayName("one that core has cancelled ends with ECANCELED, unless it had ended by itself")
    void cancelled() {
        assertEnd(ACCEPT, CANCELLED, 5, complete(ECANCELED));
        assertEnd(ACCEPT, CANCELLED | REARMED, 5, complete(ECANCELED));
        assertEnd(ACCEPT, CANCELLED | STOPPING, ECANCELED, complete(ECANCELED));
        assertEnd(POLL_ADD, CANCELLED | REARMED, 1, complete(ECANCELED));
        assertEnd(RECV, CANCELLED, ENOBUFS, complete(ECANCELED));
        assertEnd(RECV, CANCELLED, 0, complete(0));
        assertEnd(RECVMSG, CANCELLED, EIO, complete(EIO));
    }

    @Test
    @DisplayName("shots wait for room, and the last completion for the shots")
    void waiting() {
        int token = begin(ACCEPT, 0);
        log.shot(token, 5, NO_BUFFER);
        multishot.last(token, ECANCELED);
        assertThat(tokens.entry(token)).isZero();
        assertThat(log.next()).isTrue();
        assertThat(multishot.canPass()).isFalse();
        shotRoom = 1;
        assertThat(multishot.canPass()).isTrue();
        assertThat(log.next()).isTrue();
        assertThat(multishot.canPass()).isFalse();
        log.rewind();
        assertThat(log.next()).isTrue();
        log.passShot();
        assertThat(log.next()).isTrue();
        assertThat(multishot.canPass()).isTrue();
    }

    @Test
    @DisplayName("a receive has its group's room; once cancelled it gives up what was taken")
    void groupRoom() {
        int token = begin(RECV, 0);
        log.shot(token, 5, 0);
        assertThat(log.next()).isTrue();
        shotRoom = 1;
        assertThat(multishot.canPass()).isFalse();
        groupRoom = 1;
        assertThat(multishot.canPass()).isTrue();
        groupRoom = 0;
        tokens.mark(token, CANCELLED);
        assertThat(multishot.canPass()).isTrue();
    }

    @Test
    @DisplayName("what has a shot kept is to be stopped, once, but for polls")
    void stopping() {
        int accept = begin(ACCEPT, 0);
        log.shot(accept, 5, NO_BUFFER);
        assertThat(log.next()).isTrue();
        assertThat(multishot.mustStop()).isTrue();
        tokens.mark(accept, STOPPING);
        assertThat(multishot.mustStop()).isFalse();
        log.shot(begin(POLL_ADD, REARMED), 1, NO_BUFFER);
        assertThat(log.next()).isTrue();
        assertThat(multishot.mustStop()).isFalse();
        multishot.last(begin(RECV, 0), EIO);
        assertThat(log.next()).isTrue();
        assertThat(multishot.mustStop()).isFalse();
    }
}
