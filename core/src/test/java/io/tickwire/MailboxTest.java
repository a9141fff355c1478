package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages from other threads. */
class MailboxTest {
    /** Text as UTF-8; remembers the buffers that it saw and refuses some words. */
    static final class TextCodec implements MessageCodec<String> {
        final List<ByteBuf> seen = new ArrayList<>();

        @Override
        public void encode(String message, ByteBuf out) {
            seen.add(out);
            out.writeCharSequence(message, StandardCharsets.UTF_8);
            if (message.equals("no way in")) {
                throw new UnsupportedOperationException(message);
            }
        }

        @Override
        public String decode(ByteBuf in) {
            String message = in.toString(StandardCharsets.UTF_8);
            if (message.equals("no way out")) {
                throw new UnsupportedOperationException(message);
            }
            return message;
        }
    }

    private final TextCodec codec = new TextCodec();
    private final StreamFixture f = new StreamFixture();
    private final Mailbox<String> mailbox = f.loop.mailbox(codec, 3);

    @AfterEach
    void nothingIsLeft() {
        f.close();
        assertThat(codec.seen).allMatch(buffer -> buffer.refCnt() == 0);
    }

    private List<String> pollAll() {
        List<String> all = new ArrayList<>();
        for (String next = mailbox.poll(); next != null; next = mailbox.poll()) {
            all.add(next);
        }
        return all;
    }

