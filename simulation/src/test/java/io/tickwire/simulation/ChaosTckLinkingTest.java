package io.tickwire.simulation;

import io.tickwire.tck.TransportTck;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ChaosExclusions.class)
class ChaosTckLinkingTest extends TransportTck {
    ChaosTckLinkingTest() {
        super("nio-chaos-links");
    }
}
