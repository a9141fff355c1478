package io.tickwire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.stress.harness.Connection;
import io.tickwire.stress.harness.Peer;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits of listeners, and their pause. */
abstract class LimitsTck extends TckCase {
    LimitsTck(String transport) {
        super(transport);
    }

    private static List<Outcome> shots(LoopFixture loop, long ticket, int count) {
        loop.until(count + " shots", () -> loop.of(ticket).size() >= count);
        assertThat(loop.of(ticket)).hasSize(count).noneMatch(Outcome::isLast);
        return loop.of(ticket);
    }

    @Test
    @DisplayName("a connection over the limit in all is closed at once; the accept goes on")
    void limitInAll() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        listener.limit(3, Integer.MAX_VALUE);
        long accept = loop.queue(loop.request().accept(listener).multishot());
        List<Peer> peers = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            peers.add(own(Peer.connect(listener.localAddress())));
            shots(loop, accept, i);
        }
        assertThat(loop.of(accept))
                .extracting(Outcome::status)
                .containsExactly(
                        IoStatus.OK, IoStatus.OK, IoStatus.OK, IoStatus.EDQUOT, IoStatus.EDQUOT);
        assertThat(peers.get(3).isEndedByOther()).isTrue();
        assertThat(peers.get(4).isEndedByOther()).isTrue();
        assertThat(listener.openStreams()).isEqualTo(3);
        assertThat(listener.refused()).isEqualTo(2);
        IoStream first = loop.of(accept).get(0).stream();
        assertThat(loop.finish(loop.request().close(first)).isOk()).isTrue();
        assertThat(listener.openStreams()).isEqualTo(2);
        own(Peer.connect(listener.localAddress()));
        assertThat(shots(loop, accept, 6).get(5).isOk()).isTrue();
    }

    @Test
    @DisplayName("a limit per address counts that address alone, and lets go with the stream")
    void limitPerAddress() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        listener.limit(Integer.MAX_VALUE, 1);
        Connection first = connect(loop, listener);
        Peer second = own(Peer.connect(listener.localAddress()));
        Outcome refused = loop.finish(loop.request().accept(listener));
        assertThat(refused.status()).isEqualTo(IoStatus.EDQUOT);
        assertThat(second.isEndedByOther()).isTrue();
        loop.finish(loop.request().abort(first.stream()));
        assertThat(connect(loop, listener).stream().isOpen()).isTrue();
    }

    @Test
    @DisplayName("peers that have reset before they are accepted count for their address")
    void limitPerAddressOfResetPeers() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        listener.limit(Integer.MAX_VALUE, 2);
        for (int i = 0; i < 6; i++) {
            Peer.connect(listener.localAddress()).reset();
        }
        long accept = loop.queue(loop.request().accept(listener).multishot());
        List<Outcome> shots = shots(loop, accept, 6);
        assertThat(shots.subList(0, 2)).allMatch(Outcome::isOk);
        assertThat(shots.subList(2, 6)).extracting(Outcome::status).containsOnly(IoStatus.EDQUOT);
        assertThat(listener.refused()).isEqualTo(4);
        own(Peer.connect(listener.localAddress()));
        assertThat(shots(loop, accept, 7).get(6).status()).isEqualTo(IoStatus.EDQUOT);
        loop.finish(loop.request().abort(shots.get(0).stream()));
        own(Peer.connect(listener.localAddress()));
        assertThat(shots(loop, accept, 8).get(7).isOk()).isTrue();
    }

    @Test
    @DisplayName("a limit per address counts the streams that were accepted before it was set")
    void limitPerAddressSetLate() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        Connection first = connect(loop, listener);
        Connection second = connect(loop, listener);
        second.peer().reset();
        listener.limit(Integer.MAX_VALUE, 2);
        own(Peer.connect(listener.localAddress()));
        Outcome refused = loop.finish(loop.request().accept(listener));
        assertThat(refused.status()).isEqualTo(IoStatus.EDQUOT);
        loop.finish(loop.request().close(first.stream()));
        assertThat(connect(loop, listener).stream().isOpen()).isTrue();
        listener.limit(Integer.MAX_VALUE, Integer.MAX_VALUE);
        Connection unlimited = connect(loop, listener);
        listener.limit(Integer.MAX_VALUE, 3);
        own(Peer.connect(listener.localAddress()));
        assertThat(loop.finish(loop.request().accept(listener)).status())
                .isEqualTo(IoStatus.EDQUOT);
        loop.finish(loop.request().close(unlimited.stream()));
        assertThat(connect(loop, listener).stream().isOpen()).isTrue();
    }

    @Test
    @DisplayName("a limit per address means nothing to a listener over a Unix socket")
    void limitPerAddressOverUnix() {
        LoopFixture loop = loop();
        SocketAddress address = UnixDomainSocketAddress.of(directory().resolve("socket"));
        IoListener listener = loop.loop().listen(address, SocketOptions.DEFAULT);
        listener.limit(Integer.MAX_VALUE, 1);
        long accept = loop.queue(loop.request().accept(listener).multishot());
        for (int i = 0; i < 3; i++) {
            Peer.connect(address).close();
        }
        assertThat(shots(loop, accept, 3)).allMatch(Outcome::isOk);
    }

    @Test
    @DisplayName("a paused listener leaves connections in the backlog; resume() takes them")
    void pause() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long accept = loop.queue(loop.request().accept(listener).multishot());
        own(Peer.connect(listener.localAddress()));
        shots(loop, accept, 1);
        listener.pause();
        loop.tick();
        loop.tick();
        for (int i = 0; i < 5; i++) {
            own(Peer.connect(listener.localAddress()));
            loop.tick();
        }
        assertThat(loop.of(accept)).hasSize(1);
        assertThat(listener.isPaused()).isTrue();
        listener.resume();
        shots(loop, accept, 6);
        assertThat(loop.of(accept)).allMatch(Outcome::isOk);
    }

    @Test
    @DisplayName("a paused listener can be closed, and its accepts be cancelled")
    void closeWhilePaused() {
        LoopFixture loop = loop();
        IoListener listener = loop.listen();
        long first = loop.queue(loop.request().accept(listener).multishot());
        long second = loop.queue(loop.request().accept(listener));
        loop.tick();
        listener.pause();
        loop.tick();
        assertThat(loop.finish(loop.request().cancel(first)).isOk()).isTrue();
        assertThat(loop.await(first).status()).isEqualTo(IoStatus.ECANCELED);
        assertThat(loop.isOver(second)).isFalse();
        assertThat(loop.finish(loop.request().close(listener)).isOk()).isTrue();
        assertThat(loop.await(second).status()).isEqualTo(IoStatus.ECANCELED);
    }

    @Test
    @DisplayName("a limit below one is misuse")
    void misuse() {
        IoListener listener = loop().listen();
        assertThatThrownBy(() -> listener.limit(0, 1)).hasMessageContaining("0 in all");
        assertThatThrownBy(() -> listener.limit(1, -2)).hasMessageContaining("-2 per address");
    }
}
