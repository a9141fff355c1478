package io.tickwire.spi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.tickwire.BufferGroup;
import io.tickwire.IoOpType;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** What a buffer group is for, when two lanes of a parallel phase are its first users. */
public class GroupBuffersStress {
    private static int serve(GroupBuffers buffers, IoOpType type) {
        try {
            buffers.serve(type);
            return 1;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** Two kinds of receive: one is served, the other refused. */
    @JCStressTest
    @State
    @Outcome(
            id = {"1, 0, 1", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "the first one's kind")
    @Outcome(expect = FORBIDDEN, desc = "both or none, or the kind of the one that was refused")
    public static class TwoKinds {
        private static final BufferGroup GROUP = new BufferGroup(1, 1, 1);

        private final GroupBuffers buffers = new GroupBuffers(GROUP);

        @Actor
        public void streams(III_Result r) {
            r.r1 = serve(buffers, IoOpType.RECV);
        }

        @Actor
        public void datagrams(III_Result r) {
            r.r2 = serve(buffers, IoOpType.RECVMSG);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = buffers.isFor(IoOpType.RECV) ? 1 : 2;
            buffers.close(true);
        }
    }
}
