package io.tickwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.tickwire.LoopError.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a policy is told of an exception, and what dropping a connection does. */
class ErrorPolicyTest {
    private static final BatchConfig SMALL =
            BatchConfig.builder().laneCapacity(4).laneInFlight(6).callbackCapacity(1).build();
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<LoopError> told = new ArrayList<>();
    private final IllegalStateException mine = new IllegalStateException("mine");
    private final CompletionCallback throwing =
            (completion, tick) -> {
                throw mine;
            };

    private StreamFixture fixture(BatchConfig config, ErrorPolicy policy) {
        return new StreamFixture(
                config,
                error -> {
                    told.add(error);
                    return policy.onError(error);
                });
    }

    @Test
    @DisplayName("an error of a callback has its lane, phase, operation and stream")
    void namedInAPhase() {
        try (StreamFixture f = fixture(SMALL, error -> ErrorPolicy.Action.CONTINUE)) {
            f.transport.completingAll();
            ByteBuf bytes = StreamFixture.buffer("x");
            f.queue(f.lane.request().send(f.stream, bytes).prompt().onComplete(throwing));
            f.tick();
            assertThat(told)
                    .containsExactly(
                            new LoopError(
                                    Source.CALLBACK,
                                    Optional.of("lane"),
                                    Optional.of("phase"),
                                    Optional.of(IoOpType.SEND),
                                    Optional.of(f.stream),
                                    mine));
            assertThat(told.get(0).stream()).contains(f.stream);
            assertThat(told.get(0))
                    .hasToString(
                            "CALLBACK of SEND on IoStream[id=0, OPEN], lane \"lane\","
                                    + " phase \"phase\": java.lang.IllegalStateException: mine");
        }
    }

    @Test
    @DisplayName("an error at INTAKE has no phase, and one of a timer no resource")
    void namedAtIntake() {
        try (StreamFixture f = fixture(SMALL, error -> ErrorPolicy.Action.CONTINUE)) {
            f.queue(f.lane.request().timeoutNanos(0).onComplete(throwing));
            f.tick();
            assertThat(told).hasSize(1);
            assertThat(told.get(0).phase()).isEmpty();
            assertThat(told.get(0).resource()).isEmpty();
            assertThat(told.get(0).stream()).isEmpty();
            assertThat(told.get(0).operation()).contains(IoOpType.TIMEOUT);
        }
    }

