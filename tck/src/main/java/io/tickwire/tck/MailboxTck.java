package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.Mailbox;
import io.tickwire.MessageCodec;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import io.tickwire.stress.harness.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages from other threads, and the ticks that they start. */
abstract class MailboxTck extends TckCase {
    /** Far longer than a test may take: only a wake-up ends such a wait. */
    private static final TickRate IDLE = TickRate.whenReady(Duration.ofHours(1));

    MailboxTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("mailbox: a loop idle in whenReady is woken by an offer, each time")
    void offerWakes() {
        int rounds = 300;
        Receiver receiver = new Receiver(rounds, 1);
        FutureTask<@Nullable Void> producer;
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", receiver)).build()) {
            receiver.loop = loop;
            producer =
                    inBackground(
                            () -> {
                                for (long i = 0; i < rounds; i++) {
                                    assertThat(receiver.mailbox().offer(i)).isTrue();
                                    // The next one comes when the loop is about to wait, or does.
                                    long seen = i + 1;
                                    Deadline.await("message " + i, () -> receiver.count >= seen);
                                }
                                return null;
                            });
            loop.run(IDLE);
        }
        get(producer);
        assertThat(receiver.next).containsExactly(rounds);
    }

    @Test
    @DisplayName("mailbox: of many threads each one's messages all come, in its order, none waits")
    void manyThreads() {
        int producers = 4;
        int messages = 2_000;
        Receiver receiver = new Receiver(producers * messages, producers);
        List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", receiver)).build()) {
            receiver.loop = loop;
            for (int producer = 0; producer < producers; producer++) {
                long base = (long) producer << Integer.SIZE;
                tasks.add(
                        inBackground(
                                () -> {
                                    Deadline deadline = new Deadline("room in the mailbox");
                                    for (int i = 0; i < messages; i++) {
                                        while (!receiver.mailbox().offer(base + i)) {
                                            deadline.pause();
                                        }
                                    }
                                    return null;
                                }));
            }
            loop.run(IDLE);
        }
        tasks.forEach(TckCase::get);
        assertThat(receiver.next).containsOnly(messages);
    }

    @Test
    @DisplayName("mailbox: at a fixed rate messages come with the ticks")
    void fixedRate() {
        Receiver receiver = new Receiver(100, 1);
        try (TickLoop loop = builder().phase("p", phase -> phase.system("s", receiver)).build()) {
            receiver.loop = loop;
            FutureTask<@Nullable Void> producer =
                    inBackground(
                            () -> {
                                Deadline deadline = new Deadline("room in the mailbox");
                                for (long i = 0; i < 100; i++) {
                                    while (!receiver.mailbox().offer(i)) {
                                        deadline.pause();
                                    }
                                }
                                return null;
                            });
            loop.run(TickRate.hertz(1000));
            get(producer);
        }
        assertThat(receiver.next).containsExactly(100);
    }

    @Test
    @DisplayName("mailbox: a loop that closes under its producers releases what they offered")
    void closeUnderProducers() {
        List<FutureTask<Long>> producers = new ArrayList<>();
        LoopFixture loop = loop();
        Mailbox<Long> mailbox = loop.loop().mailbox(new LongCodec(), 64);
        for (int i = 0; i < 3; i++) {
            producers.add(inBackground(() -> offerUntilRefused(mailbox)));
        }
        loop.until(
                "the first messages",
                () -> {
                    Long polled = mailbox.poll();
                    return polled != null && polled >= 10;
                });
        loop.close();
        // A thread may have started only after the close; the one that was heard offered 11 at
        // least.
        assertThat(producers.stream().map(TckCase::get).toList()).anyMatch(count -> count > 10);
    }

    private static long offerUntilRefused(Mailbox<Long> mailbox) {
        Deadline deadline = new Deadline("the end of the loop");
        long offered = 0;
        try {
            while (true) {
                if (mailbox.offer(offered)) {
                    offered++;
                } else {
                    deadline.pause();
                }
            }
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("closed");
        }
        return offered;
    }

    private static final class LongCodec implements MessageCodec<Long> {
        @Override
        public void encode(Long message, ByteBuf out) {
            out.writeLong(message);
        }

        @Override
        public Long decode(ByteBuf in) {
            return in.readLong();
        }
    }

    /** Polls what is there, checks each producer's order, and stops the loop after the last. */
    private static final class Receiver implements TickSystem {
        private final int expected;

        /** The number that each producer's next message must have. */
        final long[] next;

        volatile int count;
        @Nullable TickLoop loop;
        private @Nullable Mailbox<Long> mailbox;

        Receiver(int expected, int producers) {
            this.expected = expected;
            next = new long[producers];
        }

        Mailbox<Long> mailbox() {
            return Objects.requireNonNull(mailbox);
        }

        @Override
        public void setUp(SystemSetup setup) {
            mailbox = setup.mailbox(new LongCodec(), 16);
        }

        @Override
        public void run(TickContext tick) {
            int seen = count;
            for (Long message = mailbox().poll(); message != null; message = mailbox().poll()) {
                int producer = (int) (message >>> Integer.SIZE);
                assertThat((long) message.intValue()).isEqualTo(next[producer]++);
                seen++;
            }
            count = seen;
            if (seen == expected) {
                Objects.requireNonNull(loop).stop();
            }
        }
    }
}
