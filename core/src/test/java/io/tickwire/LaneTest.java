package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of queues, buffers, tickets and result slots. */
class LaneTest {
    private static final BatchConfig SMALL =
            BatchConfig.builder().laneCapacity(4).laneInFlight(6).callbackCapacity(2).build();

    @Test
    @DisplayName("queue: a full lane answers false, nothing else changes, and the next tick works")
    void fullLane() {
        try (StreamFixture f = new StreamFixture(SMALL)) {
            f.transport.completingAll();
            for (int i = 0; i < 4; i++) {
                f.queue(f.lane.request().nop());
            }
            ByteBuf buffer = StreamFixture.buffer("stays mine");
            IoResultSlot slot = new IoResultSlot();
            IoRequest request = f.lane.request().send(f.stream, buffer).into(slot);
            assertThat(f.lane.intents().remaining()).isZero();
            assertThat(f.lane.intents().queue(request)).isFalse();
            assertThat(buffer.refCnt()).isEqualTo(1);
            assertThatThrownBy(request::ticket).isInstanceOf(IllegalStateException.class);
            slot.reset();
            assertThat(f.tick()).containsExactly("NOP=0", "NOP=0", "NOP=0", "NOP=0");
            assertThat(f.loop.stats().snapshot().rejected()).isEqualTo(1);
            f.queue(f.lane.request().send(f.stream, buffer).into(slot));
            assertThat(f.tick()).containsExactly("SEND=10");
            assertThat(slot.result()).isEqualTo(10);
            f.tick();
            assertThat(buffer.refCnt()).isZero();
        }
    }

    @Test
    @DisplayName("queue or release: what is not queued is released once, whatever it is for")
    void queueOrRelease() {
        try (StreamFixture f = new StreamFixture(SMALL)) {
            for (int i = 0; i < 4; i++) {
                f.queue(f.lane.request().nop());
            }
            IoIntentQueue intents = f.lane.intents();
            ByteBuf sent = StreamFixture.buffer("lost");
            ByteBuf shared = StreamFixture.buffer("shared").retain();
            ByteBuf filled = StreamFixture.empty(8);
            IoRequest send = f.lane.request().send(f.stream, sent);
            assertThat(intents.queueOrRelease(send)).isFalse();
            assertThat(sent.refCnt()).isZero();
            assertThatThrownBy(() -> intents.queueOrRelease(send))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no operation");
            IoRequest write = f.lane.request().writev(IoFile.OPENED, shared, shared);
            assertThat(intents.queueOrRelease(write)).isFalse();
            assertThat(shared.refCnt()).isZero();
            assertThat(intents.queueOrRelease(f.lane.request().recv(f.stream, filled, 8)))
                    .isFalse();
            assertThat(filled.refCnt()).isEqualTo(1);
            filled.release();
        }
    }

