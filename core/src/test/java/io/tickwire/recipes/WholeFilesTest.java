package io.tickwire.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickwire.IoStatus;
import io.tickwire.ScriptedTransport;
import io.tickwire.StreamFixture;
import io.tickwire.spi.TransportOperation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a save makes of the answers to its steps. */
class WholeFilesTest {
    @Test
    @DisplayName("save: a file system that cannot sync a directory fails no save")
    void directoryThatCannotBeSynced() {
        assertThat(savedWith(IoStatus.EINVAL, 2)).containsExactly(IoStatus.OK);
    }

    @Test
    @DisplayName("save: a directory that was not synced for another reason does")
    void directoryWithABrokenDevice() {
        assertThat(savedWith(IoStatus.EIO, 2)).containsExactly(IoStatus.EIO);
    }

    @Test
    @DisplayName("save: a file that cannot be synced does, whatever the reason")
    void fileThatCannotBeSynced() {
        assertThat(savedWith(IoStatus.EINVAL, 1)).containsExactly(IoStatus.EINVAL);
    }

    /** Saves on a transport on which one FSYNC, counted from 1, fails. */
    private static List<IoStatus> savedWith(IoStatus failure, int failing) {
        List<IoStatus> ends = new ArrayList<>();
        int[] syncs = new int[1];
        try (StreamFixture f = new StreamFixture()) {
            f.transport.script =
                    (t, batch) -> batch.forEach(op -> answer(t, op, failure, failing, syncs));
            assertThat(
                            WholeFiles.save(
                                    f.lane.intents(),
                                    Path.of("any"),
                                    StreamFixture.buffer("x"),
                                    (status, tick) -> ends.add(status)))
                    .isTrue();
            for (int tick = 0; tick < 20 && ends.isEmpty(); tick++) {
                f.tick();
            }
        }
        return ends;
    }

    private static void answer(
            ScriptedTransport transport,
            TransportOperation operation,
            IoStatus failure,
            int failing,
            int[] syncs) {
        switch (operation.type()) {
            case OPEN -> transport.opened(operation, true);
            case FSYNC -> transport.result(operation, ++syncs[0] == failing ? failure.result() : 0);
            default -> transport.result(operation, ScriptedTransport.defaultResult(operation));
        }
    }
}
