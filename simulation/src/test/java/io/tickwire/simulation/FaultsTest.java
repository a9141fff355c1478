package io.tickwire.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoListener;
import io.tickwire.IoStatus;
import io.tickwire.IoStream;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program sees of each fault, when it strikes always. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class FaultsTest {
    private final World world;
    private final WorldFixture program;
    private final RecordingPeer handler = new RecordingPeer();

    FaultsTest(boolean isEdgeTriggered) {
        world = World.builder().seed(21).edgeTriggered(isEdgeTriggered).build();
        program = new WorldFixture(world);
    }

    @AfterEach
    void close() {
        program.close();
    }

    private void always(Fault fault) {
        world.faults(FaultRates.NONE.with(fault, 1));
    }

    private IoStream accepted() {
        IoListener listener = program.listen();
        world.peer(listener.localAddress(), handler);
        return program.finish(program.request().accept(listener)).stream();
    }

    @Test
    @DisplayName("CONNECTION_REFUSED: the program's connects are, its peers' are not")
    void connectionRefused() {
        always(Fault.CONNECTION_REFUSED);
        PeerListener listener = world.listener(new InetSocketAddress(0), () -> handler);
        assertThat(program.finish(program.request().connect(listener.address())).status())
                .isEqualTo(IoStatus.ECONNREFUSED);
        assertThat(accepted().isOpen()).isTrue();
    }

    @Test
    @DisplayName("CONNECTION_RESET: a send breaks the connection off at both ends")
    void connectionReset() {
        IoStream stream = accepted();
        always(Fault.CONNECTION_RESET);
        assertThat(program.send(stream, "x").status()).isEqualTo(IoStatus.ECONNRESET);
        program.ticks(10);
        assertThat(handler.seen).containsExactly("connected", "reset");
        assertThat(program.receive(stream, 1)).isEmpty();
        assertThat(program.send(stream, "x").status()).isEqualTo(IoStatus.EPIPE);
    }

    @Test
    @DisplayName("ACCEPT_NO_DESCRIPTOR: an accept ends with EMFILE, and a later one has the peer")
    void acceptNoDescriptor() {
        IoListener listener = program.listen();
        always(Fault.ACCEPT_NO_DESCRIPTOR);
        world.peer(listener.localAddress(), handler);
        assertThat(program.finish(program.request().accept(listener)).status())
                .isEqualTo(IoStatus.EMFILE);
        world.faults(FaultRates.NONE);
        assertThat(program.finish(program.request().accept(listener)).status())
                .isEqualTo(IoStatus.OK);
    }

    @Test
    @DisplayName("NO_BUFFERS: a send ends with ENOBUFS, and nothing follows it")
    void noBuffers() {
        IoStream stream = accepted();
        always(Fault.NO_BUFFERS);
        assertThat(program.send(stream, "x").status()).isEqualTo(IoStatus.ENOBUFS);
        world.faults(FaultRates.NONE);
        assertThat(program.send(stream, "y").status()).isEqualTo(IoStatus.EPIPE);
        program.ticks(10);
        assertThat(handler.text).isEmpty();
    }

    @Test
    @DisplayName("SHORT_READ: what a receive leaves the next one finds")
    void shortRead() {
        IoStream stream = accepted();
        assertThat(handler.send("0123456789")).isTrue();
        program.ticks(10);
        always(Fault.SHORT_READ);
        StringBuilder all = new StringBuilder();
        int receives = 0;
        while (all.length() < 10) {
            all.append(program.receive(stream, 100));
            receives++;
        }
        assertThat(all).hasToString("0123456789");
        assertThat(receives).isGreaterThan(1);
    }

    @Test
    @DisplayName("SHORT_WRITE: a send is carried on until all of it is sent")
    void shortWrite() {
        IoStream stream = accepted();
        always(Fault.SHORT_WRITE);
        String much = "0123456789".repeat(1000);
        assertThat(program.send(stream, much).result()).isEqualTo(much.length());
        program.ticks(10);
        assertThat(handler.text).hasToString(much);
    }

    @Test
    @DisplayName("SPURIOUS_WAKEUP: waits that end for nothing do no harm")
    void spuriousWakeup() {
        always(Fault.SPURIOUS_WAKEUP);
        EchoServer server = new EchoServer(false);
        try (io.tickwire.TickLoop loop =
                world.build(
                        io.tickwire.TickLoop.builder()
                                .phase("echo", phase -> phase.system(server)))) {
            world.peer(server.address(), handler);
            world.after(java.time.Duration.ofMillis(100), () -> handler.send("ping"));
            world.after(java.time.Duration.ofMillis(300), loop::stop);
            loop.run(io.tickwire.TickRate.whenReady(java.time.Duration.ofSeconds(100)));
        }
        assertThat(handler.text).hasToString("ping");
        assertThat(world.faultCounts().get(Fault.SPURIOUS_WAKEUP)).isGreaterThan(100);
    }
}
