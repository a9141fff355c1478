package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GroupTableTest {
    private final GroupTable table =
            new GroupTable(List.of(new BufferGroup(7, 16, 4), new BufferGroup(9, 16, 4)));
    private final GroupBuffers first = table.all().get(0);
    private final GroupBuffers second = table.all().get(1);
    private final Transport transport =
            new ScriptedTransport(new TransportConfig(1, 1, BatchConfig.DEFAULT), null);

    @AfterEach
    void close() {
        table.close(true);
    }

    /** A buffer that a delivery has ended for, and the program has taken a reference of. */
    private ByteBuf lend(GroupBuffers group) {
        int index = group.take();
        ByteBuf buffer = group.buffer(index).retain();
        table.release(group, index, transport);
        return buffer;
    }

    @Test
    @DisplayName("a group is found by its id, and no group by another one")
    void find() {
        assertThat(table.find(7)).isSameAs(first);
        assertThat(table.find(9)).isSameAs(second);
        assertThat(table.find(8)).isNull();
    }

    @Test
    @DisplayName("a buffer that the program did not keep is free at once")
    void freeAtOnce() {
        int index = first.take();
        table.release(first, index, transport);
        assertThat(first.available()).isEqualTo(4);
        assertThat(table.collect(transport)).isFalse();
    }

    @Test
    @DisplayName("a buffer that the program keeps is free at the first look after its release")
    void freeAfterRelease() {
        ByteBuf kept = lend(first);
        ByteBuf other = lend(first);
        ByteBuf ofSecond = lend(second);
        assertThat(table.collect(transport)).isFalse();
        assertThat(first.available()).isEqualTo(2);
        other.release();
        assertThat(table.collect(transport)).isTrue();
        assertThat(first.available()).isEqualTo(3);
        assertThat(second.available()).isEqualTo(3);
        kept.release();
        ofSecond.release();
        assertThat(table.collect(transport)).isTrue();
        assertThat(first.available()).isEqualTo(4);
        assertThat(second.available()).isEqualTo(4);
        assertThat(table.collect(transport)).isFalse();
    }

    @Test
    @DisplayName("a release wakes the loop while it waits, and at no other time")
    void wakeup() {
        AtomicInteger wakeups = new AtomicInteger();
        table.wakeBy(wakeups::incrementAndGet);
        lend(first).release();
        assertThat(wakeups).hasValue(0);
        ByteBuf kept = lend(second);
        table.beginAwait();
        kept.release();
        assertThat(wakeups).hasValue(1);
        ByteBuf keptLonger = lend(second);
        table.endAwait();
        keptLonger.release();
        assertThat(wakeups).hasValue(1);
    }
}
