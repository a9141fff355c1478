package io.tickwire;

import io.tickwire.spi.CompletionSink;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.Transport;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.LoopClock;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Takes results, from the transport and from core itself, into the completion ring, and lets what
 * waited behind them go on. Runs no user code.
 */
final class Harvester implements CompletionSink, Endings {
    private final Intent[] table;
    private final CompletionRing ring;
    private final Submitter submitter;
    private final Timers timers;
    private final GatherPool gatherPool;
    private final Chains chains;
    private final LoopClock clock;
    private long nowNanos;

    /** The first sequence of the phase that runs; prompt intents from here on belong to it. */
    private long phaseSequence = Long.MAX_VALUE;

    private int promptOutstanding;
    private int inFlight;
    private long lateCount;

    Harvester(
            Intent[] table,
            CompletionRing ring,
            Submitter submitter,
            Timers timers,
            GatherPool gatherPool,
            Chains chains,
            LoopClock clock) {
        this.table = table;
        this.ring = ring;
        this.submitter = submitter;
        this.timers = timers;
        this.gatherPool = gatherPool;
        this.chains = chains;
        this.clock = clock;
    }

    /** Starts a phase whose intents get this sequence and higher ones. */
    void beginPhase(long firstSequence) {
        phaseSequence = firstSequence;
        promptOutstanding = 0;
    }

    /** Ends the phase: what is prompt and comes from here on is late. */
    void endPhase() {
        phaseSequence = Long.MAX_VALUE;
        promptOutstanding = 0;
    }

    /** Makes room for the last results of as many intents as there can be until the next call. */
    void reserve(int intents) {
        ring.reserve(intents);
    }

    /** Counts a sealed intent in. */
    void sealed(Intent intent) {
        inFlight++;
        if (intent.isPrompt()) {
            promptOutstanding++;
        }
    }

    /** Enters an intent among those that its resource's CLOSE waits for. */
    void enter(Intent intent, IoResource resource) {
        ResourceWork.of(resource).enter(intent, table);
    }

    /** The same for a SPLICE and the resource that it takes its bytes from. */
    void enterAtSource(Intent splice, IoResource source) {
        ResourceWork.holdSource(splice);
        ResourceWork.of(source).enterSplice(splice, table);
    }

    int promptOutstanding() {
        return promptOutstanding;
    }

    /** Intents that were sealed and have had no last result. */
    int inFlight() {
        return inFlight;
    }

    long lateCount() {
        return lateCount;
    }

    /** One harvest pass: every result of it gets the same time stamp. */
    void harvest(Transport transport, long waitNanos) {
        nowNanos = 0;
        transport.harvest(waitNanos);
    }

    /** Stamps the results that follow with a time just read, or with one to be read if it is 0. */
    void beginPass(long nanos) {
        nowNanos = nanos;
    }

    @Override
    public void complete(int slot, int result) {
        Intent intent = inTransport(slot);
        if (intent.type.isInSendQueue()) {
            SendQueue sends = StreamWork.of(intent.stream()).sends;
            sends.settle(result, this, gatherPool);
            submitter.addSends(sends);
        } else if (isPauseOfAccept(intent, result)) {
            intent.isPausing = false;
            submitter.add(intent);
        } else {
            finish(intent, result);
        }
    }

    private static boolean isPauseOfAccept(Intent intent, int result) {
        return intent.isPausing
                && !intent.isCancelRequested
                && result == IoStatus.ECANCELED.result();
    }

    @Override
    public void completeOpened(int slot, TransportHandle handle, boolean isLast) {
        Intent intent = inTransport(slot);
        if (!isLast) {
            ring.addShot(intent, 0, handle, passNanos());
        } else if (intent.has(Intent.PLACE_KEPT) && intent.follower != null) {
            endOpenOfChain(intent, handle);
        } else {
            end(intent, 0, handle);
        }
    }

    @Override
    public void shot(int slot, int result) {
        ring.addShot(inTransport(slot), result, null, passNanos());
    }

    @Override
    public void completeMessage(int slot, int result, SocketAddress peer) {
        ring.last(slot).peer = peer;
        end(inTransport(slot), result, null);
    }

    @Override
    public void paused(int slot) {
        Intent intent = inTransport(slot);
        if (!intent.isMultishot() && intent.group == null) {
            throw new IllegalStateException(intent + " is no multishot and cannot pause");
        }
        if (intent.isCancelRequested) {
            end(intent, IoStatus.ECANCELED.result(), null);
        } else {
            intent.isPausing = false;
            intent.isHungry = true;
            submitter.add(intent);
        }
    }

    @Override
    public int shotRoom(int slot) {
        return ring.shotRoom(table[slot].type);
    }

    /** Lets a stream's sends go on after its head was taken out. */
    void resume(SendQueue sends) {
        submitter.addSends(sends);
    }

    @Override
    public void finish(Intent intent, int result) {
        end(intent, result, null);
    }

    @Override
    public void received(
            int slot, int result, int buffer, @Nullable SocketAddress peer, boolean isLast) {
        Intent intent = inTransport(slot);
        IoCompletion completion;
        if (isLast) {
            completion = ring.last(slot);
            end(intent, result, null);
        } else {
            completion = ring.addShot(intent, result, null, passNanos());
        }
        completion.peer = peer;
        if (buffer >= 0) {
            completion.groupBuffer = buffer;
            intent.heldBuffers++;
            submitter.served(intent);
        }
    }

