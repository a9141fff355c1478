package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.CompletionCallback;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoResultSlot;
import io.tickwire.IoStatus;
import io.tickwire.stress.harness.Buffers;
import io.tickwire.stress.harness.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who holds a buffer when, and what a completion shows of it; result slots. */
abstract class BufferTck extends TckCase {
    BufferTck(String transport) {
        super(transport);
    }

    @Test
    @DisplayName("the loop holds a receive's buffer even if the caller lets go of it")
    void loopHoldsReceiveBuffer() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.give(new byte[16]).clear();
        long ticket = loop.queue(loop.request().recv(connection.stream(), buffer, 16));
        buffer.release();
        assertThat(buffer.refCnt()).isEqualTo(1);
        loop.tick();
        System.gc();
        connection.peer().send(new byte[] {5, 6, 7});
        assertThat(loop.await(ticket).result()).isEqualTo(3);
        for (IoCompletion completion : loop.lane().completions()) {
            assertThat(completion.buffer()).isSameAs(buffer);
            assertThat(Buffers.bytes(completion.buffer())).containsExactly(5, 6, 7);
        }
        loop.emptyInbox();
        assertThat(buffer.refCnt()).isZero();
    }

    @Test
    @DisplayName("a send takes one reference over and releases it on success, failure and cancel")
    void sendReleases() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf sent = give(new byte[10]);
        assertThat(loop.finish(loop.request().send(connection.stream(), sent)).isOk()).isTrue();
        loop.finish(loop.request().close(connection.stream()));
        ByteBuf failed = give(new byte[10]);
        assertThat(loop.finish(loop.request().send(connection.stream(), failed)).status())
                .isEqualTo(IoStatus.EBADF);
        loop.emptyInbox();
        assertThat(sent.refCnt()).isZero();
        assertThat(failed.refCnt()).isZero();
    }

    @Test
    @DisplayName("a send takes (reader index, length) when it is queued and moves no index")
    void sendTakesRegionAtQueue() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = give(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}).retain();
        buffer.skipBytes(2);
        loop.queue(loop.request().send(connection.stream(), buffer, 3));
        assertThat(buffer.readerIndex()).isEqualTo(2);
        buffer.skipBytes(4);
        loop.tick();
        assertThat(connection.peer().receive(3)).containsExactly(3, 4, 5);
        loop.until("the reference to be released", () -> buffer.refCnt() == 1);
        buffer.release();
    }

    @Test
    @DisplayName("a pooled buffer with an offset of its own sends and receives its own bytes")
    void pooledBuffers() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<ByteBuf> pooled = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(100);
            pooled.add(buffers.remember(buffer.writeBytes(new byte[] {(byte) i, (byte) -i})));
            loop.queue(loop.request().send(connection.stream(), buffer));
        }
        loop.tick();
        byte[] received = connection.peer().receive(40);
        for (int i = 0; i < 20; i++) {
            assertThat(received[2 * i]).isEqualTo((byte) i);
            assertThat(received[2 * i + 1]).isEqualTo((byte) -i);
        }
        loop.until("all to be released", () -> pooled.stream().allMatch(buf -> buf.refCnt() == 0));
    }

    @Test
    @DisplayName("two reads fill one buffer at once at two explicit indexes")
    void twoReadsIntoOneBuffer() throws IOException {
        LoopFixture loop = loop();
        Path path = Files.write(directory().resolve("file"), randomBytes(100));
        IoFile file = loop.open(path);
        ByteBuf buffer = buffers.keep(100);
        long back = loop.queue(loop.request().read(file, buffer, 50).at(50).index(50));
        long front = loop.queue(loop.request().read(file, buffer, 50).index(0));
        assertThat(loop.awaitAll(List.of(back, front))).allMatch(read -> read.result() == 50);
        assertThat(Buffers.bytes(buffer, 0, 100)).isEqualTo(Files.readAllBytes(path));
        assertThat(buffer.writerIndex()).isZero();
    }

    @Test
    @DisplayName("a second read to the same place is refused while the first is in flight")
    void secondReadToSamePlace() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.keep(16);
        long ticket = loop.queue(loop.request().recv(connection.stream(), buffer, 16));
        int references = buffer.refCnt();
        assertThatThrownBy(() -> loop.queue(loop.request().recv(connection.stream(), buffer, 16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index 0");
        assertThat(buffer.refCnt()).isEqualTo(references);
        connection.peer().send(new byte[2]);
        assertThat(loop.await(ticket).result()).isEqualTo(2);
    }

    @Test
    @DisplayName("a callback may queue a receive to the place that its own receive has just filled")
    void receiveAgainFromCallback() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.keep(16);
        CompletionCallback again =
                (first, tick) -> {
                    ByteBuf same = first.buffer().clear();
                    IoRequest second = tick.request().recv(first.stream(), same, 16).userData(2);
                    assertThat(tick.intents().queue(second)).isTrue();
                };
        IoResultSlot slot = new IoResultSlot();
        loop.queue(
                loop.request().recv(connection.stream(), buffer, 16).onComplete(again).into(slot));
        connection.peer().send(new byte[3]);
        loop.until("the first receive", slot::isDone);
        connection.peer().send(new byte[5]);
        int before = loop.outcomes().size();
        loop.until("the second receive", () -> loop.outcomes().size() > before);
        Outcome second = loop.outcomes().get(before);
        assertThat(second.userData()).isEqualTo(2);
        assertThat(second.isOk()).isTrue();
    }

    @Test
    @DisplayName("a system may queue a receive to a place whose completion is in its inbox")
    void receiveAgainFromInbox() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf buffer = buffers.keep(16);
        for (byte i = 0; i < 5; i++) {
            // The completion of the receive before is still in the inbox here.
            buffer.clear();
            long ticket = loop.queue(loop.request().recv(connection.stream(), buffer, 16));
            connection.peer().send(new byte[] {i});
            assertThat(loop.await(ticket).result()).isEqualTo(1);
            assertThat(Buffers.bytes(buffer)).containsExactly(i);
        }
    }

    @Test
    @DisplayName("closing the loop releases what waits: receives, sends, and what was only queued")
    void closeReleases() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        ByteBuf waiting = buffers.keep(16);
        ByteBuf queuedIn = buffers.keep(16);
        ByteBuf queuedOut = give(new byte[10]);
        loop.queue(loop.request().recv(connection.stream(), waiting, 16));
        loop.tick();
        loop.queue(loop.request().recv(connection.stream(), queuedIn, 16));
        loop.queue(loop.request().send(connection.stream(), queuedOut));
        loop.close();
        assertThat(waiting.refCnt()).isEqualTo(1);
        assertThat(queuedIn.refCnt()).isEqualTo(1);
        assertThat(queuedOut.refCnt()).isZero();
    }

    @Test
    @DisplayName("errorsOnly() drops successes and delivers errors")
    void errorsOnly() {
        LoopFixture loop = loop();
        Connection connection = connect(loop);
        List<Long> good = new ArrayList<>();
        List<ByteBuf> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(give(new byte[7]));
            good.add(
                    loop.queue(loop.request().send(connection.stream(), sent.get(i)).errorsOnly()));
        }
        loop.queue(loop.request().nop().errorsOnly());
        Path missing = directory().resolve("missing");
        long bad = loop.queue(loop.request().stat(missing).errorsOnly());
        assertThat(loop.await(bad).status()).isEqualTo(IoStatus.ENOENT);
        loop.until("the sends to end", () -> sent.stream().allMatch(buf -> buf.refCnt() == 0));
        assertThat(good).noneMatch(loop::isOver);
        assertThat(connection.peer().receive(140)).hasSize(140);
    }

    @Test
    @DisplayName("a result slot holds the last result, besides the completion, until it is reset")
    void resultSlot() {
        LoopFixture loop = loop();
        IoResultSlot slot = new IoResultSlot();
        assertThat(slot.isDone()).isFalse();
        assertThatThrownBy(slot::result).isInstanceOf(IllegalStateException.class);
        Outcome opened =
                loop.finish(loop.request().open(directory().resolve("missing")).into(slot));
        assertThat(slot.isDone()).isTrue();
        assertThat(slot.status()).isEqualTo(IoStatus.ENOENT);
        assertThat(slot.result()).isEqualTo(opened.result());
        assertThat(slot.sequence()).isEqualTo(opened.sequence());
        assertThatThrownBy(() -> loop.queue(loop.request().nop().into(slot)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("reset");
        slot.reset();
        loop.queue(loop.request().nop().into(slot).errorsOnly());
        loop.until("the slot", slot::isDone);
        assertThat(slot.result()).isZero();
    }

    @Test
    @DisplayName("a result slot serves one intent at a time and cannot be reset meanwhile")
    void resultSlotInUse() {
        LoopFixture loop = loop();
        IoResultSlot slot = new IoResultSlot();
        long timer = loop.queue(loop.request().timeout(Duration.ofHours(1)).into(slot));
        int remaining = loop.lane().intents().remaining();
        assertThatThrownBy(() -> loop.queue(loop.request().nop().into(slot)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in flight");
        assertThat(loop.lane().intents().remaining()).isEqualTo(remaining);
        assertThatThrownBy(slot::reset).isInstanceOf(IllegalStateException.class);
        loop.queue(loop.request().cancel(timer));
        loop.await(timer);
        assertThat(slot.status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("closing the loop fills the slots of what it cuts off")
    void slotAtClose() {
        LoopFixture loop = loop();
        IoResultSlot sealed = new IoResultSlot();
        IoResultSlot queued = new IoResultSlot();
        loop.queue(loop.request().timeout(Duration.ofHours(1)).into(sealed));
        loop.tick();
        loop.queue(loop.request().timeout(Duration.ofHours(1)).into(queued));
        loop.close();
        assertThat(sealed.status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(queued.status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("user data comes back with the completion, whatever the number")
    void userData() {
        LoopFixture loop = loop();
        for (long number : new long[] {0, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(loop.finish(loop.request().nop().userData(number)).userData())
                    .isEqualTo(number);
        }
        assertThat(loop.finish(loop.request().nop()).userData()).isZero();
    }

    @Test
    @DisplayName("a completion cannot be used after its delivery")
    void completionAfterDelivery() {
        LoopFixture loop = loop();
        List<IoCompletion> kept = new ArrayList<>();
        loop.queue(loop.request().nop().onComplete((done, tick) -> kept.add(done)));
        loop.tick();
        assertThat(kept).hasSize(1);
        assertThatThrownBy(() -> kept.get(0).result()).isInstanceOf(IllegalStateException.class);
        assertThat(kept.get(0).toString()).isNotEmpty();
    }
}