    @Test
    @DisplayName("drop: an exception at INTAKE costs its stream's life and nothing else")
    void dropAtIntake() {
        try (StreamFixture f = fixture(SMALL, ErrorPolicy.DROP)) {
            ByteBuf in = StreamFixture.empty(8);
            ByteBuf out = StreamFixture.buffer("never");
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(throwing));
            f.queue(f.lane.request().send(f.stream, out));
            f.loop.endPhase("phase");
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            f.transport.script = ScriptedTransport::completeCloses;
            f.loop.beginTick();
            assertThat(told).hasSize(1);
            assertThat(f.stream.isOpen()).as("until the next seal").isTrue();
            f.loop.endPhase("phase");
            assertThat(f.stream.isOpen()).isFalse();
            f.loop.beginTick();
            assertThat(f.seen()).containsExactly("SEND=ECANCELED");
            f.queue(f.lane.request().recv(f.stream, in.clear(), 8));
            assertThat(f.tick()).containsExactly("RECV=EBADF");
            assertThat(f.loop.stats().snapshot().droppedStreams()).isEqualTo(1);
            f.tick();
            assertThat(f.loop.stats().snapshot().openResources()).isZero();
            assertThat(out.refCnt()).isZero();
            in.release();
        }
    }

    @Test
    @DisplayName("drop: in a lane that is full for all else the abort finds room")
    void dropInAFullLane() {
        try (StreamFixture f = fixture(SMALL, ErrorPolicy.DROP)) {
            ByteBuf in = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(throwing));
            f.tick();
            for (int i = 0; i < 5; i++) {
                f.queue(f.lane.request().timeout(Duration.ofHours(1)));
                f.tick();
            }
            assertThat(f.lane.intents().remaining()).isZero();
            f.loop.endPhase("phase");
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            f.transport.script = ScriptedTransport::completeCloses;
            f.loop.beginTick();
            assertThat(f.lane.intents().remaining()).isZero();
            f.tick();
            f.tick();
            assertThat(f.loop.stats().snapshot().droppedStreams()).isEqualTo(1);
            in.release();
        }
    }

    @Test
    @DisplayName(
            "drop: when a callback has taken the room for clean-up too, the abort waits for it")
    void dropWaitsForRoom() {
        int[] filled = new int[1];
        CompletionCallback filling =
                (completion, tick) -> {
                    while (tick.intents().queue(tick.request().cancel(completion.ticket()))) {
                        filled[0]++;
                    }
                    throw mine;
                };
        try (StreamFixture f = fixture(SMALL, ErrorPolicy.DROP)) {
            ByteBuf in = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(filling));
            f.loop.endPhase("phase");
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            f.transport.script = ScriptedTransport::completeCloses;
            f.loop.beginTick();
            assertThat(filled[0]).isEqualTo(11);
            assertThat(told).hasSize(1);
            f.tick();
            f.tick();
            assertThat(f.stream.isOpen()).isFalse();
            assertThat(f.loop.stats().snapshot().droppedStreams()).isEqualTo(1);
            in.release();
        }
    }

    @Test
    @DisplayName("drop: what a callback has linked before it threw does not reach the abort")
    void dropBehindALink() {
        CompletionCallback linking =
                (completion, tick) -> {
                    boolean unused =
                            tick.intents()
                                    .queue(tick.request().timeout(Duration.ofHours(1)).linked());
                    throw mine;
                };
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            ByteBuf in = StreamFixture.empty(8);
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(linking));
            f.loop.endPhase("phase");
            f.transport.result(f.transport.last(IoOpType.RECV), 3);
            f.transport.script = ScriptedTransport::completeCloses;
            f.loop.beginTick();
            f.loop.endPhase("phase");
            f.loop.beginTick();
            f.tick();
            assertThat(f.loop.stats().snapshot().droppedStreams()).isEqualTo(1);
            in.release();
        }
    }

    @Test
    @DisplayName("drop: the callback of an ACCEPT costs the new stream, and not the listener")
    void dropOfWhatWasAccepted() {
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            IoListener listener = f.loop.listen(ANY_PORT, SocketOptions.DEFAULT);
            CompletionCallback throwingOnce =
                    (accept, tick) -> {
                        if (accept.isOk()) {
                            throw mine;
                        }
                    };
            f.queue(f.lane.request().accept(listener).multishot().onComplete(throwingOnce));
            f.loop.endPhase("phase");
            f.transport.opened(f.transport.last(IoOpType.ACCEPT), false);
            f.transport.script = ScriptedTransport::completeCloses;
            f.loop.beginTick();
            IoStream accepted = told.get(0).stream().orElseThrow();
            assertThat(accepted).isNotSameAs(f.stream);
            f.loop.endPhase("phase");
            assertThat(accepted.isOpen()).isFalse();
            assertThat(listener.isOpen()).isTrue();
            assertThat(f.stream.isOpen()).isTrue();
            f.loop.beginTick();
        }
    }

    @Test
    @DisplayName("drop: lost memory of a send costs its stream's life")
    void dropForLostMemory() {
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            ByteBuf out = StreamFixture.buffer("gone");
            f.queue(f.lane.request().send(f.stream, out));
            out.release();
            f.transport.script = ScriptedTransport::completeCloses;
            assertThat(f.tick()).containsExactly("SEND=EFAULT");
            assertThat(told.get(0).source()).isEqualTo(Source.MEMORY);
            f.loop.endPhase("phase");
            assertThat(f.stream.isOpen()).isFalse();
            f.loop.beginTick();
        }
    }

    @Test
    @DisplayName("drop: an exception about no stream stops the loop, and a system's is about none")
    void dropWithoutAStream() {
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            f.transport.completingAll();
            f.queue(f.lane.request().nop().onComplete(throwing));
            assertThatThrownBy(() -> f.loop.endPhase("phase")).isSameAs(mine);
            f.loop.beginTick();
        }
        TickSystem failing =
                tick -> {
                    throw mine;
                };
        try (TickLoop loop =
                TickLoop.builder()
                        .transport("scripted")
                        .onError(ErrorPolicy.DROP)
                        .phase("p", p -> p.system(failing))
                        .build()) {
            assertThatThrownBy(loop::tick).isSameAs(mine);
        }
    }

    @Test
    @DisplayName("drop: a stream that is closing goes on doing so, and is not counted")
    void dropOfAClosingStream() {
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            ByteBuf in = StreamFixture.empty(8);
            f.transport.script = ScriptedTransport::completeCloses;
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(throwing));
            f.queue(f.lane.request().close(f.stream));
            f.tick();
            f.tick();
            assertThat(told).hasSize(1);
            assertThat(f.loop.stats().snapshot().droppedStreams()).isZero();
            in.release();
        }
    }

    @Test
    @DisplayName("drop: while the loop closes there is nothing to abort")
    void dropWhileClosing() {
        ByteBuf in = StreamFixture.empty(8);
        try (StreamFixture f = fixture(BatchConfig.DEFAULT, ErrorPolicy.DROP)) {
            f.queue(f.lane.request().recv(f.stream, in, 8).onComplete(throwing));
            f.tick();
        }
        assertThat(told).hasSize(1);
        in.release();
    }
}
