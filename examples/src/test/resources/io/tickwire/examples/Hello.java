package hello;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickRate;
import io.tickwire.TickSystem;
import java.net.InetSocketAddress;

/** A program in a module: says what carries its I/O, echoes one connection, and ends with it. */
public final class Hello implements TickSystem {
    private IoListener listener;
    private Runnable end;

    public static void main(String[] args) {
        Hello hello = new Hello();
        try (TickLoop loop =
                TickLoop.builder().phase("serve", phase -> phase.system(hello)).build()) {
            System.out.println(loop.transport());
            System.out.println("listening on " + hello.listener.localAddress());
            hello.end = loop::stop;
            loop.run(TickRate.hertz(60));
        }
        System.out.println("ended");
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(new InetSocketAddress("127.0.0.1", 0));
    }

    @Override
    public void run(TickContext tick) {
        if (tick.number() == 0) {
            tick.intents()
                    .queue(
                            tick.request()
                                    .accept(listener)
                                    .onComplete((accept, then) -> receive(accept.stream(), then)));
        }
    }

    private void receive(IoStream stream, TickContext tick) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(4096);
        tick.intents()
                .queue(tick.request().recv(stream, buffer, 4096).onComplete(this::received));
    }

    private void received(IoCompletion receive, TickContext tick) {
        if (receive.result() > 0) {
            tick.intents()
                    .queue(
                            tick.request()
                                    .send(receive.stream(), receive.buffer())
                                    .onComplete((send, then) -> receive(send.stream(), then)));
        } else {
            receive.buffer().release();
            tick.intents()
                    .queue(
                            tick.request()
                                    .close(receive.stream())
                                    .onComplete((close, then) -> end.run()));
        }
    }
}
