package io.tickwire.properties;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Random programs of files, timers, links, deadlines and cancels against the model. */
@AddLifecycleHook(FixedSeed.class)
class FileProgramTest {
    private static final int REST_TICKS = 3;

    @Provide
    Arbitrary<Program> promptPrograms() {
        return Programs.prompt();
    }

    @Provide
    Arbitrary<Program> filePrograms() {
        return Programs.files();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Label(
            "D3, D2, D5: a prompt program shows the same on every transport, and what the model"
                    + " says")
    void promptProgramsAreTheSame(@ForAll("promptPrograms") Program program) {
        List<Event> first = null;
        for (Platform platform : Platform.available()) {
            List<Event> events = run(program, platform);
            Model.check(platform.toString(), program, events, false);
            if (first == null) {
                first = events;
            } else {
                Traces.requireSame("D3: on " + platform, first, events);
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Label("D2: parallel systems show what serial ones show")
    void parallelProgramsAreTheSame(@ForAll("promptPrograms") Program program) {
        for (Platform platform : Platform.available()) {
            List<Event> parallel =
                    LiveRun.of(program, platform, LiveRun.Mode.PARALLEL, false, REST_TICKS);
            Traces.requireSame("D2: on " + platform, run(program, platform), parallel);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Label("D1, D2, D5: lasting and late intents are delivered in order, with the model's results")
    void fileProgramsAreAsTheModel(@ForAll("filePrograms") Program program) {
        for (Platform platform : Platform.available()) {
            Model.check(platform.toString(), program, run(program, platform), false);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    @Label(
            "D3, D2, D5: two loops that use the same files in turn see each other's work, and no"
                    + " more")
    void twoLoopsOnTheSameFiles(
            @ForAll("promptPrograms") Program one, @ForAll("promptPrograms") Program two) {
        List<List<Event>> first = null;
        for (Platform platform : Platform.available()) {
            List<List<Event>> events = LiveRun.pair(one, two, platform, REST_TICKS);
            Model.checkPair(platform.toString(), one, two, events);
            if (first == null) {
                first = events;
            } else {
                Traces.requireSame("D3: on " + platform, first.get(0), events.get(0));
                Traces.requireSame("D3: on " + platform, first.get(1), events.get(1));
            }
        }
    }

    private static List<Event> run(Program program, Platform platform) {
        return LiveRun.of(program, platform, LiveRun.Mode.SERIAL, false, REST_TICKS);
    }
}
