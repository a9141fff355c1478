package io.tickwire.examples.ecs;

import com.artemis.Component;
import io.tickwire.IoStream;
import org.jspecify.annotations.Nullable;

/** A component: the connection of an entity. Artemis makes its components itself. */
public final class Client extends Component {
    /** The entity's connection. */
    public @Nullable IoStream stream;

    /** Whether what it sends is being received. */
    public boolean isHeard;

    /** Messages that were echoed. */
    public int echoes;
}
