package io.tickwire.properties;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Random programs of connections, datagrams and polls against what is promised of them. */
@AddLifecycleHook(FixedSeed.class)
class StreamProgramTest {
    private static final int REST_TICKS = 6;

    @Provide
    Arbitrary<Program> streamPrograms() {
        return Programs.streams();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Label(
            "D6, D1, D2, D5: bytes come whole and in order, each intent ends once, CLOSE is the"
                    + " last")
    void streamProgramsAreAsTheModel(@ForAll("streamPrograms") Program program) {
        for (Platform platform : Platform.available()) {
            Model.check(
                    platform.toString(),
                    program,
                    LiveRun.of(program, platform, LiveRun.Mode.SERIAL, true, REST_TICKS),
                    true);
        }
    }
}