    @Test
    @DisplayName("queue or release: what queue refuses by an exception is released before it comes")
    void queueOrReleaseThrows() {
        try (StreamFixture f = new StreamFixture()) {
            IoIntentQueue intents = f.lane.intents();
            ByteBuf heap = Unpooled.buffer(8).writeZero(8);
            ByteBuf gone = StreamFixture.buffer("gone");
            gone.release();
            assertThatThrownBy(
                            () -> intents.queueOrRelease(f.lane.request().send(f.stream, heap, 8)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(heap.refCnt()).isZero();
            assertThatThrownBy(
                            () -> intents.queueOrRelease(f.lane.request().send(f.stream, gone, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SEND");
        }
    }

    @Test
    @DisplayName("queue or release: what is queued is the loop's, and released at its end")
    void queueOrReleaseQueues() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.completingAll();
            ByteBuf sent = StreamFixture.buffer("sent");
            IoRequest send = f.lane.request().send(f.stream, sent);
            assertThat(f.lane.intents().queueOrRelease(send)).isTrue();
            assertThat(send.ticket()).isNotEqualTo(-1);
            assertThat(f.tick()).containsExactly("SEND=4");
            f.tick();
            assertThat(sent.refCnt()).isZero();
        }
    }

    @Test
    @DisplayName("requests: however many are at hand, no two of them are the same")
    void requestsAtHand() {
        try (StreamFixture f = new StreamFixture()) {
            List<IoRequest> atHand = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                atHand.add(f.lane.request().nop().userData(i));
            }
            atHand.forEach(f::queue);
            f.transport.completingAll();
            f.loop.endPhase("phase");
            List<Long> seen = new ArrayList<>();
            f.lane.completions().forEach(done -> seen.add(done.userData()));
            f.loop.beginTick();
            assertThat(seen).containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
        }
    }

    @Test
    @DisplayName("requests: one that is queued is lent again, one that was refused is not")
    void requestsComeBack() {
        try (StreamFixture f = new StreamFixture(SMALL)) {
            IoRequest request = f.lane.request().nop();
            for (int i = 0; i < 4; i++) {
                f.queue(request);
                assertThat(f.lane.request().nop()).isSameAs(request);
            }
            assertThat(f.lane.intents().queue(request)).isFalse();
            assertThat(f.lane.request()).isNotSameAs(request);
            assertThat(f.lane.intents().queueOrRelease(request)).isFalse();
            assertThat(f.lane.request()).isSameAs(request);
        }
    }

    @Test
    @DisplayName("requests: one that never named an operation comes back at the phase's end")
    void requestsNeverUsed() {
        try (StreamFixture f = new StreamFixture()) {
            IoRequest unused = f.lane.request();
            IoRequest kept = f.lane.request().nop();
            assertThat(f.lane.request()).isNotSameAs(unused);
            f.tick();
            assertThat(f.lane.request()).isSameAs(unused);
            assertThat(f.lane.request()).isNotSameAs(unused).isNotSameAs(kept);
        }
    }

    @Test
    @DisplayName("requests: one that is named again after it was queued is at hand again")
    void requestNamedAgain() {
        try (StreamFixture f = new StreamFixture()) {
            IoRequest request = f.lane.request().nop();
            f.queue(request);
            request.timeoutNanos(5);
            assertThat(f.lane.request().nop()).isNotSameAs(request);
            assertThatThrownBy(() -> f.lane.request().ticket())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("queue: the in-flight quota bounds a lane whose intents do not end")
    void inFlightQuota() {
        try (StreamFixture f = new StreamFixture(SMALL)) {
            f.tick();
            f.tick();
            for (int i = 0; i < 4; i++) {
                f.queue(f.lane.request().nop().lasting());
            }
            f.tick();
            f.queue(f.lane.request().nop().lasting());
            f.queue(f.lane.request().nop().lasting());
            assertThat(f.lane.intents().queue(f.lane.request().nop())).isFalse();
            f.transport.submitted(IoOpType.NOP).forEach(nop -> f.transport.result(nop, 0));
            f.tick();
            f.tick();
            assertThat(f.lane.intents().remaining()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("clean-up: a lane full for all else takes an end for each intent that fills it")
    void cleanUpInAFullLane() {
        try (StreamFixture f = new StreamFixture(SMALL)) {
            f.tick();
            List<Long> tickets = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tickets.add(f.ticketOf(f.lane.request().timeout(Duration.ofHours(1))));
                f.tick();
            }
            assertThat(f.lane.intents().queue(f.lane.request().nop())).isFalse();
            for (int i = 0; i < 4; i++) {
                f.queue(f.lane.request().timeoutRemove(tickets.get(i)));
                assertThat(f.lane.intents().remaining()).isZero();
            }
            f.queue(f.lane.request().cancel(tickets.get(4)));
            f.queue(f.lane.request().abort(f.stream));
            assertThat(f.lane.intents().size()).isEqualTo(6);
            assertThat(f.lane.intents().queue(f.lane.request().close(f.stream)))
                    .as("beyond the reserve")
                    .isFalse();
            f.transport.completingAll();
            assertThat(f.tick()).contains("TIMEOUT_REMOVE=0", "CANCEL=0", "CLOSE=0");
            f.tick();
            assertThat(f.lane.intents().remaining()).isEqualTo(4);
        }
    }

    @Test
    @DisplayName("share: the more of a lane sends take, the fewer a stream may have pending")
    void shareOfALane() {
        SendShare share = new SendShare(16_384);
        assertThat(share.perStream()).isEqualTo(Integer.MAX_VALUE);
        assertThat(shareAfter(share, 4_095)).isEqualTo(Integer.MAX_VALUE);
        assertThat(shareAfter(share, 1)).isEqualTo(64);
        assertThat(shareAfter(share, 4_096)).isEqualTo(8);
        assertThat(shareAfter(share, 4_096)).isEqualTo(1);
        assertThat(shareAfter(share, 4_096)).isEqualTo(1);
        for (int i = 0; i < 12_289; i++) {
            share.remove();
        }
        assertThat(share.perStream()).isEqualTo(Integer.MAX_VALUE);
        assertThat(shareAfter(new SendShare(1), 1)).isEqualTo(1);
    }

    private static int shareAfter(SendShare share, int further) {
        for (int i = 0; i < further; i++) {
            share.add();
        }
        return share.perStream();
    }

    @Test
    @DisplayName("clean-up: callbacks end what they want though their lane takes nothing else")
    void cleanUpByCallbacks() {
        BatchConfig config =
                BatchConfig.builder().laneCapacity(64).laneInFlight(64).callbackCapacity(1).build();
        try (StreamFixture f = new StreamFixture(config)) {
            f.transport.completingAll();
            f.tick();
            List<Boolean> queued = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                f.queue(
                        f.lane.request()
                                .nop()
                                .onComplete(
                                        (done, tick) -> {
                                            IoIntentQueue intents = tick.intents();
                                            boolean isNop = intents.queue(tick.request().nop());
                                            assertThat(isNop).isEqualTo(queued.isEmpty());
                                            IoRequest cancel = tick.request().cancel(f.stream);
                                            queued.add(intents.queue(cancel));
                                        }));
            }
            f.tick();
            assertThat(queued).hasSize(32).doesNotContain(false);
            f.tick();
            f.tick();
            assertThat(f.lane.intents().remaining()).isEqualTo(64);
        }
    }

    @Test
    @DisplayName(
            "buffer: heap, composite, read-only and released ones are refused with the buffer"
                    + " named")
    void unusableBuffers() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf heap = Unpooled.buffer(8).writeZero(8);
            ByteBuf composite =
                    Unpooled.wrappedBuffer(StreamFixture.buffer("a"), StreamFixture.buffer("b"));
            ByteBuf readOnly = StreamFixture.buffer("ro").asReadOnly();
            ByteBuf released = StreamFixture.buffer("gone");
            released.release();
            for (ByteBuf buffer : List.of(heap, composite, released)) {
                assertThatThrownBy(() -> f.queue(f.lane.request().send(f.stream, buffer, 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("SEND");
                assertThatThrownBy(() -> f.queue(f.lane.request().recv(f.stream, buffer, 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("RECV");
            }
            assertThatThrownBy(() -> f.queue(f.lane.request().recv(f.stream, readOnly, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
            assertThat(f.lane.intents().remaining()).isEqualTo(f.lane.intents().capacity());
            heap.release();
            composite.release();
            readOnly.release();
        }
    }

    @Test
    @DisplayName(
            "buffer: regions outside the buffer and lengths below 1 are refused with the value")
    void badRegions() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.empty(8).writeZero(4);
            assertThatThrownBy(() -> f.lane.request().recv(f.stream, buffer, -3))
                    .hasMessageContaining("-3");
            assertThatThrownBy(() -> f.lane.request().send(f.stream, buffer, 0))
                    .hasMessageContaining("0");
            assertThatThrownBy(() -> f.queue(f.lane.request().recv(f.stream, buffer, 5)))
                    .hasMessageContaining("5 bytes from index 4");
            assertThatThrownBy(() -> f.queue(f.lane.request().send(f.stream, buffer, 5)))
                    .hasMessageContaining("5 bytes asked of 4");
            assertThatThrownBy(() -> f.queue(f.lane.request().recv(f.stream, buffer, 1).index(-1)))
                    .hasMessageContaining("-1");
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.release();
        }
    }

    @Test
    @DisplayName("buffer: a receive moves the writer index at delivery, never before")
    void writerIndexMovesAtDelivery() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.empty(8).writeZero(2);
            f.queue(f.lane.request().recv(f.stream, buffer, 4));
            f.loop.endPhase("phase");
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            assertThat(buffer.writerIndex()).isEqualTo(2);
            f.loop.beginTick();
            assertThat(buffer.writerIndex()).isEqualTo(5);
            f.tick();
            buffer.release();
        }
    }

    @Test
    @DisplayName("buffer: a second read to the same place needs an explicit index")
    void secondReadToTheSamePlace() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, buffer, 4));
            assertThatThrownBy(() -> f.queue(f.lane.request().recv(f.stream, buffer, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("explicit index");
            f.queue(f.lane.request().recv(f.stream, buffer, 4).index(4));
            f.transport.completingAll();
            f.tick();
            f.tick();
            assertThat(buffer.writerIndex()).as("explicit indices move nothing").isEqualTo(4);
            f.tick();
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.release();
        }
    }

    @Test
    @DisplayName("buffer: a broadcast is one buffer retained once per further peer")
    void broadcast() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.buffer("hello");
            buffer.retain(2);
            for (int i = 0; i < 3; i++) {
                f.queue(f.lane.request().send(f.stream, buffer));
            }
            f.transport.completingAll();
            assertThat(f.tick()).containsExactly("SEND=5", "SEND=5", "SEND=5");
            assertThat(buffer.refCnt()).isEqualTo(3);
            f.tick();
            assertThat(buffer.refCnt()).isZero();
        }
    }

    @Test
    @DisplayName(
            "stale id: an intent on a closed resource completes with EBADF; the id finds nothing")
    void staleResource() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.completingAll();
            f.queue(f.lane.request().close(f.stream));
            assertThat(f.tick()).containsExactly("CLOSE=0");
            f.send("stale");
            f.queue(f.lane.request().close(f.stream));
            assertThat(f.tick()).containsExactlyInAnyOrder("SEND=EBADF", "CLOSE=EBADF");
            assertThat(f.loop.resource(f.stream.id())).isEmpty();
        }
    }

    @Test
    @DisplayName("a resource of another loop is refused when it is queued, named in the message")
    void foreignResource() {
        try (StreamFixture one = new StreamFixture();
                StreamFixture other = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.buffer("mine");
            assertThatThrownBy(() -> one.queue(one.lane.request().send(other.stream, buffer)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(other.stream.toString());
            assertThat(buffer.refCnt()).isEqualTo(1);
            buffer.release();
        }
    }

    @Test
    @DisplayName("a call from another thread is refused with both threads named")
    void otherThread() throws InterruptedException {
        try (StreamFixture f = new StreamFixture()) {
            AtomicReference<Throwable> seen = new AtomicReference<>();
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    f.queue(new IoRequest().nop());
                                } catch (IllegalStateException e) {
                                    seen.set(e);
                                }
                            },
                            "stranger");
            thread.start();
            thread.join();
            assertThat(seen.get())
                    .hasMessageContaining("stranger")
                    .hasMessageContaining(Thread.currentThread().getName());
        }
    }

    @Test
    @DisplayName("a result slot takes one intent at a time and keeps its result until it is reset")
    void resultSlot() {
        try (StreamFixture f = new StreamFixture()) {
            IoResultSlot slot = new IoResultSlot();
            f.queue(f.lane.request().nop().into(slot));
            assertThatThrownBy(() -> f.queue(f.lane.request().nop().into(slot)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in flight");
            assertThatThrownBy(slot::reset).isInstanceOf(IllegalStateException.class);
            f.transport.completingAll();
            f.tick();
            assertThat(slot.isDone()).isTrue();
            assertThat(slot.status()).isEqualTo(IoStatus.OK);
            assertThatThrownBy(() -> f.queue(f.lane.request().nop().into(slot)))
                    .hasMessageContaining("reset()");
            slot.reset();
            assertThat(slot.isDone()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "callbacks' intents head the next batch in delivery order and answer to the same lane")
    void callbackIntents() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.completingAll();
            f.tick();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                f.queue(
                        f.lane.request()
                                .nop()
                                .userData(i)
                                .onComplete(
                                        (completion, tick) -> {
                                            order.add("callback " + completion.userData());
                                            tick.intents()
                                                    .queue(
                                                            tick.request()
                                                                    .nop()
                                                                    .userData(
                                                                            10
                                                                                    + completion
                                                                                            .userData()));
                                        }));
            }
            f.loop.endPhase("phase");
            f.loop.beginTick();
            f.queue(f.lane.request().nop().userData(99));
            f.loop.endPhase("phase");
            for (IoCompletion completion : f.lane.completions()) {
                order.add(completion.userData() + "");
            }
            assertThat(order)
                    .containsExactly(
                            "callback 0", "callback 1", "callback 2", "10", "11", "12", "99");
            f.loop.beginTick();
        }
    }

    @Test
    @DisplayName("errorsOnly drops successful completions and releases their buffers")
    void errorsOnly() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.script =
                    (t, batch) -> {
                        t.result(batch.get(0), 0);
                        t.result(batch.get(1), IoStatus.EIO.result());
                    };
            f.queue(f.lane.request().nop().errorsOnly());
            f.queue(f.lane.request().nop().errorsOnly());
            assertThat(f.tick()).containsExactly("NOP=EIO");
        }
    }

    @Test
    @DisplayName("a completion that is used after its delivery says so")
    void usedAfterDelivery() {
        try (StreamFixture f = new StreamFixture()) {
            f.transport.completingAll();
            f.queue(f.lane.request().nop());
            f.loop.endPhase("phase");
            IoCompletion completion = f.lane.completions().iterator().next();
            f.loop.beginTick();
            f.loop.endPhase("phase");
            assertThatThrownBy(completion::result).hasMessageContaining("after its delivery");
            f.loop.beginTick();
        }
    }

    @Test
    @DisplayName(
            "a pooled buffer's capacity may be larger than the region; only the region is used")
    void sliceOfPooledBuffer() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf whole = PooledByteBufAllocator.DEFAULT.directBuffer(64).writeZero(64);
            ByteBuf slice = whole.retainedSlice(8, 8);
            f.queue(f.lane.request().send(f.stream, slice));
            f.transport.completingAll();
            assertThat(f.tick()).containsExactly("SEND=8");
            f.tick();
            assertThat(whole.refCnt()).isEqualTo(1);
            whole.release();
        }
    }

    @Test
    @DisplayName("a datagram request without a socket is refused, whatever its buffers")
    void noSocket() {
        try (StreamFixture f = new StreamFixture()) {
            ByteBuf buffer = StreamFixture.buffer("x");
            InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            assertThatThrownBy(() -> f.lane.request().recvmsg(null, new ByteBuf[] {buffer}))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("socket");
            assertThatThrownBy(() -> f.lane.request().sendmsg(null, peer, new ByteBuf[] {buffer}))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("socket");
            buffer.release();
        }
    }

    @Test
    @DisplayName("a SPLICE from a file that is not the loop's is refused")
    void spliceFromElsewhere() {
        try (StreamFixture f = new StreamFixture()) {
            assertThatThrownBy(() -> f.queue(f.lane.request().splice(IoFile.OPENED, f.stream, 5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to another loop");
            assertThat(f.lane.intents().size()).isZero();
        }
    }

    @Test
    @DisplayName("a cancel that names itself finds nothing")
    void cancelOfItself() {
        try (StreamFixture f = new StreamFixture()) {
            IoRequest request = f.lane.request();
            f.lane.intents().queue(request.nop());
            long ownTicket = request.ticket() + 1; // the next free slot, used first
            f.lane.intents().queue(request.cancel(ownTicket));
            assertThat(request.ticket()).isEqualTo(ownTicket);
            f.loop.endPhase("phase");
            assertThat(f.lane.completions()).hasSize(1);
            assertThat(f.lane.completions().iterator().next().status()).isEqualTo(IoStatus.ENOENT);
        }
    }

    @Test
    @DisplayName("misuse: what yields a resource cannot be unseen when it succeeds")
    void errorsOnlyOfWhatYieldsAResource() {
        try (StreamFixture f = new StreamFixture()) {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            assertThatThrownBy(() -> f.lane.request().connect(any).errorsOnly())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("CONNECT");
            IoRequest open = f.lane.request().open(Path.of("x")).errorsOnly();
            assertThatThrownBy(() -> f.lane.intents().queue(open))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("OPEN");
        }
    }
}
