package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The queue behind a mailbox, alone and with many producers. */
class MessageRingTest {
    private static final int PRODUCERS = 4;
    private static final int MESSAGES = 5_000;

    private static ByteBuf message(long number) {
        return UnpooledByteBufAllocator.DEFAULT.directBuffer(8).writeLong(number);
    }

    private static long number(ByteBuf message) {
        long number = message.readLong();
        message.release();
        return number;
    }

    @Test
    @DisplayName("mailbox: the ring does what two plain queues do, in 20,000 random steps")
    void model() {
        Random random = new Random(7);
        for (int capacity : new int[] {1, 2, 3, 8, 13}) {
            MessageRing ring = new MessageRing(capacity);
            Deque<Long> arrived = new ArrayDeque<>();
            Deque<Long> shown = new ArrayDeque<>();
            for (long step = 0; step < 4_000; step++) {
                switch (random.nextInt(4)) {
                    case 0, 1 -> add(ring, step, arrived, shown, capacity);
                    case 2 -> {
                        ByteBuf taken = ring.poll();
                        assertThat(taken == null ? null : (Long) number(taken))
                                .isEqualTo(shown.poll());
                    }
                    default -> {
                        ring.drain();
                        shown.addAll(arrived);
                        arrived.clear();
                    }
                }
                assertThat(ring.size()).isEqualTo(shown.size());
            }
            ring.close();
        }
    }

    private static void add(
            MessageRing ring, long step, Deque<Long> arrived, Deque<Long> shown, int capacity) {
        ByteBuf message = message(step);
        boolean hasRoom = arrived.size() + shown.size() < capacity;
        assertThat(ring.isFull()).isEqualTo(!hasRoom);
        assertThat(ring.add(message)).isEqualTo(hasRoom);
        if (hasRoom) {
            arrived.add(step);
        } else {
            message.release();
        }
    }

    @Test
    @DisplayName("mailbox: with many producers each one's messages all arrive, in its order")
    void manyProducers() throws Exception {
        MessageRing ring = new MessageRing(64);
        List<FutureTask<Void>> producers = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            long base = (long) producer << 32;
            producers.add(start(() -> produce(ring, base)));
        }
        long[] next = new long[PRODUCERS];
        for (int count = 0; count < PRODUCERS * MESSAGES; ) {
            ring.drain();
            assertThat(ring.size()).isBetween(0, 64);
            for (ByteBuf taken = ring.poll(); taken != null; taken = ring.poll()) {
                long number = number(taken);
                assertThat((int) number).isEqualTo((int) next[(int) (number >>> 32)]++);
                count++;
            }
            Thread.onSpinWait();
        }
        for (FutureTask<Void> producer : producers) {
            producer.get();
        }
        ring.drain();
        assertThat(ring.poll()).isNull();
        assertThat(next).containsOnly(MESSAGES);
    }

    @Test
    @DisplayName("mailbox: what is offered while the ring closes is released, whoever sees it last")
    void closeAgainstProducers() throws Exception {
        for (int round = 0; round < 50; round++) {
            MessageRing ring = new MessageRing(1024);
            List<FutureTask<List<ByteBuf>>> producers = new ArrayList<>();
            for (int producer = 0; producer < 2; producer++) {
                producers.add(start(() -> fill(ring)));
            }
            while (!ring.isFull() && round % 2 == 0) {
                Thread.onSpinWait();
            }
            ring.close();
            for (FutureTask<List<ByteBuf>> producer : producers) {
                assertThat(producer.get()).allMatch(message -> message.refCnt() == 0);
            }
        }
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    private static Void produce(MessageRing ring, long base) {
        for (int i = 0; i < MESSAGES; i++) {
            ByteBuf message = message(base + i);
            while (!ring.add(message)) {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    private static List<ByteBuf> fill(MessageRing ring) {
        List<ByteBuf> given = new ArrayList<>();
        while (true) {
            ByteBuf message = message(0);
            given.add(message);
            if (!ring.add(message)) {
                message.release();
                return given;
            }
        }
    }
}
