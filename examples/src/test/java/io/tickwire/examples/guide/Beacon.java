package io.tickwire.examples.guide;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoOpType;
import io.tickwire.IoOutput;
import io.tickwire.IoStream;
import io.tickwire.SystemSetup;
import io.tickwire.TickContext;
import io.tickwire.TickSystem;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the tick's number to whoever connects, without the connections' layer. */
final class Beacon implements TickSystem {
    private final SocketAddress address;
    private final List<IoStream> watchers = new ArrayList<>();
    private final List<IoStream> behind = new ArrayList<>();
    private final ByteBuf packet = Unpooled.buffer();
    private @Nullable IoListener listener;
    private boolean isAccepting;

    Beacon(SocketAddress address) {
        this.address = address;
    }

    int watchers() {
        return watchers.size();
    }

    @Override
    public void setUp(SystemSetup setup) {
        listener = setup.listen(address);
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            if (completion.operation() == IoOpType.ACCEPT) {
                accepted(completion, tick);
            } else if (completion.operation() == IoOpType.SEND) {
                behind.add(completion.stream()); // the peer is gone: a SEND has failed
            }
        }
        if (!isAccepting) {
            isAccepting = tick.intents().queue(tick.request().accept(listener).multishot());
        }
        packet.clear().writeLong(tick.number());
        tick.broadcast(packet, watchers, behind::add);
        for (IoStream stream : behind) {
            if (watchers.remove(stream)) {
                tick.intents().queue(tick.request().abort(stream).errorsOnly());
            }
        }
        behind.clear();
    }

    private void accepted(IoCompletion accept, TickContext tick) {
        isAccepting = !accept.isLast(); // EMFILE ends it: the next tick tries again
        if (accept.isOk()) {
            greet(accept.stream(), tick);
            watchers.add(accept.stream());
        }
    }

    private static void greet(IoStream stream, TickContext tick) {
        IoOutput output = tick.output(stream);
        output.write(Long.BYTES, tick.timeNanos(), (nanos, out) -> out.writeLong(nanos));
    }
}
