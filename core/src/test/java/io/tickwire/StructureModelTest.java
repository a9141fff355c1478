package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Core's own data structures against the plain ones of the JDK, with random operations. */
class StructureModelTest {
    @Test
    @DisplayName("buffer claims behave as a set of addresses")
    void bufferClaims() {
        Random random = new Random(1);
        BufferClaims claims = new BufferClaims();
        Set<Long> model = new HashSet<>();
        for (int step = 0; step < 200_000; step++) {
            long address = 0x7f00_0000_0000L + 64L * random.nextInt(200);
            if (model.contains(address)) {
                assertThat(claims.add(address)).isFalse();
                claims.remove(address);
                model.remove(address);
            } else if (model.size() < 64) {
                assertThat(claims.add(address)).isTrue();
                model.add(address);
            }
        }
        for (long address : model) {
            assertThat(claims.add(address)).isFalse();
        }
    }

    @Test
    @DisplayName(
            "the timer heap answers as a priority queue by (deadline, sequence), with removals")
    void timerHeap() {
        Random random = new Random(2);
        Comparator<Intent> order =
                Comparator.<Intent>comparingLong(i -> i.deadlineNanos)
                        .thenComparingLong(i -> i.sequence);
        try (StreamFixture f = new StreamFixture()) {
            Intent[] table = new Intent[300];
            IntentPool pool =
                    new IntentPool(
                            table, new CompletionRing(300, 0), 0, IntentPool.CHUNK, 300, 0, f.lane);
            TimerHeap heap = new TimerHeap();
            heap.reserve(300);
            PriorityQueue<Intent> model = new PriorityQueue<>(order);
            long now = 0;
            for (int step = 0; step < 100_000; step++) {
                if (pool.room() > 0 && random.nextInt(3) > 0) {
                    Intent intent = pool.take();
                    intent.sequence = step;
                    heap.add(intent, now + random.nextInt(50));
                    model.add(intent);
                } else if (random.nextInt(4) == 0 && !model.isEmpty()) {
                    Intent any = new ArrayList<>(model).get(random.nextInt(model.size()));
                    heap.remove(any);
                    model.remove(any);
                    any.moveTo(Intent.State.QUEUED);
                    any.moveTo(Intent.State.HARVESTED);
                    any.free();
                } else {
                    now += random.nextInt(5);
                    for (Intent due = heap.pollDue(now); due != null; due = heap.pollDue(now)) {
                        assertThat(due).isSameAs(model.poll());
                        due.moveTo(Intent.State.QUEUED);
                        due.moveTo(Intent.State.HARVESTED);
                        due.free();
                    }
                    assertThat(model.isEmpty() || model.peek().deadlineNanos > now).isTrue();
                }
                assertThat(heap.size()).isEqualTo(model.size());
            }
        }
    }

    @Test
    @DisplayName(
            "the order of delivery is that of a stable library sort, whatever the runs look like")
    void completionOrder() {
        Random random = new Random(3);
        IoCompletion[] completions = new CompletionRing(0, 600).all();
        CompletionOrder order = new CompletionOrder(completions);
        Comparator<Integer> bySequenceAndShot =
                Comparator.<Integer>comparingLong(id -> completions[id].sequence)
                        .thenComparingInt(id -> completions[id].shot);
        for (int round = 0; round < 5_000; round++) {
            int count = random.nextInt(random.nextBoolean() ? 8 : 600);
            int[] ids = new int[count];
            int ascending = 1 + random.nextInt(50);
            for (int i = 0; i < count; i++) {
                ids[i] = (i * 7 + round) % 600;
                IoCompletion completion = completions[ids[i]];
                completion.sequence =
                        i > 0 && random.nextInt(ascending) > 0
                                ? completions[ids[i - 1]].sequence + (round % 2 == 0 ? 1 : -1)
                                : random.nextInt(1000);
                completion.shot = random.nextInt(3);
            }
            List<Integer> expected =
                    new ArrayList<>(Arrays.stream(ids).boxed().sorted(bySequenceAndShot).toList());
            order.sort(ids, count);
            for (int i = 0; i < count; i++) {
                assertThat(bySequenceAndShot.compare(ids[i], expected.get(i))).isZero();
            }
            assertThat(Arrays.stream(ids).boxed()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @DisplayName(
            "D5: resource ids depend on the order of opens and closes only, and are not used twice")
    void resourceIds() {
        List<Long> first = idsOf(new Random(4));
        assertThat(first).isEqualTo(idsOf(new Random(4))).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("D2: random numbers of a lane depend on seed, lane and tick only")
    void tickRandom() {
        TickRandom one = new TickRandom(42, 3);
        one.beginTick(7);
        long expected = one.nextLong();
        TickRandom other = new TickRandom(42, 3);
        other.beginTick(6);
        other.nextLong();
        other.nextLong();
        other.beginTick(7);
        assertThat(other.nextLong()).isEqualTo(expected);
        other = new TickRandom(42, 4);
        other.beginTick(7);
        assertThat(other.nextLong()).isNotEqualTo(expected);
    }

    private static List<Long> idsOf(Random random) {
        List<Long> ids = new ArrayList<>();
        try (StreamFixture f = new StreamFixture()) {
            ResourceTable table = new ResourceTable(40);
            List<IoResource> open = new ArrayList<>();
            for (int step = 0; step < 2_000; step++) {
                if (!table.isFull() && (open.isEmpty() || random.nextInt(5) < 3)) {
                    IoResource resource =
                            new IoFile(f.lane.loop(), f.stream.handle, new ResourceWork());
                    table.add(resource);
                    open.add(resource);
                    ids.add(resource.id());
                } else {
                    IoResource resource = open.remove(random.nextInt(open.size()));
                    table.remove(resource);
                    assertThat(table.find(resource.id())).isNull();
                }
                assertThat(table.size()).isEqualTo(open.size());
            }
            open.forEach(resource -> assertThat(table.find(resource.id())).isSameAs(resource));
        }
        return ids;
    }
}