    private static <T> T onOtherThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Test
    @DisplayName("mailbox: messages are shown at INTAKE and in no other place, in order")
    void shownAtIntake() throws Exception {
        assertThat(mailbox.offer("a")).isTrue();
        assertThat(onOtherThread(() -> mailbox.offer("b"))).isTrue();
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.poll()).isNull();
        f.tick();
        assertThat(mailbox.offer("c")).isTrue();
        assertThat(mailbox.size()).isEqualTo(2);
        assertThat(pollAll()).containsExactly("a", "b");
        assertThat(mailbox.poll()).isNull();
        f.tick();
        assertThat(pollAll()).containsExactly("c");
    }

    @Test
    @DisplayName("mailbox: what a system sees is decoded from bytes, never the sender's object")
    void noSharedObjects() {
        @SuppressWarnings("StringOperationCanBeSimplified")
        String sent = new String("text");
        mailbox.offer(sent);
        f.tick();
        String seen = mailbox.poll();
        assertThat(seen).isEqualTo(sent).isNotSameAs(sent);
    }

    @Test
    @DisplayName("mailbox: one that is full and not polled keeps no message of another back")
    void noneWaitsForAnother() {
        Mailbox<String> before = f.loop.mailbox(codec, 1);
        Mailbox<String> other = f.loop.mailbox(codec, 1);
        for (int round = 0; round < 5; round++) {
            while (mailbox.offer("flood")) {}
            before.offer("never polled");
            other.offer("message " + round);
            f.tick();
            assertThat(other.poll()).isEqualTo("message " + round);
        }
    }

    @Test
    @DisplayName("mailbox: a full one answers false; what is shown and not polled counts")
    void bound() {
        assertThat(mailbox.capacity()).isEqualTo(3);
        for (int round = 0; round < 5; round++) {
            assertThat(mailbox.offer("a")).isTrue();
            assertThat(mailbox.offer("b")).isTrue();
            assertThat(mailbox.offer("c")).isTrue();
            assertThat(mailbox.offer("d")).isFalse();
            f.tick();
            assertThat(mailbox.offer("e")).isFalse();
            assertThat(mailbox.poll()).isEqualTo("a");
            assertThat(mailbox.offer("f")).isTrue();
            assertThat(mailbox.offer("g")).isFalse();
            assertThat(mailbox.size()).isEqualTo(2);
            f.tick();
            assertThat(mailbox.size()).isEqualTo(3);
            assertThat(pollAll()).containsExactly("b", "c", "f");
        }
    }

    @Test
    @DisplayName("mailbox: what encode throws reaches the caller and leaves nothing queued")
    void encodeThrows() {
        assertThatThrownBy(() -> mailbox.offer("no way in")).hasMessage("no way in");
        f.tick();
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.offer("a") && mailbox.offer("b") && mailbox.offer("c")).isTrue();
    }

    @Test
    @DisplayName("mailbox: what decode throws comes out of poll; that message is gone")
    void decodeThrows() {
        mailbox.offer("no way out");
        mailbox.offer("next");
        f.tick();
        assertThatThrownBy(mailbox::poll).hasMessage("no way out");
        assertThat(pollAll()).containsExactly("next");
    }

    @Test
    @DisplayName("mailbox: close releases what was never shown and what was never polled")
    void closeReleases() {
        mailbox.offer("shown");
        f.tick();
        mailbox.offer("not shown");
        f.close();
        assertThat(codec.seen).hasSize(2).allMatch(buffer -> buffer.refCnt() == 0);
        assertThatThrownBy(() -> mailbox.offer("late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(mailbox::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("mailbox: a loop that failed takes no more messages and releases what it has")
    void failureReleases() {
        mailbox.offer("lost");
        f.transport.failure = new IllegalStateException("ring gone");
        assertThatThrownBy(() -> f.loop.endPhase("phase")).isInstanceOf(TransportException.class);
        assertThat(codec.seen).allMatch(buffer -> buffer.refCnt() == 0);
        assertThatThrownBy(() -> mailbox.offer("late")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("mailbox: misuse is refused with the value")
    void misuse() {
        assertThatThrownBy(() -> f.loop.mailbox(codec, 0)).hasMessageContaining("0");
        assertThatThrownBy(() -> f.loop.mailbox(codec, 2_000_000)).hasMessageContaining("2000000");
        assertThatThrownBy(() -> onOtherThread(mailbox::poll))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> onOtherThread(mailbox::isEmpty))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> onOtherThread(() -> f.loop.mailbox(codec, 1)))
                .isInstanceOf(IllegalStateException.class);
        for (int i = 1; i < 1024; i++) {
            f.loop.mailbox(codec, 1);
        }
        assertThatThrownBy(() -> f.loop.mailbox(codec, 1)).hasMessageContaining("1024");
    }

    @Test
    @DisplayName("mailbox: messages that a tick left have the next one start at once (whenReady)")
    void leftOverWantsTick() {
        List<String> seen = new ArrayList<>();
        AtomicReference<TickLoop> self = new AtomicReference<>();
        AtomicReference<Mailbox<String>> box = new AtomicReference<>();
        AtomicLong clock = new AtomicLong(1);
        TickSystem system =
                new TickSystem() {
                    @Override
                    public void setUp(SystemSetup setup) {
                        box.set(setup.mailbox(new TextCodec(), 8));
                    }

                    @Override
                    public void run(TickContext tick) {
                        String one = box.get().poll();
                        if (one != null) {
                            seen.add(tick.number() + one);
                        }
                        if (seen.size() == 3) {
                            self.get().stop();
                        }
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(clock::get)
                        .phase("p", p -> p.system(system))
                        .build()) {
            self.set(loop);
            box.get().offer("a");
            box.get().offer("b");
            box.get().offer("c");
            // The clock stands still: another tick than those would never come.
            loop.run(TickRate.whenReady(Duration.ofDays(1)));
        }
        assertThat(seen).containsExactly("0a", "1b", "2c");
    }

    @Test
    @DisplayName("mailbox: an offer wakes a waiting loop once until it is drained, and no other")
    void wakeups() {
        AtomicLong clock = new AtomicLong(1);
        AtomicReference<TickLoop> self = new AtomicReference<>();
        AtomicReference<Mailbox<String>> box = new AtomicReference<>();
        List<String> seen = new ArrayList<>();
        TickSystem system =
                tick -> {
                    for (String s = box.get().poll(); s != null; s = box.get().poll()) {
                        seen.add(tick.number() + s);
                    }
                    if (tick.number() == 1) {
                        self.get().stop();
                    } else {
                        // Queued within the tick: the loop must not begin to wait.
                        assertThat(ScriptedProvider.last().wakeups.get()).isZero();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .clock(clock::get)
                        .phase("p", p -> p.system(system))
                        .build()) {
            ScriptedTransport transport = ScriptedProvider.last();
            self.set(loop);
            box.set(loop.mailbox(new TextCodec(), 8));
            transport.onWait =
                    waitNanos -> {
                        assertThat(waitNanos).isEqualTo(Duration.ofDays(1).toNanos());
                        box.get().offer("a");
                        box.get().offer("b");
                        assertThat(transport.wakeups).hasValue(1);
                    };
            loop.run(TickRate.whenReady(Duration.ofDays(1)));
            assertThat(seen).containsExactly("1a", "1b");
            transport.onWait = waitNanos -> {};
            box.get().offer("c");
            assertThat(transport.wakeups.get()).as("wake-ups and the stop").isEqualTo(2);
        }
    }

    @Test
    @DisplayName("mailbox: at a fixed rate and by hand an offer does not wake the loop")
    void noWakeupAtFixedRate() {
        AtomicReference<TickLoop> self = new AtomicReference<>();
        AtomicReference<Mailbox<String>> box = new AtomicReference<>();
        List<String> seen = new ArrayList<>();
        TickSystem system =
                tick -> {
                    for (String s = box.get().poll(); s != null; s = box.get().poll()) {
                        seen.add(tick.number() + s);
                    }
                    box.get().offer("x");
                    if (tick.number() == 2) {
                        assertThat(ScriptedProvider.last().wakeups).hasValue(0);
                        self.get().stop();
                    }
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .phase("p", p -> p.system(system))
                        .build()) {
            self.set(loop);
            box.set(loop.mailbox(new TextCodec(), 8));
            loop.run(TickRate.hertz(1000));
            loop.tick();
        }
        assertThat(seen).containsExactly("1x", "2x", "3x");
    }
}
