package io.tickwire.iouring;

import io.tickwire.IoOpType;
import io.tickwire.spi.Capabilities;
import io.tickwire.spi.Feature;
import io.tickwire.spi.Support;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kernel's io_uring can do. Immutable.
 *
 * @param lacking operations that it has not
 * @param multishotAccept whether one ACCEPT can take many connections (Linux 5.19)
 * @param pollFirst whether RECV can wait before its first try (Linux 5.19)
 * @param bufferGroups whether RECV can take its buffer from a group as data comes (Linux 5.19)
 * @param multishotReceive whether one RECV can bring data many times (Linux 6.0)
 * @param multishotPoll whether one POLL_ADD can tell many times (Linux 5.13)
 * @param zeroCopy whether SEND can spare the copy (SEND_ZC, Linux 6.0)
 * @param kernel which kernel it is
 */
record KernelFeatures(
        Set<IoOpType> lacking,
        boolean multishotAccept,
        boolean pollFirst,
        boolean bufferGroups,
        boolean multishotReceive,
        boolean multishotPoll,
        boolean zeroCopy,
        KernelVersion kernel) {
    private static final String MULTISHOT_NAME = "ACCEPT_MULTISHOT";
    private static final String GROUPS_NAME = "PROVIDE_BUFFERS";
    private static final String MULTISHOT_RECEIVE_NAME = "RECV_MULTISHOT";
    private static final String MULTISHOT_POLL_NAME = "POLL_MULTISHOT";
    private static final String ZERO_COPY_NAME = "SEND_ZC";
    private static final List<String> OTHER_NAMES =
            List.of(
                    MULTISHOT_NAME,
                    GROUPS_NAME,
                    MULTISHOT_RECEIVE_NAME,
                    MULTISHOT_POLL_NAME,
                    ZERO_COPY_NAME);
    private static final Set<IoOpType> INDISPENSABLE =
            Set.copyOf(
                    EnumSet.of(
                            IoOpType.ACCEPT,
                            IoOpType.CONNECT,
                            IoOpType.POLL_ADD,
                            IoOpType.RECV,
                            IoOpType.SEND,
                            IoOpType.RECVMSG,
                            IoOpType.SENDMSG));

    /** A kernel before Linux 6.9 cannot truncate; that alone leaves files to the ring. */
    private static boolean isOfEveryFile(IoOpType type) {
        return type == IoOpType.OPEN
                || type == IoOpType.CLOSE
                || (type.isOnFileAlone() && type != IoOpType.TRUNCATE);
    }

    KernelFeatures {
        lacking = Set.copyOf(lacking);
    }

    boolean has(IoOpType type) {
        return !lacking.contains(type);
    }

    /** Files go by one way only: an open file is either a descriptor or a channel. */
    boolean hasFiles() {
        return lacking.stream().noneMatch(KernelFeatures::isOfEveryFile);
    }

    void requireIndispensable() throws IOException {
        for (IoOpType type : IoOpType.values()) {
            if (INDISPENSABLE.contains(type) && !has(type)) {
                throw lack(type.name());
            }
        }
        if (!has(IoOpType.CANCEL)) {
            throw lack("ASYNC_CANCEL");
        }
        if (!bufferGroups) {
            throw lack(GROUPS_NAME + " that wait for data before they take a buffer");
        }
    }

    /** The number is told, not asked: some distributions carry all of it back into an older one. */
    private IOException lack(String what) {
        String reason = "the kernel's io_uring lacks " + what;
        return new IOException(
                kernel.isAtLeast(5, 19)
                        ? reason
                        : "needs Linux 5.19, this is " + kernel + ": " + reason);
    }

    /**
     * Refuses names that {@link #without} does not know.
     *
     * @param names comma-separated, may be empty
     * @throws IllegalArgumentException for the first such one; the message has those that there are
     */
    static void requireKnown(String names) {
        for (String name : names.split(",", -1)) {
            String trimmed = name.strip();
            if (!trimmed.isEmpty() && !OTHER_NAMES.contains(trimmed)) {
                IoOpType unused = named(trimmed);
            }
        }
    }

    /**
     * Takes operations away.
     *
     * @param names comma-separated, may be empty
     * @throws IllegalArgumentException for one that is no operation's; the message has all of them
     */
    KernelFeatures without(String names) {
        Set<IoOpType> remaining = EnumSet.noneOf(IoOpType.class);
        remaining.addAll(lacking);
        boolean isMultishotLeft = multishotAccept;
        boolean isGroupLeft = bufferGroups;
        boolean isMultishotReceiveLeft = multishotReceive;
        boolean isMultishotPollLeft = multishotPoll;
        boolean isZeroCopyLeft = zeroCopy;
        for (String name : names.split(",", -1)) {
            String trimmed = name.strip();
            if (trimmed.equals(MULTISHOT_NAME)) {
                isMultishotLeft = false;
            } else if (trimmed.equals(GROUPS_NAME)) {
                isGroupLeft = false;
            } else if (trimmed.equals(MULTISHOT_RECEIVE_NAME)) {
                isMultishotReceiveLeft = false;
            } else if (trimmed.equals(MULTISHOT_POLL_NAME)) {
                isMultishotPollLeft = false;
            } else if (trimmed.equals(ZERO_COPY_NAME)) {
                isZeroCopyLeft = false;
            } else if (!trimmed.isEmpty()) {
                remaining.add(named(trimmed));
            }
        }
        return new KernelFeatures(
                remaining,
                isMultishotLeft,
                pollFirst,
                isGroupLeft,
                isMultishotReceiveLeft,
                isMultishotPollLeft,
                isZeroCopyLeft,
                kernel);
    }

    Capabilities capabilities() {
        Map<IoOpType, Support> support = new EnumMap<>(IoOpType.class);
        for (IoOpType type : IoOpType.values()) {
            support.put(type, of(type));
        }
        Map<Feature, Support> features = new EnumMap<>(Feature.class);
        features.put(Feature.MULTISHOT_ACCEPT, multishotAccept ? Support.NATIVE : Support.EMULATED);
        features.put(Feature.BUFFER_GROUPS, Support.NATIVE);
        features.put(
                Feature.MULTISHOT_RECEIVE, multishotReceive ? Support.NATIVE : Support.EMULATED);
        features.put(Feature.MULTISHOT_POLL, multishotPoll ? Support.NATIVE : Support.UNSUPPORTED);
        features.put(Feature.ZERO_COPY, zeroCopy ? Support.NATIVE : Support.UNSUPPORTED);
        features.put(Feature.LINKS, hasFiles() ? Support.NATIVE : Support.EMULATED);
        features.put(Feature.UNIX_DATAGRAMS, Support.NATIVE);
        features.put(Feature.DEADLINE, Support.EMULATED);
        return new Capabilities(support, features);
    }

    private Support of(IoOpType type) {
        boolean isNative =
                switch (type) {
                    case TIMEOUT, TIMEOUT_REMOVE, SPLICE -> false; // Core runs these.
                    default -> has(type) && (hasFiles() || !isOnFile(type));
                };
        return isNative ? Support.NATIVE : Support.EMULATED;
    }

    private static boolean isOnFile(IoOpType type) {
        return type.isOnFileAlone() || isOfEveryFile(type);
    }

    private static IoOpType named(String name) {
        try {
            return IoOpType.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    IoUringTransportProvider.WITHOUT_PROPERTY
                            + " names no operation: "
                            + name
                            + "; there are "
                            + List.of(IoOpType.values())
                            + " and "
                            + OTHER_NAMES,
                    e);
        }
    }
}
