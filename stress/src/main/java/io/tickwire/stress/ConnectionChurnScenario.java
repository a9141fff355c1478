package io.tickwire.stress;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.IoCompletion;
import io.tickwire.IoListener;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.SocketOptions;
import io.tickwire.TickContext;
import io.tickwire.stress.harness.Check;
import io.tickwire.stress.harness.LoopDrive;
import io.tickwire.stress.harness.Loopback;
import io.tickwire.stress.harness.Stage;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Opens connections, says one word in each direction, and ends them in four ways. Several addresses
 * of 127.0.0.0/8 are listened on, since one alone runs out of ports: each connection keeps its port
 * for a minute (TIME_WAIT, tcp(7)).
 */
final class ConnectionChurnScenario extends StressScenario {
    private static final int ADDRESSES = 8;
    private static final int VISITS = 100;

    /** Ends of the server's may outlive the clients' by a few ticks. */
    private static final int HOSTS = 2 * VISITS;

    private static final int WORD = Long.BYTES;
    private static final int WAYS_TO_END = 4;
    private static final long ANSWER = 0x5DEECE66DL;

    ConnectionChurnScenario() {
        super(
                "connection-churn",
                "50,000 connections come and go: each word arrives, each end is told, nothing is"
                        + " left",
                2_000,
                50_000);
    }

    @Override
    String run(Stage stage, int size) {
        BatchConfig config =
                BatchConfig.builder()
                        .laneCapacity(1_024)
                        .laneInFlight(4_096)
                        .callbackCapacity(2_048)
                        .resources(1_024)
                        .build();
        return new Run(stage, stage.drive(config), size).run();
    }

    private static final class Run {
        private final Stage stage;
        private final LoopDrive drive;
        private final int size;
        private final List<IoListener> listeners = new ArrayList<>();
        private final ByteBuf memory;

        /** Places in the memory for two words each. */
        private final Deque<Integer> freePlaces = new ArrayDeque<>();

        private final boolean[] isMet;
        private long started;
        private int visits;
        private int hosts;
        private long ended;

        Run(Stage stage, LoopDrive drive, int size) {
            this.stage = stage;
            this.drive = drive;
            this.size = size;
            isMet = new boolean[size];
            memory = stage.buffer((VISITS + HOSTS) * 2 * WORD);
            for (int i = 0; i < VISITS + HOSTS; i++) {
                freePlaces.add(i * 2 * WORD);
            }
            for (int i = 1; i <= ADDRESSES; i++) {
                listen(i);
            }
        }

        private void listen(int last) {
            SocketOptions options = SocketOptions.DEFAULT.withBacklog(VISITS);
            try {
                listeners.add(drive.listen(Loopback.address(last, 0), options));
            } catch (UncheckedIOException e) {
                // Not every system has more than the first. That one must work.
                if (listeners.isEmpty()) {
                    throw e;
                }
            }
        }

        String run() {
            for (IoListener listener : listeners) {
                drive.queue(
                        drive.request().accept(listener).multishot().onComplete(this::accepted));
            }
            while (ended < size) {
                long before = ended;
                drive.until(
                        "the end of a visit",
                        () -> {
                            beginVisits();
                            return ended > before;
                        });
            }
            drive.until("the end of all hosts", () -> hosts == 0);
            drive.tick();
            Check.equal(
                    "open resources",
                    listeners.size(),
                    drive.loop().stats().snapshot().openResources());
            return size + " connections to " + listeners.size() + " addresses";
        }

        private void beginVisits() {
            while (started < size && visits < VISITS && hosts < HOSTS - VISITS) {
                new Visit(started++, freePlaces.pop());
            }
        }

        private void accepted(IoCompletion done, TickContext tick) {
            if (!done.isLast()) {
                LoopDrive.requireOk(done);
                new Host(done.stream(), freePlaces.pop()).receive(tick);
            }
        }

        private static void queue(TickContext tick, IoRequest request) {
            Check.that(tick.intents().queue(request), "the callbacks' lane is full");
        }

        /** What both ends do: say a word, hear one, hear the end, close. */
        private abstract class End {
            final int place;
            private int heard;

