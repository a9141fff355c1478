package io.tickwire.simulation;

import io.tickwire.tck.TransportTck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ChaosExclusions.class)
@Tag("once")
class ChaosTckLinkingTest extends TransportTck {
    ChaosTckLinkingTest() {
        super("nio-chaos-links");
    }
}
