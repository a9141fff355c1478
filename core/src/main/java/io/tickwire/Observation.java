package io.tickwire;

import io.netty.buffer.ByteBuf;
import io.tickwire.spi.GroupBuffers;
import io.tickwire.spi.TransportHandle;
import io.tickwire.watch.IntentView;
import io.tickwire.watch.LoopObserver;
import io.tickwire.watch.LoopObserver.DeliveryPoint;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows what happens to the loop's observers, if it has any; each is guarded by itself. */
final class Observation {
    private final @Nullable LoopObserver observer;
    private final View view = new View();

    Observation(List<LoopObserver> observers, ErrorBox errors) {
        List<GuardedObserver> guarded =
                observers.stream().map(each -> new GuardedObserver(each, errors)).toList();
        observer =
                switch (guarded.size()) {
                    case 0 -> null;
                    case 1 -> guarded.get(0);
                    default -> new Observers(guarded);
                };
    }

    void tickBegan(long number, long timeNanos) {
        if (observer != null) {
            observer.tickBegan(number, timeNanos);
        }
    }

    void sealed(Intent intent) {
        if (observer != null) {
            observer.sealed(view.of(intent));
        }
    }

    void deliveryBegan(DeliveryPoint point) {
        if (observer != null) {
            observer.deliveryBegan(point);
        }
    }

    void delivered(Intent intent, IoCompletion completion) {
        if (observer != null) {
            observer.delivered(view.of(intent), completion);
        }
    }

    void ended(Intent intent) {
        if (observer != null) {
            observer.ended(view.of(intent));
        }
    }

    void freed(long ticket) {
        if (observer != null) {
            observer.freed(ticket);
        }
    }

    void fileSaved(Replacement replacement) {
        if (observer != null) {
            observer.fileSaved(replacement);
        }
    }

    void tickEnded(long number) {
        if (observer != null) {
            observer.tickEnded(number);
        }
    }

    void loopEnded() {
        if (observer != null) {
            observer.loopEnded();
        }
    }

    /** One for all intents, pointed at each in turn. */
    private static final class View implements IntentView {
        private @Nullable Intent shown;

        View of(Intent intent) {
            shown = intent;
            return this;
        }

        private Intent intent() {
            return Objects.requireNonNull(shown);
        }

        @Override
        public String laneName() {
            return intent().home.name();
        }

        @Override
        public long ticket() {
            return intent().ticket();
        }

        @Override
        public long sequence() {
            return intent().sequence;
        }

        @Override
        public IoOpType operation() {
            return intent().type;
        }

        @Override
        public @Nullable IoResource resource() {
            return intent().resource;
        }

        @Override
        public @Nullable TransportHandle handle() {
            IoResource resource = intent().resource;
            return resource == null ? null : resource.handle;
        }

        @Override
        public int lengthBytes() {
            return intent().length;
        }

        @Override
        public int regionCount() {
            return intent().regionCount();
        }

        @Override
        public ByteBuf regionBuffer(int region) {
            return intent().regionBuffer(region);
        }

        @Override
        public boolean isOutput() {
            return intent().has(Intent.OUTPUT);
        }

        @Override
        public boolean hasLostMemory() {
            return intent().isMemoryLost;
        }

        @Override
        public int regionIndex(int region) {
            return intent().regionIndex(region);
        }

        @Override
        public int regionLength(int region) {
            return intent().regionLength(region);
        }

        @Override
        public boolean hasExplicitIndex() {
            return intent().has(IoRequest.EXPLICIT_INDEX);
        }

        @Override
        public int sentBytes() {
            return intent().sentBytes;
        }

        @Override
        public long fileOffset() {
            return intent().offset;
        }

        @Override
        public int groupId() {
            GroupBuffers group = intent().group;
            return group == null ? GroupTable.NO_GROUP : group.group().id();
        }

        @Override
        public boolean isPrompt() {
            return intent().isPrompt();
        }

        @Override
        public boolean isMultishot() {
            return intent().isMultishot();
        }

        @Override
        public boolean isSoftLinked() {
            return intent().has(IoRequest.LINKED);
        }

        @Override
        public boolean isHardLinked() {
            return intent().has(IoRequest.HARD_LINKED);
        }

        @Override
        public boolean isFollower() {
            return intent().leader != null;
        }
    }
}
