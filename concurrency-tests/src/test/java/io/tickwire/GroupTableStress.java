package io.tickwire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A buffer of a group that another thread gives back, against a loop that is about to wait. */
public class GroupTableStress {
    /** The loop sees that the buffer is back, or it is woken. */
    @JCStressTest
    @State
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = ACCEPTABLE,
            desc = "the loop saw it, was woken, or both")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "the loop waits although the buffer is back")
    public static class ReleaseAgainstWait {
        private final WakeupCount transport = new WakeupCount();
        private final GroupTable table = new GroupTable(List.of(new BufferGroup(1, 1, 1)));
        private final ByteBuf buffer;

        public ReleaseAgainstWait() {
            table.wakeBy(transport::wakeup);
            GroupBuffers group = table.all().get(0);
            int index = group.take();
            buffer = group.buffer(index).retain();
            table.release(group, index, transport);
        }

        @Actor
        public void program() {
            buffer.release();
        }

        @Actor
        public void loop(II_Result r) {
            table.beginAwait();
            r.r1 = table.collect(transport) ? 1 : 0;
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = transport.get() > 0 ? 1 : 0;
            table.close(true);
        }
    }
}
