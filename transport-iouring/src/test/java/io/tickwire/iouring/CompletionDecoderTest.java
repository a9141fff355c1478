package io.tickwire.iouring;

import static io.tickwire.completion.CompletionLog.NO_BUFFER;
import static io.tickwire.completion.TokenTable.MULTISHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.BufferGroup;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.completion.CompletionLog;
import io.tickwire.completion.Multishot;
import io.tickwire.completion.TokenTable;
import io.tickwire.spi.GroupBuffers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the log holds of completions as a kernel posts them. */
class CompletionDecoderTest {
    private static final int NO_FLAGS = 0;
    private static final int ENOBUFS = IoStatus.ENOBUFS.result();

    private final GroupBuffers group = new GroupBuffers(new BufferGroup(1, 16, 3));
    private final TokenTable tokens = new TokenTable(16);
    private final CompletionLog log = new CompletionLog(List.of(group), tokens.capacity());
    private final Multishot multishot = new Multishot(tokens, log, null);
    private final PollShots polls = new PollShots(log, tokens.capacity());
    private final CompletionDecoder decoder =
            new CompletionDecoder(tokens, log, multishot, polls, null);
    private int slots;

    @AfterEach
    void close() {
        group.close(true);
    }

    private int begin(IoOpType type, int marks) {
        int token = tokens.take(slots++, TokenTable.index(type));
        tokens.mark(token, marks);
        if (type == IoOpType.RECV || type == IoOpType.RECVMSG) {
            tokens.attach(token, group);
        }
        return token;
    }

    private static int withBuffer(int index) {
        return index << LinuxAbi.CQE_BUFFER_SHIFT | LinuxAbi.CQE_BUFFER;
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        while (log.next()) {
            String buffer = log.buffer() == NO_BUFFER ? "" : "@" + log.buffer();
            entries.add(log.result() + buffer + (log.isLast() ? "." : ""));
            if (!log.isLast()) {
                log.passShot();
            }
        }
        log.endPass();
        return entries;
    }

    @Test
    @DisplayName("a single operation has its last completion, with the buffer that it took")
    void single() {
        decoder.last(begin(IoOpType.NOP, 0), 7, NO_FLAGS);
        decoder.last(begin(IoOpType.RECV, 0), 5, withBuffer(2));
        decoder.last(TokenTable.ANONYMOUS, 0, NO_FLAGS);
        assertThat(entries()).containsExactly("7.", "5@2.");
        assertThat(group.available()).isEqualTo(2);
    }

    @Test
    @DisplayName("what a multishot's last completion brings is a shot before it")
    void lastShots() {
        decoder.last(begin(IoOpType.ACCEPT, MULTISHOT), 0, NO_FLAGS);
        assertThat(entries()).containsExactly("0", "0.");
        decoder.last(begin(IoOpType.RECV, MULTISHOT), 5, withBuffer(0));
        assertThat(entries()).containsExactly("5@0", "5.");
        decoder.last(begin(IoOpType.RECVMSG, MULTISHOT), 0, NO_FLAGS);
        assertThat(entries()).as("an empty datagram").containsExactly("0", "0.");
        decoder.last(begin(IoOpType.RECV, MULTISHOT), 0, NO_FLAGS);
        assertThat(entries()).as("a stream's end").containsExactly("0.");
        decoder.last(begin(IoOpType.RECV, MULTISHOT), ENOBUFS, NO_FLAGS);
        assertThat(entries()).containsExactly(ENOBUFS + ".");
        decoder.last(begin(IoOpType.RECV, MULTISHOT), ENOBUFS, withBuffer(1));
        assertThat(entries()).containsExactly(ENOBUFS + "@1", ENOBUFS + ".");
        assertThat(group.available()).isEqualTo(1);
    }

    @Test
    @DisplayName("shots are logged as they come; buffers that they took are their groups' no more")
    void shots() {
        int receive = begin(IoOpType.RECV, MULTISHOT);
        decoder.shot(receive, 10, withBuffer(2));
        decoder.shot(begin(IoOpType.ACCEPT, MULTISHOT), 3, NO_FLAGS);
        decoder.shot(receive, 11, withBuffer(0));
        assertThat(log.shotsOf(receive)).isEqualTo(2);
        assertThat(entries()).containsExactly("10@2", "3", "11@0");
        assertThat(group.available()).isEqualTo(1);
    }

    @Test
    @DisplayName("data that comes for a token without a group is refused")
    void noGroup() {
        int token = begin(IoOpType.ACCEPT, MULTISHOT);
        assertThatThrownBy(() -> decoder.shot(token, 10, withBuffer(0)))
                .hasMessageContaining("token " + token);
        assertThat(entries()).isEmpty();
    }

    @Test
    @DisplayName("what a poll brings is put together, and its last completion comes behind")
    void polls() {
        int poll = begin(IoOpType.POLL_ADD, MULTISHOT);
        polls.begin(poll, 7);
        decoder.shot(poll, 1, NO_FLAGS);
        decoder.shot(poll, 2, NO_FLAGS);
        decoder.last(poll, 4, NO_FLAGS);
        assertThat(log.shotsOf(poll)).isEqualTo(1);
        assertThat(entries()).containsExactly("0", "4.");
        assertThat(polls.take(poll)).isEqualTo(7);
    }
}
