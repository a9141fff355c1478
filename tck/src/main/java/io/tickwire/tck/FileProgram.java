package io.tickwire.tck;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickwire.IoCompletion;
import io.tickwire.IoFile;
import io.tickwire.IoOpType;
import io.tickwire.IoRequest;
import io.tickwire.TickContext;
import io.tickwire.TickLoop;
import io.tickwire.TickLoopBuilder;
import io.tickwire.TickSystem;
import io.tickwire.WaitPolicy;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A program of prompt file operations that depends on nothing but its seed: two systems open, read,
 * write and close files of their own, chosen by {@code tick.random()}, and write down what comes.
 */
final class FileProgram implements TickSystem {
    private static final int TICKS = 60;
    private static final int OPERATIONS = 6;
    private static final int PATHS = 12;

    private final String name;
    private final List<String> transcript;
    private final List<Path> paths;
    private final List<IoFile> open = new ArrayList<>();
    private final Set<@Nullable Object> usedPaths = new HashSet<>();

    private FileProgram(Path directory, String name, List<String> transcript) {
        this.name = name;
        this.transcript = transcript;
        paths = IntStream.range(0, PATHS).mapToObj(i -> directory.resolve(name + i)).toList();
    }

    /** Runs the program in an empty directory. */
    static List<String> transcript(TickLoopBuilder builder, Path directory) {
        List<String> lines = new ArrayList<>();
        TickSystem first = new FileProgram(directory, "first", lines);
        TickSystem second = new FileProgram(directory, "second", lines);
        try (TickLoop loop =
                builder.seed(99)
                        .phase(
                                "one",
                                phase ->
                                        phase.system("first", first).wait(WaitPolicy.awaitPrompt()))
                        .phase(
                                "two",
                                phase ->
                                        phase.system("second", second)
                                                .wait(WaitPolicy.awaitPrompt()))
                        .build()) {
            for (int i = 0; i < TICKS; i++) {
                loop.tick();
            }
        }
        return lines;
    }

    @Override
    public void run(TickContext tick) {
        for (IoCompletion completion : tick.completions()) {
            note(tick, completion);
        }
        usedPaths.clear();
        for (int slot = 0; slot < OPERATIONS; slot++) {
            queue(tick, tick.random(), slot);
        }
    }

    private void note(TickContext tick, IoCompletion completion) {
        StringBuilder line = new StringBuilder(name).append(' ').append(tick.number());
        line.append(' ').append(completion.operation()).append(' ').append(completion.ticket());
        line.append(' ').append(completion.sequence()).append(' ').append(completion.shot());
        line.append(' ').append(completion.result()).append(' ').append(completion.status());
        line.append(' ').append(completion.userData());
        if (completion.hasResource()) {
            line.append(' ').append(completion.resource().id());
        }
        if (completion.hasBuffer() && completion.result() > 0) {
            line.append(' ').append(completion.buffer().getByte(0));
        }
        transcript.add(line.append('\n').toString());
        if (completion.operation() == IoOpType.OPEN && completion.isOk()) {
            completion.file().attach(paths.get((int) completion.userData()));
            open.add(completion.file());
        }
    }

    /** Queues one operation, on a path that no other operation of the batch is about. */
    private void queue(TickContext tick, RandomGenerator random, int slot) {
        int action = random.nextInt(10);
        int offset = random.nextInt(2_000);
        int length = 1 + random.nextInt(300);
        int pathIndex = random.nextInt(PATHS);
        boolean isNew = random.nextInt(5) == 0;
        IoFile file = slot < open.size() && action != 0 ? open.get(slot) : null;
        Object path = file == null ? paths.get(pathIndex) : file.attachment();
        IoRequest request = tick.request();
        ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(300).writeZero(300);
        if (!usedPaths.add(path)) {
            request.nop();
        } else if (file == null) {
            StandardOpenOption how = isNew ? CREATE_NEW : CREATE;
            request.open(paths.get(pathIndex), READ, WRITE, how).userData(pathIndex);
        } else if (action == 1) {
            request.close(file);
            open.remove(file);
        } else if (action < 6) {
            request.write(file, buffer.retain().setByte(0, action), length).at(offset);
        } else {
            request.read(file, buffer.clear(), length).at(offset);
        }
        if (!tick.intents().queue(request)) {
            throw new AssertionError("the lane is full");
        }
        // The loop holds what it needs.
        buffer.release();
    }
}
