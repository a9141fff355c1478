package io.tickwire.properties;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoDatagram;
import io.tickwire.IoFile;
import io.tickwire.IoRequest;
import io.tickwire.IoStream;
import io.tickwire.PollEvents;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Turns acts into requests. */
final class Requests {
    static final int GROUP = 1;
    private static final int EVENTS = 3;

    private final LiveLane lane;

    Requests(LiveLane lane) {
        this.lane = lane;
    }

    /**
     * Names the operation and its modifiers.
     *
     * @param buffers what the operation fills or empties
     */
    void fill(IoRequest request, Act act, List<ByteBuf> buffers) {
        name(request, act, buffers);
        if (act.op().isMultishot()) {
            request.multishot();
        }
        switch (act.timing()) {
            case PROMPT -> request.prompt();
            case LASTING -> request.lasting();
            case DEFAULT -> {}
        }
        switch (act.link()) {
            case SOFT -> request.linked();
            case HARD -> request.hardLinked();
            case NONE -> {}
        }
        if (act.isShared()) {
            request.index(act.from());
        } else if (act.isPlaced()) {
            request.index(act.place() * Act.PLACE_BYTES);
        }
        if (act.extras().isErrorsOnly()) {
            request.errorsOnly();
        }
        if (act.extras().deadlineMillis() >= 0) {
            request.deadline(Duration.ofMillis(act.extras().deadlineMillis()));
        }
        request.userData(act.id());
    }

    private void name(IoRequest request, Act act, List<ByteBuf> buffers) {
        Op op = act.op();
        if (op.isOnStream()) {
            onStream(request, act, buffers);
        } else if (op.isOnFile()) {
            onFile(request, act, buffers);
        } else if (op.isOnPath()) {
            onPath(request, act);
        } else {
            switch (op) {
                case TIMEOUT -> request.timeout(Duration.ofMillis(act.from() % 5));
                case TIMEOUT_REMOVE -> request.timeoutRemove(lane.ticket(act.target()));
                case CANCEL -> request.cancel(lane.ticket(act.target()));
                case POLL_REMOVE -> request.pollRemove(lane.ticket(act.target()));
                case ACCEPT, ACCEPT_ALL -> request.accept(lane.listener(act.other()));
                case CANCEL_LISTENER -> request.cancel(lane.listener(act.other()));
                case CANCEL_DATAGRAM -> request.cancel(lane.datagram());
                case CONNECT -> request.connect(lane.listener(act.other()).localAddress());
                case SENDMSG, RECVMSG -> onDatagram(request, act, buffers);
                default -> request.nop();
            }
        }
    }

    private void onDatagram(IoRequest request, Act act, List<ByteBuf> buffers) {
        IoDatagram socket = lane.datagram();
        ByteBuf[] all = buffers.toArray(ByteBuf[]::new);
        if (act.op() == Op.RECVMSG && act.isVectored()) {
            request.recvmsg(socket, all);
        } else if (act.op() == Op.RECVMSG) {
            request.recvmsg(socket, all[0], act.size());
        } else if (act.isVectored()) {
            request.sendmsg(socket, socket.localAddress(), all);
        } else {
            request.sendmsg(socket, socket.localAddress(), all[0], act.size());
        }
    }

    private void onPath(IoRequest request, Act act) {
        Path path = lane.path(act.path());
        switch (act.op()) {
            case OPEN, OPEN_DATA -> request.open(path, options(act.how()));
            case STAT -> request.stat(path);
            case RENAME -> request.rename(path, lane.path(act.newPath()));
            case UNLINK -> request.unlink(path);
            case REMOVE_DIRECTORY -> request.removeDirectory(path);
            default -> request.mkdir(path);
        }
    }

    private static OpenOption[] options(String how) {
        return switch (how) {
            case "r" -> new OpenOption[] {READ};
            case "w" -> new OpenOption[] {WRITE};
            case "rw" -> new OpenOption[] {READ, WRITE};
            case "rw+create" -> new OpenOption[] {READ, WRITE, CREATE};
            case "rw+new" -> new OpenOption[] {READ, WRITE, CREATE_NEW};
            case "w+cut" -> new OpenOption[] {WRITE, TRUNCATE_EXISTING};
            case "rw+create+cut" -> new OpenOption[] {READ, WRITE, CREATE, TRUNCATE_EXISTING};
            default -> throw new IllegalArgumentException(how);
        };
    }

    private void onFile(IoRequest request, Act act, List<ByteBuf> buffers) {
        IoFile file = lane.file(act.number());
        ByteBuf[] all = buffers.toArray(ByteBuf[]::new);
        switch (act.op()) {
            case READ -> request.read(file, all[0], act.size()).at(act.from());
            case WRITE -> request.write(file, all[0], act.size()).at(act.from());
            case READV -> request.readv(file, all).at(act.from());
            case WRITEV -> request.writev(file, all).at(act.from());
            case FSYNC -> request.fsync(file);
            case FDATASYNC -> request.fdatasync(file);
            case TRUNCATE -> request.truncate(file, act.from());
            case ALLOCATE -> request.allocate(file, act.size()).at(act.from());
            case CANCEL_FILE -> request.cancel(file);
            default -> request.close(file);
        }
    }

    private void onStream(IoRequest request, Act act, List<ByteBuf> buffers) {
        IoStream stream = lane.stream(act.number());
        switch (act.op()) {
            case SEND -> request.send(stream, buffers.get(0), act.size());
            case RECV -> request.recv(stream, buffers.get(0), act.size());
            case RECV_GROUP, RECV_ALL -> request.recv(stream).fromGroup(GROUP);
            case SHUTDOWN -> request.shutdown(stream);
            case SPLICE ->
                    request.splice(lane.file(act.other()), stream, act.size()).at(act.from());
            case POLL, POLL_ALL -> request.poll(stream, events(act));
            case CANCEL_STREAM -> request.cancel(stream);
            case ABORT -> request.abort(stream);
            default -> request.close(stream);
        }
    }

    static int events(Act act) {
        return switch (act.from() % EVENTS) {
            case 0 -> PollEvents.READABLE;
            case 1 -> PollEvents.WRITABLE;
            default -> PollEvents.READABLE | PollEvents.WRITABLE;
        };
    }
}
