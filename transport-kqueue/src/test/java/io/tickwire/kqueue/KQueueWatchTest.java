package io.tickwire.kqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.tickwire.readiness.Readiness;
import io.tickwire.unix.PollLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The changes that reach kqueue and the bits that come of its events, in the numbers of
 * bsd/sys/event.h of macOS: EVFILT_READ -1, EVFILT_WRITE -2, EV_ADD 0x1, EV_DELETE 0x2, EV_CLEAR
 * 0x20, EV_EOF 0x8000. No kqueue takes part.
 */
class KQueueWatchTest {
    private final ScriptedKernel kernel = new ScriptedKernel();
    private final List<Integer> reported = new ArrayList<>();
    private PollLoop loop;
    private ChangeList changes;
    private KQueueWatch watch;

    @BeforeEach
    void open() throws IOException {
        IoHandlerFactory factory = (ThreadAwareExecutor executor) -> kernel;
        loop = PollLoop.open(factory);
        loop.start();
        changes = new ChangeList(loop);
        watch = new KQueueWatch(loop, changes, 7, reported::add);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    @DisplayName("nothing is registered before the first wait")
    void nothingIsRegisteredBeforeTheFirstWait() {
        assertThat(watch.set(0)).isZero();
        watch.end();
        assertThat(kernel.changes).isEmpty();
    }

    @Test
    @DisplayName("input is added once and stays")
    void inputIsAddedOnceAndStays() {
        assertThat(watch.set(Readiness.READABLE)).isZero();
        watch.set(0);
        watch.set(Readiness.READABLE);
        assertThat(kernel.changes).containsExactly("7 registered", "7 -1 33 0");
    }

    @Test
    @DisplayName("renewal adds each filter that is watched once more")
    void renewalAddsEachFilterThatIsWatchedOnceMore() {
        assertThat(watch.renew(Readiness.READABLE)).isZero();
        assertThat(kernel.changes).containsExactly("7 registered", "7 -1 33 0");
        kernel.changes.clear();
        watch.renew(Readiness.READABLE | Readiness.WRITABLE);
        assertThat(kernel.changes).containsExactly("7 -2 33 0", "7 -1 33 0");
        kernel.changes.clear();
        watch.renew(Readiness.READABLE | Readiness.WRITABLE);
        assertThat(kernel.changes).containsExactly("7 -1 33 0", "7 -2 33 0");
    }

    @Test
    @DisplayName("output is added and deleted with the wish")
    void outputIsAddedAndDeletedWithTheWish() {
        watch.set(Readiness.READABLE);
        watch.set(Readiness.READABLE | Readiness.WRITABLE);
        watch.set(Readiness.WRITABLE);
        watch.set(Readiness.READABLE);
        assertThat(kernel.changes)
                .containsExactly("7 registered", "7 -1 33 0", "7 -2 33 0", "7 -2 2 0");
    }

    @Test
    @DisplayName("a connect watches both from the start")
    void aConnectWatchesBothFromTheStart() {
        watch.set(Readiness.WRITABLE);
        assertThat(kernel.changes).containsExactly("7 registered", "7 -1 33 0", "7 -2 33 0");
    }

    @Test
    @DisplayName("the end takes back what the kernel may not have seen yet")
    void theEndTakesBackWhatTheKernelMayNotHaveSeenYet() {
        watch.set(Readiness.WRITABLE);
        kernel.changes.clear();
        watch.end();
        watch.end();
        assertThat(kernel.changes).containsExactly("7 -1 2 0", "7 -2 2 0", "7 cancelled");
    }

    /** 54 is ECONNRESET and 61 ECONNREFUSED: with EV_EOF, fflags has the socket's error. */
    @ParameterizedTest
    @CsvSource({
        "-1, 0x0021, 0, 1",
        "-1, 0x0020, 0, 1",
        "-1, 0x8021, 0, 5",
        "-1, 0x8020, 54, 5",
        "-2, 0x0021, 0, 2",
        "-2, 0x8021, 0, 6",
        "-2, 0x8020, 61, 6",
        "-13, 0x0021, 0, 0"
    })
    @DisplayName("events become bits")
    void eventsBecomeBits(int filter, String flags, int fflags, int bits) {
        watch.set(Readiness.READABLE);
        kernel.report(filter, Integer.decode(flags), fflags);
        loop.poll();
        assertThat(reported).containsExactly(bits);
    }

    @Test
    @DisplayName("read and write events of one poll are two reports")
    void readAndWriteEventsOfOnePollAreTwoReports() {
        watch.set(Readiness.READABLE | Readiness.WRITABLE);
        kernel.report(-1, 0x8021, 0);
        kernel.report(-2, 0x0021, 0);
        loop.poll();
        assertThat(reported)
                .containsExactly(Readiness.READABLE | Readiness.ENDED, Readiness.WRITABLE);
    }

    @Test
    @DisplayName("more changes in one tick than the array has room for all reach the kernel")
    void moreChangesInOneTickThanTheArrayHasRoomForAllReachTheKernel() {
        List<KQueueWatch> watches = new ArrayList<>();
        for (int fd = 10; fd < 20_010; fd++) {
            watches.add(new KQueueWatch(loop, changes, fd, reported::add));
        }
        watches.forEach(one -> one.set(Readiness.WRITABLE));
        loop.poll();
        assertThat(kernel.taken).isEqualTo(2 * 20_000);
        watches.forEach(one -> one.renew(Readiness.READABLE | Readiness.WRITABLE));
        watches.forEach(one -> one.set(Readiness.READABLE));
        watches.forEach(KQueueWatch::end);
        loop.poll();
        assertThat(kernel.taken).isEqualTo(2 * 20_000 + 4 * 20_000);
    }

    @Test
    @DisplayName("channels on the loop have the other half of the array")
    void channelsOnTheLoopHaveTheOtherHalfOfTheArray() {
        KQueueWatch channel = new KQueueWatch(loop, new ChangeList(loop), 8, reported::add);
        channel.set(Readiness.READABLE);
        for (int i = 0; i < 2047; i++) {
            channel.renew(Readiness.READABLE);
        }
        for (int fd = 10; fd < 2_058; fd++) {
            new KQueueWatch(loop, changes, fd, reported::add).set(Readiness.READABLE);
        }
        loop.poll();
        assertThat(kernel.taken).isEqualTo(4096);
    }
}