            End(int place) {
                this.place = place;
            }

            abstract IoStream stream();

            abstract void heardWord(long word, TickContext tick);

            abstract void heardEnd(IoCompletion done, TickContext tick);

            abstract void saidWord(TickContext tick);

            abstract void over();

            void say(long word, TickContext tick) {
                memory.setLong(place, word);
                memory.retain();
                queue(
                        tick,
                        tick.request()
                                .send(stream(), memory, WORD)
                                .index(place)
                                .onComplete(
                                        (done, next) -> {
                                            Check.equal("bytes sent", WORD, done.result());
                                            saidWord(next);
                                        }));
            }

            void receive(TickContext tick) {
                queue(
                        tick,
                        tick.request()
                                .recv(stream(), memory, WORD - heard % WORD)
                                .index(place + WORD + heard % WORD)
                                .onComplete(this::received));
            }

            private void received(IoCompletion done, TickContext tick) {
                if (done.result() <= 0) {
                    Check.equal("bytes before the end", WORD, heard);
                    heardEnd(done, tick);
                    return;
                }
                heard += done.result();
                if (heard < WORD) {
                    receive(tick);
                } else {
                    Check.equal("bytes of a word", WORD, heard);
                    heardWord(memory.getLong(place + WORD), tick);
                }
            }

            void close(TickContext tick, boolean isAbort) {
                IoRequest request =
                        isAbort ? tick.request().abort(stream()) : tick.request().close(stream());
                queue(
                        tick,
                        request.onComplete(
                                (done, next) -> {
                                    LoopDrive.requireOk(done);
                                    freePlaces.push(place);
                                    over();
                                }));
            }
        }

        /** A client's end. */
        private final class Visit extends End {
            private final long number;
            private IoStream stream;

            @SuppressWarnings("NullAway.Init") // the stream is there once the connect is done
            Visit(long number, int place) {
                super(place);
                this.number = number;
                visits++;
                IoListener to = listeners.get(stage.random().nextInt(listeners.size()));
                drive.queue(drive.request().connect(to.localAddress()).onComplete(this::connected));
            }

            private void connected(IoCompletion done, TickContext tick) {
                LoopDrive.requireOk(done);
                stream = done.stream();
                say(number, tick);
                receive(tick);
            }

            @Override
            IoStream stream() {
                return stream;
            }

            @Override
            void saidWord(TickContext tick) {}

            @Override
            void heardWord(long word, TickContext tick) {
                Check.equal("the answer", number ^ ANSWER, word);
                switch ((int) (number % WAYS_TO_END)) {
                    case 0 -> receive(tick);
                    case 1 -> close(tick, false);
                    case 2 -> close(tick, true);
                    default -> {
                        queue(tick, tick.request().shutdown(stream).errorsOnly());
                        receive(tick);
                    }
                }
            }

            @Override
            void heardEnd(IoCompletion done, TickContext tick) {
                Check.equal("the end", 0, done.result());
                close(tick, false);
            }

            @Override
            void over() {
                visits--;
                ended++;
            }
        }

        /** The server's end. */
        private final class Host extends End {
            private final IoStream stream;
            private long number = -1;

            Host(IoStream stream, int place) {
                super(place);
                this.stream = stream;
                hosts++;
            }

            @Override
            IoStream stream() {
                return stream;
            }

            @Override
            void heardWord(long word, TickContext tick) {
                number = word;
                Check.that(number >= 0 && number < size, "a visitor's number: " + number);
                Check.that(!isMet[(int) number], "a second visitor with number " + number);
                isMet[(int) number] = true;
                say(number ^ ANSWER, tick);
            }

            @Override
            void saidWord(TickContext tick) {
                if (number % WAYS_TO_END == 0) {
                    close(tick, false);
                } else {
                    receive(tick);
                }
            }

            @Override
            void heardEnd(IoCompletion done, TickContext tick) {
                boolean isReset = number % WAYS_TO_END == 2;
                Check.that(done.result() == 0 || isReset, "the end: " + done);
                close(tick, false);
            }

            @Override
            void over() {
                hosts--;
            }
        }
    }
}
