package io.tickwire.simulation;

import io.netty.buffer.ByteBuf;
import io.tickwire.IoOpType;
import io.tickwire.IoResource;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import org.jspecify.annotations.Nullable;

/** An intent as a test makes it up. */
class FakeIntent implements IntentView {
    final IoOpType operation;
    long ticket;
    long sequence;
    @Nullable IoResource resource;
    @Nullable TransportHandle handle;
    @Nullable ByteBuf buffer;
    int index;
    int length;
    int sent;
    int group = -1;
    boolean isPrompt;
    boolean isMultishot;
    boolean isSoft;
    boolean isHard;
    boolean isFollower;
    boolean isExplicit;
    boolean isOutput;

    FakeIntent(IoOpType operation) {
        this.operation = operation;
        isPrompt = operation.isPrompt();
    }

    FakeIntent on(IoResource itsResource) {
        resource = itsResource;
        return this;
    }

    FakeIntent with(ByteBuf itsBuffer, int start, int bytes) {
        buffer = itsBuffer;
        index = start;
        length = bytes;
        return this;
    }

    FakeIntent length(int bytes) {
        length = bytes;
        return this;
    }

    FakeIntent sent(int bytes) {
        sent = bytes;
        return this;
    }

    FakeIntent handle(TransportHandle itsHandle) {
        handle = itsHandle;
        return this;
    }

    FakeIntent fromGroup(int id) {
        group = id;
        isMultishot = true;
        return this;
    }

    FakeIntent soft() {
        isSoft = true;
        return this;
    }

    FakeIntent hard() {
        isHard = true;
        return this;
    }

    FakeIntent output() {
        isOutput = true;
        return this;
    }

    FakeIntent follower() {
        isFollower = true;
        return this;
    }

    @Override
    public String laneName() {
        return "lane";
    }

    @Override
    public long ticket() {
        return ticket;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public IoOpType operation() {
        return operation;
    }

    @Override
    public @Nullable IoResource resource() {
        return resource;
    }

    @Override
    public @Nullable TransportHandle handle() {
        return handle;
    }

    @Override
    public int lengthBytes() {
        return length;
    }

    @Override
    public int regionCount() {
        return buffer == null ? 0 : 1;
    }

    @Override
    public ByteBuf regionBuffer(int region) {
        return buffer;
    }

    @Override
    public int regionIndex(int region) {
        return index;
    }

    @Override
    public int regionLength(int region) {
        return length;
    }

    @Override
    public boolean hasExplicitIndex() {
        return isExplicit;
    }

    @Override
    public int sentBytes() {
        return sent;
    }

    @Override
    public long fileOffset() {
        return 0;
    }

    @Override
    public int groupId() {
        return group;
    }

    @Override
    public boolean isPrompt() {
        return isPrompt;
    }

    @Override
    public boolean isMultishot() {
        return isMultishot;
    }

    @Override
    public boolean isSoftLinked() {
        return isSoft;
    }

    @Override
    public boolean isHardLinked() {
        return isHard;
    }

    @Override
    public boolean isOutput() {
        return isOutput;
    }

    @Override
    public boolean isFollower() {
        return isFollower;
    }
}
