package io.tickwire.properties;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The folder of one lane, as byte arrays. */
final class ModelFiles {
    /** What a name leads to; it lives on while it is open. */
    private static final class Node {
        final boolean isDirectory;
        byte[] content = {};

        Node(boolean isDirectory) {
            this.isDirectory = isDirectory;
        }
    }

    /** An open file. */
    static final class OpenFile {
        private final Node node;
        private final boolean isReadable;
        private final boolean isWritable;
        boolean isOpen = true;

        private OpenFile(Node node, boolean isReadable, boolean isWritable) {
            this.node = node;
            this.isReadable = isReadable;
            this.isWritable = isWritable;
        }

        byte[] read(int from, int size) {
            byte[] content = node.content;
            int start = Math.min(from, content.length);
            return Arrays.copyOfRange(content, start, Math.min(from + size, content.length));
        }
    }

    /** What an operation comes to: its result, and what its completion shows. */
    record Outcome(int result, String detail) {
        static Outcome of(int result) {
            return new Outcome(result, "");
        }
    }

    private final Map<String, Node> names = new HashMap<>();

    ModelFiles() {
        Node data = new Node(false);
        data.content = Machine.data();
        names.put(LaneScript.DATA, data);
    }

    /** Whether an OPEN would succeed, or its error. */
    int checkOpen(Act act) {
        Node node = names.get(act.path());
        String how = act.how();
        if (node == null) {
            return how.contains("create") || how.contains("new") ? 0 : Errno.ENOENT;
        }
        if (how.contains("new")) {
            return Errno.EEXIST;
        }
        return node.isDirectory && how.contains("w") ? Errno.EISDIR : 0;
    }

    /** Opens a file that can be opened. */
    OpenFile open(Act act) {
        String how = act.how();
        Node node = names.computeIfAbsent(act.path(), name -> new Node(false));
        if (how.contains("cut")) {
            node.content = new byte[0];
        }
        return new OpenFile(node, how.startsWith("r"), how.contains("w"));
    }

    Outcome onFile(Act act, OpenFile file) {
        Node node = file.node;
        return switch (act.op()) {
            case READ, READV -> read(act, file);
            case WRITE, WRITEV -> Outcome.of(write(act, file));
            case TRUNCATE -> Outcome.of(truncate(act, file));
            case ALLOCATE -> {
                if (!file.isWritable) {
                    yield Outcome.of(Errno.EBADF);
                }
                int end = Math.max(node.content.length, act.from() + act.size());
                node.content = Arrays.copyOf(node.content, end);
                yield Outcome.of(0);
            }
            default -> Outcome.of(0);
        };
    }

    private static Outcome read(Act act, OpenFile file) {
        if (!file.isReadable) {
            return Outcome.of(Errno.EBADF);
        }
        if (file.node.isDirectory) {
            return Outcome.of(Errno.EISDIR);
        }
        byte[] bytes = file.read(act.from(), act.size());
        return new Outcome(bytes.length, HexFormat.of().formatHex(bytes));
    }

    private static int write(Act act, OpenFile file) {
        if (!file.isWritable) {
            return Errno.EBADF;
        }
        Node node = file.node;
        int end = act.from() + act.size();
        if (end > node.content.length) {
            node.content = Arrays.copyOf(node.content, end);
        }
        System.arraycopy(act.content(), 0, node.content, act.from(), act.size());
        return act.size();
    }

    private static int truncate(Act act, OpenFile file) {
        if (!file.isWritable) {
            return Errno.EINVAL;
        }
        file.node.content = Arrays.copyOf(file.node.content, act.from());
        return 0;
    }

    Outcome onPath(Act act) {
        Node node = names.get(act.path());
        if (act.op() == Op.MKDIR) {
            if (node != null) {
                return Outcome.of(Errno.EEXIST);
            }
            names.put(act.path(), new Node(true));
            return Outcome.of(0);
        }
        if (node == null) {
            return Outcome.of(Errno.ENOENT);
        }
        return switch (act.op()) {
            case STAT ->
                    new Outcome(
                            0, node.isDirectory ? "DIRECTORY" : "REGULAR " + node.content.length);
            case RENAME -> Outcome.of(rename(act, node));
            case UNLINK -> Outcome.of(remove(act, node.isDirectory ? Errno.EISDIR : 0));
            default -> Outcome.of(remove(act, node.isDirectory ? 0 : Errno.ENOTDIR));
        };
    }

    private int remove(Act act, int result) {
        if (result == 0) {
            names.remove(act.path());
        }
        return result;
    }

    private int rename(Act act, Node node) {
        Node replaced = names.get(act.newPath());
        if (replaced == node) {
            return 0;
        }
        if (replaced != null && replaced.isDirectory != node.isDirectory) {
            return replaced.isDirectory ? Errno.EISDIR : Errno.ENOTDIR;
        }
        names.remove(act.path());
        names.put(act.newPath(), node);
        return 0;
    }
}