    @Override
    public int groupRoom(int slot) {
        Intent intent = table[slot];
        GroupBuffers group = intent.group;
        if (group == null) {
            throw new IllegalStateException(intent + " has no group");
        }
        int share = group.group().share() - intent.heldBuffers;
        int room = Math.min(share, intent.bufferLimit);
        return Math.max(0, intent.isMultishot() ? Math.min(room, shotRoom(slot)) : room);
    }

    /**
     * The file of an OPEN is there for what is linked behind it before the OPEN is delivered, where
     * it gets its id.
     */
    private void endOpenOfChain(Intent open, TransportHandle handle) {
        IoFile file = new IoFile(open.home.loop(), handle, new ResourceWork());
        ring.last(open.slot).openedResource = file;
        Intent at = open.follower;
        boolean isClosed = false;
        while (at != null && at.type != IoOpType.OPEN && !isClosed) {
            if (at.has(IoRequest.ON_OPENED)) {
                bind(at, file);
                isClosed = at.type == IoOpType.CLOSE;
            }
            at = at.follower;
        }
        end(open, 0, null);
    }

    private void bind(Intent intent, IoFile file) {
        intent.resource = file;
        if (intent.type != IoOpType.CLOSE) {
            enter(intent, file);
            if (!intent.isPrompt()) {
                ResourceWork.countLasting(intent);
            }
        }
    }

    /** The last result of an intent at the end of the loop: nothing behind it goes on. */
    void abandon(Intent intent, int result) {
        if (!intent.has(Intent.REFUSED)) {
            uncount(intent);
        }
        intent.moveTo(Intent.State.HARVESTED);
        intent.follower = null;
        intent.leader = null;
        inFlight--;
        ring.addLast(intent, result, null, false, passNanos());
    }

    private void uncount(Intent intent) {
        IoResource resource = intent.resource;
        if (resource == null || intent.type == IoOpType.CLOSE) {
            return;
        }
        ResourceWork.of(resource).leave(intent, table);
        if (intent.type == IoOpType.SPLICE) {
            ResourceWork.of(intent.namedResource()).leaveSplice(intent, table);
        }
    }

    private void end(Intent intent, int rawResult, @Nullable TransportHandle opened) {
        IoResource resource = intent.resource;
        int result = resultOf(intent, rawResult);
        intent.moveTo(Intent.State.HARVESTED);
        inFlight--;
        if (intent.heapIndex >= 0) {
            timers.remove(intent);
        }
        if (intent.readyIndex >= 0) {
            submitter.remove(intent);
        }
        boolean isForPhase = isForPhase(intent, resource);
        ring.addLast(intent, result, opened, isForPhase, passNanos());
        if (intent.follower != null || intent.leader != null) {
            chains.ended(intent, result, isForPhase);
        }
        if (resource != null) {
            letGo(intent, resource);
        }
    }

    /**
     * A deadline cancels: what it ended says so. What was filled elsewhere than in the buffer is
     * not there.
     */
    private static int resultOf(Intent intent, int result) {
        if (intent.type.isInput() && !intent.hasMemory() && result > 0) {
            return IoStatus.EFAULT.result();
        }
        return intent.isExpired && result == IoStatus.ECANCELED.result()
                ? IoStatus.ETIMEDOUT.result()
                : result;
    }

    private boolean isForPhase(Intent intent, @Nullable IoResource resource) {
        if (!intent.isPrompt()) {
            return false;
        }
        boolean isOfPhase = intent.sequence >= phaseSequence;
        if (isOfPhase) {
            promptOutstanding--;
        }
        boolean isCloseBehindLasting =
                intent.type == IoOpType.CLOSE
                        && resource != null
                        && ResourceWork.of(resource).lastingUndelivered > 0;
        if (isOfPhase && !isCloseBehindLasting) {
            return true;
        }
        lateCount++;
        ResourceWork.countLasting(intent);
        return false;
    }

    /** Lets the receive behind this one, or the CLOSE behind the last one, go on. */
    private void letGo(Intent intent, IoResource resource) {
        if (intent.type == IoOpType.CLOSE) {
            return;
        }
        if (!intent.has(Intent.REFUSED)) {
            switch (intent.type) {
                case RECV -> letGoOfReceives(intent, StreamWork.of(intent.stream()));
                case SPLICE -> {
                    ResourceWork source = ResourceWork.of(intent.namedResource());
                    if (source instanceof StreamWork stream) {
                        letGoOfReceives(intent, stream);
                    }
                    source.leaveSplice(intent, table);
                    letClose(source);
                }
                default -> {}
            }
        }
        ResourceWork work = ResourceWork.of(resource);
        work.leave(intent, table);
        letClose(work);
    }

    private void letGoOfReceives(Intent intent, StreamWork stream) {
        Intent following = stream.receives.remove(intent);
        if (following == null) {
            return;
        }
        if (following.type == IoOpType.SPLICE) {
            submitter.addSends(StreamWork.of(following.stream()).sends);
        } else if (following.state() == Intent.State.WAITING && following.leader == null) {
            submitter.add(following);
        }
    }

    private void letClose(ResourceWork work) {
        Intent close = work.closeIntent;
        if (work.isFinished() && close != null && close.leader == null) {
            if (close.heapIndex >= 0) {
                timers.remove(close);
            }
            work.closeIntent = null;
            submitter.add(close);
        }
    }

    private Intent inTransport(int slot) {
        Intent intent = table[slot];
        if (intent.state() != Intent.State.IN_TRANSPORT) {
            throw new IllegalStateException("a result for " + intent);
        }
        return intent;
    }

    private long passNanos() {
        if (nowNanos == 0) {
            nowNanos = clock.nanoTime();
        }
        return nowNanos;
    }
}
