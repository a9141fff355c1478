package io.tickwire.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.BatchConfig;
import io.tickwire.IoOpType;
import io.tickwire.IoStatus;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import io.tickwire.spi.TransportHandle;
import io.tickwire.tck.FakeOperation;
import io.tickwire.tck.Rig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IoUringAcceptTest {
    private static final Logger NETTY = Logger.getLogger("io.netty.channel.uring.IoUringIoHandler");

    private final List<Socket> clients = new ArrayList<>();

    private void connect(Rig rig, TransportHandle listener, int count) throws IOException {
        InetSocketAddress address = (InetSocketAddress) rig.transport.localAddress(listener);
        for (int i = 0; i < count; i++) {
            clients.add(new Socket(address.getAddress(), address.getPort()));
        }
    }

    private void closeAll(Rig rig, int slot) throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        rig.shots(slot).forEach(rig.transport::closeNow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACCEPT_MULTISHOT"})
    @DisplayName("a multishot accept takes every connection until it is cancelled")
    void aMultishotAcceptTakesEveryConnectionUntilItIsCancelled(String without) throws IOException {
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            assertThat(rig.transport.capabilities().of(Feature.MULTISHOT_ACCEPT))
                    .isEqualTo(without.isEmpty() ? Support.NATIVE : Support.EMULATED);
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            int accept = rig.submit(rig.operation(IoOpType.ACCEPT).on(listener).multishot());
            rig.transport.flush();
            connect(rig, listener, 20);
            rig.await(() -> rig.shots(accept).size() == 20);
            int cancel = rig.slot();
            rig.transport.cancel(accept, cancel);
            assertThat(rig.result(accept)).isEqualTo(IoStatus.ECANCELED.result());
            assertThat(rig.result(cancel)).isZero();
            assertThat(rig.paused).isEmpty();
            rig.transport.closeNow(listener);
            closeAll(rig, accept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACCEPT_MULTISHOT"})
    @DisplayName("a lack of room pauses and loses no connection")
    void aLackOfRoomPausesAndLosesNoConnection(String without) throws IOException {
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            rig.room = 3;
            int accept = rig.submit(rig.operation(IoOpType.ACCEPT).on(listener).multishot());
            rig.transport.flush();
            connect(rig, listener, 10);
            int taken = 0;
            for (int round = 0; rig.paused.isEmpty(); round++) {
                assertThat(round).isLessThan(100);
                rig.transport.harvest(TimeUnit.MILLISECONDS.toNanos(10));
                rig.transport.flush();
                assertThat(rig.shots(accept).size() - taken).isLessThanOrEqualTo(3);
                if (rig.room == 0 && rig.paused.isEmpty()) {
                    taken = rig.shots(accept).size();
                    rig.room = 3;
                }
            }
            assertThat(rig.results).doesNotContainKey(accept);
            int first = rig.shots(accept).size();
            rig.room = Integer.MAX_VALUE;
            FakeOperation again =
                    new FakeOperation(accept, IoOpType.ACCEPT).on(listener).multishot();
            rig.submit(again);
            rig.await(() -> rig.shots(accept).size() == 10);
            assertThat(first).isLessThanOrEqualTo(10);
            rig.transport.cancel(accept, -1);
            assertThat(rig.result(accept)).isEqualTo(IoStatus.ECANCELED.result());
            rig.transport.closeNow(listener);
            closeAll(rig, accept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ACCEPT_MULTISHOT"})
    @DisplayName("a cancel while connections are kept ends after them")
    void aCancelWhileConnectionsAreKeptEndsAfterThem(String without) throws IOException {
        try (Rig rig = Rigs.open(BatchConfig.DEFAULT, without)) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            rig.room = 0;
            int accept = rig.submit(rig.operation(IoOpType.ACCEPT).on(listener).multishot());
            rig.transport.flush();
            connect(rig, listener, 1);
            for (int round = 0; round < 5; round++) {
                rig.transport.harvest(TimeUnit.MILLISECONDS.toNanos(5));
            }
            assertThat(rig.paused).isEmpty();
            int cancel = rig.slot();
            rig.transport.cancel(accept, cancel);
            assertThat(rig.result(cancel)).isIn(0, IoStatus.EALREADY.result());
            assertThat(rig.results).doesNotContainKey(accept);
            rig.room = 1;
            assertThat(rig.result(accept)).isEqualTo(IoStatus.ECANCELED.result());
            assertThat(rig.shots(accept).size()).isEqualTo(1);
            rig.transport.closeNow(listener);
            closeAll(rig, accept);
        }
    }

    /** The kernel then ends the multishot by itself, with one more connection. */
    @Test
    @DisplayName("a full completion queue pauses and loses no connection")
    void aFullCompletionQueuePausesAndLosesNoConnection() throws IOException {
        // Netty warns of each overflow.
        NETTY.setLevel(Level.OFF);
        BatchConfig small = BatchConfig.builder().sqEntries(8).cqEntries(8).build();
        try (Rig rig = Rigs.open(small, "")) {
            TransportHandle listener = rig.listen(Rig.LOOPBACK);
            FakeOperation operation = rig.operation(IoOpType.ACCEPT).on(listener).multishot();
            int accept = rig.submit(operation);
            rig.transport.flush();
            connect(rig, listener, 100);
            int pauses = 0;
            while (rig.shots(accept).size() < 100) {
                rig.transport.harvest(TimeUnit.SECONDS.toNanos(1));
                if (rig.paused.size() > pauses) {
                    pauses = rig.paused.size();
                    rig.submit(operation);
                }
            }
            assertThat(pauses).isPositive();
            assertThat(rig.results).doesNotContainKey(accept);
            rig.transport.closeNow(listener);
            closeAll(rig, accept);
        } finally {
            NETTY.setLevel(null);
        }
    }
}
