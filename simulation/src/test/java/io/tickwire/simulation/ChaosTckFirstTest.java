package io.tickwire.simulation;

import io.tickwire.tck.TransportTck;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ChaosExclusions.class)
class ChaosTckFirstTest extends TransportTck {
    ChaosTckFirstTest() {
        super("nio-chaos-1");
    }
}
