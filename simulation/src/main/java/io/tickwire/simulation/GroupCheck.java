package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.BatchConfig;
import io.tickwire.BufferGroup;
import io.tickwire.IoCompletion;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a loop to {@link Rule#GROUP}. What a delivery point shows was harvested before it began, so
 * none of its buffers can come twice.
 */
final class GroupCheck {
    /** When a buffer was delivered last. */
    private static final class Mark {
        long pointNumber;
    }

    private final CheckLog log;

    /** Buffers that a program released too often are replaced, so this is cleared now and then. */
    private final IdentityHashMap<ByteBuf, Mark> marks = new IdentityHashMap<>();

    private List<BufferGroup> groups = List.of();
    private int buffersMax;

    GroupCheck(CheckLog log) {
        this.log = log;
    }

    void attach(BatchConfig config) {
        groups = config.bufferGroups();
        buffersMax = groups.stream().mapToInt(BufferGroup::count).sum();
    }

    void delivered(OpenIntent intent, int groupId, IoCompletion completion) {
        if (groupId < 0 || !completion.hasBuffer()) {
            return;
        }
        if (intent.shotsPointNumber != log.pointNumber) {
            intent.shotsPointNumber = log.pointNumber;
            intent.shotsAtPoint = 0;
        }
        intent.shotsAtPoint++;
        BufferGroup group = find(groupId);
        if (group != null && intent.shotsAtPoint > group.share()) {
            log.report(
                    Rule.GROUP,
                    intent.sequence,
                    "expected at most "
                            + group.share()
                            + " buffers of group "
                            + groupId
                            + " at one delivery point");
        }
        checkBuffer(intent, completion.buffer(), completion.result());
    }

    private void checkBuffer(OpenIntent intent, ByteBuf buffer, int result) {
        if (buffer.refCnt() != 1) {
            log.report(
                    Rule.GROUP,
                    intent.sequence,
                    "expected a buffer that nobody holds, got one with "
                            + buffer.refCnt()
                            + " references");
        }
        if (buffer.readableBytes() != result) {
            log.report(
                    Rule.GROUP,
                    intent.sequence,
                    "expected " + result + " bytes in the buffer, got " + buffer);
        }
        Mark mark = mark(buffer);
        if (mark.pointNumber == log.pointNumber) {
            log.report(
                    Rule.GROUP,
                    intent.sequence,
                    "expected each buffer once at a delivery point: " + buffer);
        }
        mark.pointNumber = log.pointNumber;
    }

    private Mark mark(ByteBuf buffer) {
        Mark mark = marks.get(buffer);
        if (mark == null) {
            if (marks.size() > 2 * buffersMax + 64) {
                marks.clear();
            }
            mark = new Mark();
            marks.put(buffer, mark);
        }
        return mark;
    }

    private @Nullable BufferGroup find(int id) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).id() == id) {
                return groups.get(i);
            }
        }
        return null;
    }
}
